from django.apps import AppConfig


class KommunenConfig(AppConfig):
    name = "kommunen"
    label = "kommunen"
    verbose_name = "Kommunen"

    def ready(self) -> None:
        from .importe import register_importe

        register_importe()
        from asskomm.core.fallarten import register_fallart

        from . import namen
        from .erinnern import register_kommunenerinnerungen
        from .models import Beratung, KommunalerPraeventionsrat, Kommune  # models are ready only now
        from .stellen import register_stellen
        from .uebergabe import register_aufgaben
        from .umfeld import register_kommunen_umfeld

        register_stellen()
        register_aufgaben()
        register_kommunen_umfeld()
        register_kommunenerinnerungen()
        register_fallart(Kommune, kennung="KO", kommune="", bezeichnung="name_eindeutig")
        register_fallart(KommunalerPraeventionsrat, kennung="KPR", kommune="kommune", bezeichnung=namen.KPR)
        register_fallart(Beratung, kennung="BE", akte=False, kommune="kommune", bezeichnung=namen.BERATUNG)
