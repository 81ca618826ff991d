"""Backup and restore: database and files in one archive with checksums (commands `sichere` and `stelle_her`).

umfang    which tables
zeilen    a table as lines of JSON, the same on SQLite and PostgreSQL
manifest  what an archive says of itself
archiv    the tar file, written and read with checksums
ablage    the files below MEDIA_ROOT
sichern, wiederherstellen   the two processes
nummern   numbers given after the backup are never given again
nachweis  when the last backup was made, for `befund`
"""
