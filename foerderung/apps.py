from django.apps import AppConfig

from asskomm.core.sicherung.umfang import register_grundbestand


class FoerderungConfig(AppConfig):
    name = "foerderung"
    label = "foerderung"
    verbose_name = "Förderung"

    def ready(self) -> None:
        from .importe import register_importe

        register_importe()
        # Migration 0002 writes the first rule, 0004 its history.
        register_grundbestand("foerderung.Veroeffentlichungsregel", "foerderung.HistoricalVeroeffentlichungsregel")
