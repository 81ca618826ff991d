"""The tamper-evident protocol of every decisive act and sign-in event (ADR 0008)."""

from .sammler import gesammelt, protokolliere, vorgang

__all__ = ["gesammelt", "protokolliere", "vorgang"]
