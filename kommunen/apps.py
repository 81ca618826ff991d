from django.apps import AppConfig


class KommunenConfig(AppConfig):
    name = "kommunen"
    label = "kommunen"
    verbose_name = "Kommunen"

    def ready(self) -> None:
        from .stellen import register_stellen  # models are ready only now
        from .uebergabe import register_aufgaben

        register_stellen()
        register_aufgaben()
