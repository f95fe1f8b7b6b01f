"""The record itself, kept safe: tables, SQL, encryption, history, migrations."""
