from django.apps import AppConfig


class KommunenConfig(AppConfig):
    name = "kommunen"
    label = "kommunen"
    verbose_name = "Kommunen"

    def ready(self) -> None:
        from asskomm.core.fallarten import register_fallart, register_wiedervorlageart

        from . import namen
        from .erinnern import register_kommunenerinnerungen
        from .importe import register_importe
        from .models import (  # models are ready only now
            Beratung,
            Handlungsfeld,
            KommunalerPraeventionsrat,
            Kommune,
            Landkreis,
            Polizeidirektion,
        )
        from .stellen import register_stellen
        from .uebergabe import register_aufgaben
        from .umfeld import register_kommunen_umfeld

        register_importe()
        register_stellen()
        register_aufgaben()
        register_kommunen_umfeld()
        register_kommunenerinnerungen()
        register_fallart(Kommune, kennung="KO", kommune="", bezeichnung="name_eindeutig")
        register_fallart(KommunalerPraeventionsrat, kennung="KPR", kommune="kommune", bezeichnung=namen.KPR)
        register_fallart(Beratung, kennung="BE", akte=False, kommune="kommune", bezeichnung=namen.BERATUNG)
        for modell in (Landkreis, Polizeidirektion, Handlungsfeld):
            register_wiedervorlageart(modell, bezeichnung="name")
