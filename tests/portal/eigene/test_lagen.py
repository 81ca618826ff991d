"""Die Worte der Parteien: jeder Zustand jedes Ablaufs hat eine Zeile."""

from asskomm.portal.eigene import lagen
from kommunen.workflows import KPR
from vereinbarungen.workflows import ANALYSE, COACHING, VEREINBARUNG

PAARE = ((lagen.VEREINBARUNG, VEREINBARUNG), (lagen.COACHING, COACHING), (lagen.ANALYSE, ANALYSE), (lagen.KPR, KPR))


def test_jeder_zustand_hat_eine_lage_und_keine_lage_ist_uebrig():
    for tabelle, ablauf in PAARE:
        assert set(tabelle) == {z.name for z in ablauf.zustaende}


def test_jede_seite_hat_einen_satz_und_ein_ende_liegt_bei_niemandem():
    for tabelle, _ in PAARE:
        for lage in tabelle.values():
            assert set(lage.bei) <= set(lagen.BEI)
            assert not (lage.ende and lage.bei)
            assert not lage.bei or lage.was
