"""Lists that also import: the export of every list stands in listen.py, the import in einfuhr.py."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from .einfuhr import EinfuhrMixin, ortsangaben

__all__ = ["EinAusgabeMixin", "ortsangaben"]


class EinAusgabeMixin(EinfuhrMixin):
    """Put it before FachAdmin. `resource_class` names the columns; it also imports where `importierbar`."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        weg = self._url("import") if self.has_import_permission(request) else ""
        return super().changelist_view(request, {"import_url": weg, **(extra_context or {})})
