from django.apps import AppConfig

from asskomm.core.sicherung.umfang import register_grundbestand


class FoerderungConfig(AppConfig):
    name = "foerderung"
    label = "foerderung"
    verbose_name = "Förderung"

    def ready(self) -> None:
        from django.db.models import CharField, F, Value
        from django.db.models.functions import Cast, Concat

        from asskomm.core.fallarten import register_wiedervorlageart

        from .importe import register_importe
        from .models import Haushaltsansatz

        register_importe()
        jahr = Concat(Value("Haushaltsansatz "), Cast(F("jahr"), CharField()))
        register_wiedervorlageart(Haushaltsansatz, bezeichnung=jahr)
        # Migration 0002 writes the first rule, 0004 its history.
        register_grundbestand("foerderung.Veroeffentlichungsregel", "foerderung.HistoricalVeroeffentlichungsregel")
