"""A text in Markdown as a document that people fill in: OpenDocument and Word, with real headings, lists and tables."""

from .bloecke import lies_bloecke
from .docx import als_docx
from .odt import als_odt

__all__ = ["als_docx", "als_odt", "lies_bloecke"]
