-- Rechte des Dienstes in PostgreSQL: Er liest und schreibt Zeilen, die Tabellen selbst gehören jemand anderem.
-- So kann, wer den Dienst übernimmt, weder Auslöser abschalten noch Tabellen leeren oder ändern.
-- Nach jeder Migration als Eigentümerin der Tabellen: psql -v ON_ERROR_STOP=1 -f deploy/datenbankrechte.sql asskomm

GRANT USAGE ON SCHEMA public TO asskomm;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO asskomm;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO asskomm;

-- Das Protokoll wächst nur; einzig sein Inhalt darf rechtmäßig verschwinden.
REVOKE UPDATE, DELETE ON core_protokolleintrag FROM asskomm;
GRANT UPDATE (inhalt) ON core_protokolleintrag TO asskomm;
REVOKE INSERT, DELETE ON core_protokollkopf FROM asskomm;

-- Welche Migrationen gelaufen sind, trägt nur die Eigentümerin ein.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM asskomm;
