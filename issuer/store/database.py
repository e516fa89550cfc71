"""The database: an engine, and the transactions on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Engine

from issuer.errors import StorageUnavailableError
from issuer.store.engine import PATIENCE, make_engine
from issuer.store.failures import storage_failures
from issuer.store.revision import read_revision, require_revision
from issuer.store.sqlite import READS_ONLY, has_no_file
from issuer.store.tidy import rewrite_files
from issuer.store.transaction import Driver, Prepared, Transaction
from issuer.store.unit import SqlUnit
from verifier.status_list import SIZE


class Database:
    """Makes transactions, for any number of threads, before and after a fork.

    Nothing is connected before the first of them. Failures of the database are
    `StorageUnavailableError`; after one, the next transaction connects anew.
    """

    def __init__(self, url: str, *, list_size: int = SIZE, patience: int = PATIENCE) -> None:
        """Take `sqlite:////path` or `postgresql://...`, or raise `SettingsError`.

        New status lists have `list_size` entries. A lock is waited for `patience` seconds.
        """
        self._engine = make_engine(url, patience=patience)
        self._reader, self._lookup = _read_only(self._engine)
        self.driver = Driver(self._engine.dialect)
        self._errors = self._engine.dialect.loaded_dbapi.Error
        self._list_size = list_size

    def writing(self) -> AbstractContextManager[SqlUnit]:
        """Begin a transaction that may write; leaving it commits, an exception undoes it all."""
        return self._unit(self._engine, writes=True)

    def reading(self) -> AbstractContextManager[SqlUnit]:
        """Begin a transaction that only reads, and sees one moment."""
        return self._unit(self._reader, writes=False)

    def look_up(self, query: Prepared, *parameters: object) -> tuple[Any, ...] | None:
        """Return the first row of one query, at the least cost there is: values as they come."""
        rows = self.look_up_all(query, *parameters)
        return rows[0] if rows else None

    def look_up_all(self, query: Prepared, *parameters: object) -> list[tuple[Any, ...]]:
        """Return the few rows of one query in the same way.

        The driver does it alone: SQLAlchemy would take several times as long as the query.
        """
        text = self.driver.text(query)
        with storage_failures(), self._lookup.connect() as connection:
            cursor = connection.connection.cursor()
            try:
                cursor.execute(text, parameters)
                return list(cursor.fetchall())
            except self._errors as failure:
                raise StorageUnavailableError("the look-up failed") from failure
            finally:
                cursor.close()

    def tidy(self) -> None:
        """Rewrite every table, so that nothing of what was deleted is left in its files."""
        with storage_failures():
            rewrite_files(self._engine)

    def check_schema(self) -> None:
        """Raise `SchemaOutdatedError`, naming `probatum migrate`, unless the tables are there."""
        if has_no_file(self._engine):
            require_revision(None)
        with storage_failures(), self._reader.connect() as connection:
            require_revision(read_revision(connection))

    def is_ready(self) -> bool:
        """Tell whether the database answers and has the tables."""
        try:
            self.check_schema()
        except StorageUnavailableError:
            return False
        return True

    def dispose(self) -> None:
        """Close every connection that is not in use."""
        self._engine.dispose()

    @contextmanager
    def _unit(self, engine: Engine, *, writes: bool) -> Iterator[SqlUnit]:
        with storage_failures(), engine.begin() as connection:
            yield SqlUnit(Transaction(connection, self.driver, writes=writes), self._list_size)


def _read_only(engine: Engine) -> tuple[Engine, Engine]:
    """Return two views of `engine`: one for reading transactions, one for single queries."""
    if engine.dialect.name == "sqlite":
        reader = engine.execution_options(**{READS_ONLY: True})
        return reader, reader
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return reader, engine.execution_options(isolation_level="AUTOCOMMIT")
