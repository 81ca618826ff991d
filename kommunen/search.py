"""Normalised columns for search and sorting; the folding itself stands in core, which needs it too."""

from asskomm.core.suchtext import fold, fold_umlaut, suchtext

__all__ = ["fold", "fold_umlaut", "suchtext"]
