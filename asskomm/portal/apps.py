from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "asskomm.portal"
    label = "portal"
    verbose_name = "Veröffentlichungen"

    def ready(self) -> None:
        from .arbeitsvorrat import register_quellen  # models are ready only now

        register_quellen()
