from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class CoreConfig(AppConfig):
    name = "asskomm.core"
    default = True
    label = "core"
    verbose_name = "Konten und Grundlagen"

    def ready(self) -> None:
        from . import anmeldespuren, pruefungen, warteschlange  # need the models
        from .admin.sammelaktionen import register_sammelarbeit
        from .fristen.erinnern import register_kernerinnerungen
        from .services.akten import register_akten
        from .services.aktenexport import register_aktenexport
        from .services.arbeitslauf import register_arbeitslaeufe
        from .services.dokumente import register_dokumente
        from .services.importe import register_importe
        from .services.postausgang import register_post
        from .services.wiedervorlage import register_wiedervorlagen

        pruefungen.verbinde()
        anmeldespuren.verbinde()
        register_akten()
        register_aktenexport()
        register_arbeitslaeufe()
        register_importe()
        register_dokumente()
        register_sammelarbeit()
        register_kernerinnerungen()
        register_post()
        register_wiedervorlagen()
        warteschlange.register_pflege("warteschlange", lambda jetzt: warteschlange.drop_erledigte(jetzt=jetzt))


class VerwaltungConfig(admin_apps.AdminConfig):
    """Replaces the default admin site: one door (allauth), our theme, a worklist as start page."""

    default = False
    default_site = "asskomm.core.admin.site.VerwaltungSite"
