from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "asskomm.portal"
    label = "portal"
    verbose_name = "Veröffentlichungen"

    def ready(self) -> None:
        from asskomm.core.admin.arbeitsvorrat import register_startseite
        from asskomm.core.fallarten import register_wiedervorlageart

        from .arbeitsvorrat.arten import register_arten  # models are ready only now
        from .arbeitsvorrat.sammeln import register_sammeln
        from .arbeitsvorrat.seite import startseite
        from .models import Inhalt, Meilenstein, Rundschreiben
        from .services.rundschreiben import register_rundschreiben

        register_rundschreiben()
        for modell, name in ((Inhalt, "titel"), (Meilenstein, "titel"), (Rundschreiben, "betreff")):
            register_wiedervorlageart(modell, bezeichnung=name)
        register_arten()
        register_sammeln()
        register_startseite(startseite)
