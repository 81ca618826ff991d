#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "asskomm.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as exc:
        raise SystemExit(
            "Django ist nicht installiert. Bitte zuerst „make setup“ ausführen und "
            "danach „.venv/bin/python manage.py …“ verwenden."
        ) from exc
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
