from django.apps import AppConfig


class FoerderungConfig(AppConfig):
    name = "foerderung"
    label = "foerderung"
    verbose_name = "Förderung"
