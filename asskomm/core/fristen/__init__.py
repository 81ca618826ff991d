"""Deadlines: the calendar of Saxony (kalender), the computation (rechnung), and whom a case concerns (umfeld)."""
