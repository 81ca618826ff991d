"""The components: what they say to a browser and to assistive technology."""

from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from asskomm.core.bausteine import LEITER
from asskomm.core.symbole import PFADE, symbol_svg
from asskomm.core.tabellen import Spalte
from asskomm.core.templatetags.kern import quelle, zahl


def zeige(quelle: str, adresse: str = "/liste/", **werte) -> str:
    werte.setdefault("request", RequestFactory().get(adresse))
    html = Template("{% load kern %}" + quelle).render(Context(werte))
    return " ".join(html.split())


class Formular(forms.Form):
    name = forms.CharField(label="Name", max_length=40, help_text="Amtlicher Name")
    tag = forms.DateField(label="Tag", required=False)
    kreis = forms.ChoiceField(label="Kreis", choices=[("a", "A"), ("b", "B")], required=False)
    form = forms.ChoiceField(label="Form", choices=[("p", "Papier"), ("v", "Video")], widget=forms.RadioSelect)
    ja = forms.BooleanField(label="Ich bestätige.")
    geheim = forms.CharField(widget=forms.HiddenInput, required=False)


def test_symbol_is_hidden_from_assistive_technology_and_empty_name_gives_nothing():
    assert all('aria-hidden="true"' in symbol_svg(name) for name in PFADE)
    assert symbol_svg("") == ""
    with pytest.raises(KeyError):
        symbol_svg("gibt-es-nicht")


@pytest.mark.parametrize(
    ("wert", "erwartet"),
    [
        (11036, "11.036"),
        (Decimal("1100000.50"), "1.100.000,50"),
        (0, "0"),
        (None, "–"),
        ("unbekannt", "unbekannt"),
        (True, "True"),
    ],
)
def test_zahl_writes_thousands_in_german(wert, erwartet):
    assert zahl(wert) == erwartet


@pytest.mark.parametrize("art", ["info", "erfolg", "warnung", "fehler", "neutral"])
def test_plakette_has_icon_and_word(art):
    html = zeige("{% plakette text='in Kraft' art=art %}", art=art)
    assert "<svg" in html
    assert '<span class="kern-label">in Kraft</span>' in html


def test_texts_are_escaped_but_content_of_blocks_is_markup():
    html = zeige("{% hinweis titel=t %}<p>Text</p>{% endhinweis %}", t="<script>")
    assert "&lt;script&gt;" in html
    assert "<p>Text</p>" in html


def test_navlink_marks_the_page_and_the_pages_below_it():
    quelle = "{% navlink text='Kommunen' url='/kommunen/' %}{% navlink text='Netzwerk' url='/' %}"
    assert zeige(quelle, "/kommunen/").count('aria-current="page"') == 1
    unterseite = zeige(quelle, "/kommunen/meerane/")
    assert unterseite.count("aria-current") == 1
    assert 'href="/kommunen/" aria-current="true"' in unterseite
    assert "aria-current" not in zeige("{% navlink text='A' url='/a/' genau=True %}", "/a/b/")
    assert "aria-current" not in zeige("{% navlink text='A' url='/a/' %}", request=None)


def test_feld_joins_label_hint_and_error_with_the_input():
    form = Formular({"name": "", "form": "p", "ja": "on"})
    html = zeige("{% feld feld=form.name %}", form=form)
    assert '<label class="kern-label" for="id_name">Name</label>' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "breite-20" in html


def test_feld_with_hint_of_the_template_is_described_by_it():
    html = zeige("{% feld feld=form.tag hinweis='TT.MM.JJJJ' %}", form=Formular({"tag": "gestern"}))
    assert 'aria-describedby="id_tag_helptext id_tag_error"' in html
    assert "(freiwillig)" in html
    assert "breite-10" in html


def test_felder_shows_groups_as_fieldset_and_hidden_fields_without_label():
    html = zeige("{% felder form=form %}", form=Formular({}))
    assert html.count("<fieldset") == 1
    assert '<legend class="kern-label">Form</legend>' in html
    assert html.count("kern-form-check__radio--error") == 2
    assert '<label class="kern-label" for="id_form_0">Papier</label>' in html
    assert "kern-form-input__select-wrapper" in html
    assert '<input type="hidden" name="geheim" id="id_geheim">' in html


def test_fehlerliste_links_each_error_to_its_field():
    form = Formular({"name": "Meerane"})
    form.add_error(None, "Die Angaben widersprechen sich.")
    html = zeige("{% fehlerliste form=form %}", form=form)
    assert "Bitte prüfen Sie 3 Angaben" in html
    assert "<li>Die Angaben widersprechen sich.</li>" in html
    assert '<a href="#id_form_0">Form: ' in html
    assert '<a href="#id_ja">Ich bestätige: ' in html
    assert zeige("{% fehlerliste form=form %}", form=Formular()) == ""
    assert zeige("{% fehlerliste form=formulare %}", formulare=[form, Formular()]).count("<li>") == 3


def test_knopf_is_a_button_or_a_link():
    assert '<button class="kern-btn kern-btn--primary" type="submit">' in zeige("{% knopf text='Weiter' %}")
    html = zeige("{% knopf text='Zurück' url='/x/' art='sekundaer' zusatz='zur Liste' symbol='links' %}")
    assert '<a class="kern-btn kern-btn--secondary" href="/x/">' in html
    assert '<span class="nur-vorlesen"> zur Liste</span>' in html


def test_aktion_posts_or_says_why_not():
    erlaubt = zeige("{% aktion text='Freigeben' url='/frei/' %}", csrf_token="abc")
    assert '<form method="post" action="/frei/"><input type="hidden" name="csrfmiddlewaretoken" value="abc">' in erlaubt
    gesperrt = zeige("{% aktion text='Freigeben' url='/frei/' gruende=g id='frei' %}", g=["Scan fehlt.", "Zu früh."])
    assert "<form" not in gesperrt
    assert 'aria-disabled="true" aria-describedby="frei-gruende"' in gesperrt
    assert "<li>Scan fehlt.</li><li>Zu früh.</li>" in gesperrt


def test_filterleiste_shows_chips_and_keeps_the_sorting():
    adresse = "/liste/?name=mee&kreis=b&sort=-tag&seite=3"
    form = Formular(RequestFactory().get(adresse).GET)
    html = zeige("{% filterleiste form=form vorn='' treffer='1 Kommune' %}", adresse, form=form)
    assert "Name: mee" in html
    assert "Kreis: B" in html
    assert 'href="?kreis=b&amp;sort=-tag"' in html
    assert '<a href="?sort=-tag">Alle entfernen</a>' in html
    assert '<input type="hidden" name="sort" value="-tag">' in html
    assert 'name="seite"' not in html
    assert "(2 aktiv)" in html
    assert "(freiwillig)" not in html


def test_filterleiste_keeps_rare_filters_behind_a_summary_that_opens_for_errors():
    def leiste(adresse: str, vorn: str = " vorn='name form ja'") -> str:
        form = Formular(RequestFactory().get(adresse).GET)
        return zeige("{% filterleiste form=form knopf='Suchen' id='filter'" + vorn + " %}", adresse, form=form)

    html = leiste("/liste/?kreis=b")
    front, weitere = html.split("<details")
    assert 'name="name"' in front
    assert ">Suchen<" in front
    assert 'name="kreis"' in weitere
    assert "Filter anwenden" in weitere
    assert weitere.startswith(' class="filterleiste-weitere" id="filter">')
    assert "Weitere Filter (1 aktiv)" in weitere
    assert ' id="filter" open>' in leiste("/liste/?tag=unsinn")
    assert "<details" not in leiste("/liste/", vorn="")


def test_tabelle_heads_sort_by_link_and_say_so():
    spalten = [
        Spalte("Name", sort="name"),
        Spalte("Zahl", sort="zahl", zahl=True),
        Spalte("Weg", unsichtbar=True),
        "Art",
    ]
    quelle = "{% tabelle beschriftung='Orte' spalten=s vorgabe='name' %}<tr><td>x</td></tr>{% endtabelle %}"
    html = zeige(quelle, "/liste/?q=a&seite=2", s=spalten)
    assert '<div class="tabelle-rahmen" role="region" aria-label="Orte" tabindex="0">' in html
    assert '<th scope="col" aria-sort="ascending"> <a href="?q=a&amp;sort=-name">' in html
    assert '<th scope="col" class="zahl"> <a href="?q=a&amp;sort=zahl">' in html
    assert '<span class="nur-vorlesen">Weg</span>' in html
    assert html.count("aria-sort") == 1
    assert "<tr><td>x</td></tr>" in html
    assert 'aria-sort="descending"' in zeige(quelle, "/liste/?sort=-zahl", s=spalten)
    assert "aria-sort" not in zeige(quelle, s=spalten, request=None)


def test_seitennavigation_keeps_the_query_and_is_absent_on_a_single_page():
    seite = Paginator(range(240), 25).get_page(3)
    html = zeige("{% seitennavigation seite=seite %}", "/liste/?q=a&seite=3", seite=seite)
    assert 'href="?q=a&amp;seite=2" rel="prev"' in html
    assert 'href="?q=a&amp;seite=4" rel="next"' in html
    assert '<span aria-current="page"><span class="nur-vorlesen">Seite </span>3</span>' in html
    erste = zeige("{% seitennavigation seite=seite %}", seite=Paginator(range(3), 25).get_page(1))
    assert erste == ""
    rand = zeige("{% seitennavigation seite=seite %}", seite=Paginator(range(30), 25).get_page(2))
    assert 'rel="next"' not in rand


def test_schritte_and_aufgabenliste_name_the_state_in_words():
    html = zeige(
        "{% schritte schritte=s %}", s=[("A", "erledigt"), ("B", "aktuell"), ("C", "offen"), ("D", "gesperrt")]
    )
    assert html.count('aria-current="step"') == 1
    for wort in ("Erledigt", "In Arbeit", "Offen", "Noch nicht möglich"):
        assert wort in html
    liste = zeige("{% aufgabenliste aufgaben=a %}", a=[("Angaben", "/a/", "fehler"), ("Senden", "", "gesperrt")])
    assert 'href="/a/">Angaben</a>' in liste
    assert "Bitte prüfen" in liste
    assert '<span class="kern-body">Senden</span>' in liste


def test_legende_has_all_steps_with_their_cells():
    html = zeige("{% legende zahlen=z neueste='Meerane' %}", z={"s3": 12})
    assert html.count("<polygon") == len(LEITER) + 1
    assert 'Vereinbarung <span class="leise">(12)</span>' in html
    assert "neueste Vereinbarung: Meerane" in html


def test_zahlkachel_shows_value_and_way_behind_it_and_leaves_out_a_course_of_one():
    html = zeige("{% zahlkachel wert=62 bezeichnung='eng' werte=w notiz='n' url='/s/' hinweis='h' %}", w=[1, 4, 9])
    assert '<strong class="zahlkachel-wert">62</strong> <a class="zahlkachel-name" href="/s/">eng</a>' in html
    assert "<polyline" in html
    assert "<svg" not in zeige("{% zahlkachel wert=1 bezeichnung='eng' werte=w %}", w=[1])
    assert "<polyline" in zeige("{% verlauf werte=w %}", w=[1, 2])


def test_zeitreihe_without_points_says_so():
    html = zeige("{% zeitreihe diagramm=d titel='Reihe' id='r' %}Tabelle{% endzeitreihe %}", d=None)
    assert "liegen keine Werte vor" in html
    assert "Tabelle" in html


def test_eigenschaft_without_value_says_so():
    html = zeige("{% eigenschaften %}{% eigenschaft name='Ort' %} {% endeigenschaft %}{% endeigenschaften %}")
    assert html == (
        '<dl class="eigenschaften"><div><dt>Ort</dt><dd><span class="leise">keine Angabe</span></dd></div> </dl>'
    )


def test_meldungen_are_announced_and_absent_without_messages():
    class Nachricht:
        level_tag, message = "error", "Das ging nicht."

    html = zeige("{% meldungen nachrichten=n %}", n=[Nachricht()])
    assert 'role="status"' in html
    assert "kern-alert--danger" in html
    assert zeige("{% meldungen nachrichten=n %}", n=[]) == ""


@pytest.mark.parametrize(
    ("quelle", "erwartet"),
    [
        (
            "{% stand datum='25. April 2023' url='?x' %}",
            '<strong>25. April 2023</strong><span class="stand-weg"> · <a href="?x">anderen Stichtag',
        ),
        ("{% seitenkopf titel='Karte' einleitung='E' %}{% endseitenkopf %}", "<h1>Karte</h1>"),
        ("{% hero %}{% hero_text titel='A' betont='B' %}{% endhero_text %}{% endhero %}", "<h1>A <em>B</em></h1>"),
        ("{% hero_bild %}Bild{% endhero_bild %}", '<div class="hero-bild">Bild</div>'),
        ("{% abschnitt titel='A' ton='band' zusatz='Z' %}x{% endabschnitt %}", "abschnitt-band"),
        ("{% raster spalten=2 %}x{% endraster %}", '<div class="raster raster-2">x</div>'),
        ("{% kachel titel='K' url='/k/' stufe=2 %}x{% endkachel %}", '<h2><a href="/k/">K</a></h2>'),
        ("{% zahlkacheln %}x{% endzahlkacheln %}", '<ul class="zahlkacheln">x</ul>'),
        ("{% muster %}", 'id="muster-s3"'),
        ("{% leer titel='Nichts' url='/alle/' linktext='Alle' %}{% endleer %}", '<a href="/alle/">Alle</a>'),
        ("{% feldgruppe legende='G' stufe=3 %}x{% endfeldgruppe %}", "<h3>G</h3>"),
        ("{% knopfzeile %}x{% endknopfzeile %}", "kern-btn-wrapper"),
        ("{% suche url='/k/' beschriftung='Finden' %}", '<label for="suche-q">Finden</label>'),
        ("{% aufklapper titel='Mehr' offen=True %}x{% endaufklapper %}", '<details class="aufklapper" open>'),
    ],
)
def test_component_shows_what_it_was_given(quelle, erwartet):
    assert erwartet in zeige(quelle)


def test_lists_show_every_entry():
    eintrag = {
        "titel": "Meerane",
        "nummer": "50",
        "datum": "25.04.2023",
        "iso": "2023-04-25",
        "url": "/m/",
        "text": "T",
    }
    assert '<b>50</b> <p><a href="/m/">Meerane</a>' in zeige("{% nummernliste eintraege=e %}", e=[eintrag])
    assert '<time datetime="2023-04-25">25.04.2023</time>' in zeige("{% zeitstrahl eintraege=e %}", e=[eintrag])
    assert zeige("{% chips wege=w name='Felder' %}", w=[("A", "/a/"), ("B", "")]).count('class="chip"') == 2
    assert "(CSV, 4 kB)" in zeige("{% downloads dateien=d %}", d=[("Zahlen", "/z.csv", "CSV, 4 kB")])


def test_source_with_a_known_address_leads_there_any_other_is_text():
    assert quelle("Welt (welt.de): Artikel 1; Amt: Bericht <1> (https://www.amt.example/1?a=b&c)") == (
        'Welt (welt.de): Artikel 1; <a href="https://www.amt.example/1?a=b&amp;c">Amt: Bericht &lt;1&gt;</a>'
    )
    assert quelle("böse (javascript:alert)") == "böse (javascript:alert)"
    assert "Quelle: Amt" in zeige("{% zeitstrahl eintraege=e %}", e=[{"titel": "T", "quelle": "Amt"}])
