from . import befugnisse, faktoren, konten, loeschantraege, protokoll, rollen, rollenvorrat

__all__ = ["befugnisse", "faktoren", "konten", "loeschantraege", "protokoll", "rollen", "rollenvorrat"]

rollenvorrat.register_quelle()
