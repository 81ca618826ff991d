from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class CoreConfig(AppConfig):
    name = "asskomm.core"
    default = True
    label = "core"
    verbose_name = "Konten und Grundlagen"

    def ready(self) -> None:
        from . import anmeldespuren  # needs the models

        anmeldespuren.verbinde()


class VerwaltungConfig(admin_apps.AdminConfig):
    """Replaces the default admin site: one door (allauth), our theme, a worklist as start page."""

    default = False
    default_site = "asskomm.core.admin.site.VerwaltungSite"
