"""From the schema of one version to that of the next, by Alembic."""
