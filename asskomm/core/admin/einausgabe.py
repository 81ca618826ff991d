"""Lists that also import: the export of every list stands in listen.py, the import in einfuhr.py."""

from .einfuhr import EinfuhrMixin, ortsangaben

__all__ = ["EinAusgabeMixin", "ortsangaben"]


class EinAusgabeMixin(EinfuhrMixin):
    """Put it before FachAdmin. `resource_class` names the columns of both; it imports where `importierbar`."""
