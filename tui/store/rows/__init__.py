"""Rows: the tables of a store as records, in SQL that SQLite and PostgreSQL both read."""
