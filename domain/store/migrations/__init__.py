"""Every change to the tables, in order. Alembic runs them; ``domain/store/migrate.py`` runs Alembic."""
