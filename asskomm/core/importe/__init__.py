"""Import of tables (ADR 0017): reading with a mapping of columns, check with preview, takeover, undo."""
