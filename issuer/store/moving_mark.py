"""A record that was moved to another database: nobody goes on with the copy it left behind."""

from __future__ import annotations

from sqlalchemy import Connection, text

from issuer.errors import StorageUnavailableError
from issuer.store.tables.body import ControlRow
from issuer.store.tables.row import Row

MARK = "probatum: this record was moved to another database"
_ASIDE = "credential_moved"  # a server that still runs must not tell what held before the move
_FUNCTION = f"""
CREATE FUNCTION probatum_moved() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{MARK}'; END $$
"""


class RecordMovedError(StorageUnavailableError):
    """The record goes on in another database; nothing is read or written here any more."""


def require_not_moved(connection: Connection) -> None:
    """Raise `RecordMovedError`, naming where the record is, if it was moved from here."""
    table = ControlRow.__tablename__
    where = connection.scalar(text(f"SELECT moved FROM {table}"))  # noqa: S608 - our own name
    if where is not None:
        raise RecordMovedError(
            f"this record was moved to {where}: set PROBATUM_DATABASE to that, and start again"
        )


def mark_moved(connection: Connection, where: str) -> None:
    """Mark the record as moved: from now on this database refuses every change.

    Credentials are put aside, so that a server that was not stopped says that it could not finish
    the check, and never that what was withdrawn meanwhile is valid.
    """
    connection.execute(text("UPDATE control SET moved = :where"), {"where": where})
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_FUNCTION)
    for name in Row.metadata.tables:
        for statement in _refusals(name, connection.dialect.name):
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"ALTER TABLE credential RENAME TO {_ASIDE}")


def _refusals(table: str, dialect: str) -> list[str]:
    if dialect == "postgresql":
        acts = "INSERT OR UPDATE OR DELETE OR TRUNCATE"
        done = "FOR EACH STATEMENT EXECUTE FUNCTION probatum_moved()"
        return [f'CREATE TRIGGER a_moved BEFORE {acts} ON "{table}" {done}']
    return [
        f'CREATE TRIGGER moved_{table}_{act} BEFORE {act} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{MARK}'); END"
        for act in ("INSERT", "UPDATE", "DELETE")
    ]
