"""Leistungsmessung (make bench): eine nackte Django-Ansicht neben den Seiten des Portals, im selben Lauf."""
