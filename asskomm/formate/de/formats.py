"""Days as the whole house writes them; Django's German default is "j. F Y" (setting FORMAT_MODULE_PATH)."""

DATE_FORMAT = "d.m.Y"
DATETIME_FORMAT = r"d.m.Y, H:i \U\h\r"
