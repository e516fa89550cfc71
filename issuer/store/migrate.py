"""Brings a database to the newest schema. Never at start-up: `probatum migrate` does it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from issuer.store.engine import make_engine
from issuer.store.failures import storage_failures
from issuer.store.revision import read_revision

MIGRATIONS = Path(__file__).parents[2] / "migrations"
_PATIENCE = 60  # seconds to wait for a migration that another process began
_LOCK = 7_264_001  # one migration at a time, on a server: any number that is always the same


def migrate(url: str) -> None:
    """Make or upgrade every table, in one transaction; a SQLite file that is missing is made."""
    engine = make_engine(url, create=True, patience=_PATIENCE)
    try:
        with storage_failures(), engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            command.upgrade(_config(connection), "head")
    finally:
        engine.dispose()


def current_revision(url: str) -> str | None:
    """Return the revision of the schema, or None if the database was never migrated."""
    engine = make_engine(url)
    try:
        with storage_failures(), engine.connect() as connection:
            return read_revision(connection)
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
