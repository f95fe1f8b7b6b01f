"""One module a revision. Each is frozen once released: it never reads `db/tables.py`."""
