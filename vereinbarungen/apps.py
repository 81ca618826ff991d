from django.apps import AppConfig


class VereinbarungenConfig(AppConfig):
    name = "vereinbarungen"
    label = "vereinbarungen"
    verbose_name = "Vereinbarungen, Coaching, Analysen"

    def ready(self) -> None:
        from django.db.models import FilteredRelation, Q

        from asskomm.core.fallarten import register_fallart

        from . import namen
        from .erinnern import register_vereinbarungserinnerungen
        from .importe import register_importe
        from .models import Coachingprozess, Sicherheitsanalyse, Uebernahme, Vereinbarung  # models are ready only now
        from .services.papier import register_papier

        register_importe()
        register_papier()
        register_vereinbarungserinnerungen()
        register_fallart(
            Vereinbarung,
            kennung="KV",
            kommune="gueltige_beteiligungen__kommune",
            verknuepfung={
                "gueltige_beteiligungen": FilteredRelation(
                    "beteiligungen", condition=Q(beteiligungen__annulliert_zeitpunkt__isnull=True)
                )
            },
            bezeichnung=namen.VEREINBARUNG,
        )
        register_fallart(Coachingprozess, kennung="CO", kommune="kommune", bezeichnung=namen.COACHING)
        register_fallart(Sicherheitsanalyse, kennung="SA", kommune="kommunen", bezeichnung="bezeichnung")
        register_fallart(Uebernahme, kennung="UE", akte=False, bezeichnung="bezeichnung")
