from django.apps import AppConfig


class VereinbarungenConfig(AppConfig):
    name = "vereinbarungen"
    label = "vereinbarungen"
    verbose_name = "Vereinbarungen, Coaching, Analysen"
