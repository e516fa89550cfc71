"""Which schema the code needs. Revisions are numbers that only grow: `0001`, `0002` ..."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from issuer.errors import StorageUnavailableError

HEAD = "0014"  # the newest file in migrations/versions


class SchemaOutdatedError(StorageUnavailableError):
    """The database has no schema, or an older one than the code needs."""


def read_revision(connection: Connection) -> str | None:
    """Return the revision of a database, or None if it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def require_revision(found: str | None) -> None:
    """Raise `SchemaOutdatedError` unless the schema is new enough.

    A newer one is welcome: migrations add before they remove, so that old code runs on it.
    """
    if found is None:
        raise SchemaOutdatedError(
            "the database has no tables: `probatum init` founds a body, "
            "`probatum restore` brings back one that was lost"
        )
    if found < HEAD:
        raise SchemaOutdatedError(
            f"the database has schema {found} and this program needs {HEAD}: run `probatum migrate`"
        )
