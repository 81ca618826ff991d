from django.apps import AppConfig


class VereinbarungenConfig(AppConfig):
    name = "vereinbarungen"
    label = "vereinbarungen"
    verbose_name = "Vereinbarungen, Coaching, Analysen"

    def ready(self) -> None:
        from .importe import register_importe

        register_importe()
        from asskomm.core.fallarten import register_fallart

        from . import namen
        from .erinnern import register_vereinbarungserinnerungen
        from .models import Coachingprozess, Sicherheitsanalyse, Uebernahme, Vereinbarung  # models are ready only now
        from .services.papier import register_papier

        register_papier()
        register_vereinbarungserinnerungen()
        register_fallart(Vereinbarung, kennung="KV", kommune="beteiligungen__kommune", bezeichnung=namen.VEREINBARUNG)
        register_fallart(Coachingprozess, kennung="CO", kommune="kommune", bezeichnung=namen.COACHING)
        register_fallart(Sicherheitsanalyse, kennung="SA", kommune="kommunen", bezeichnung="bezeichnung")
        register_fallart(Uebernahme, kennung="UE", akte=False, bezeichnung="bezeichnung")
