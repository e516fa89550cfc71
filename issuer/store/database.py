"""The database: an engine, and the transactions on it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

from issuer.errors import StorageUnavailableError
from issuer.store.engine import PATIENCE, make_engine
from issuer.store.failures import storage_failures
from issuer.store.journal import Journal
from issuer.store.journal_places import NOT_WAITED_FOR
from issuer.store.moving_mark import require_not_moved
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

    def __init__(
        self,
        url: str,
        *,
        list_size: int = SIZE,
        patience: int = PATIENCE,
        journal: Journal | None = None,
    ) -> None:
        """Take `sqlite:////path` or `postgresql://...`, or raise `SettingsError`.

        New status lists have `list_size` entries. A lock is waited for `patience` seconds. What is
        committed is in the `journal`, if there is one, before the transaction is left.
        """
        self._engine = make_engine(url, patience=patience)
        self._reader, self._lookup = _read_only(self._engine)
        self.driver = Driver(self._engine.dialect)
        self._errors = self._engine.dialect.loaded_dbapi.Error
        self._list_size = list_size
        self.journal = journal

    def writing(self) -> AbstractContextManager[SqlUnit]:
        """Begin a transaction that may write; leaving it commits, an exception undoes it all.

        `StorageUnavailableError` on leaving it may mean that it is committed and not in the
        journal: nobody may be told yet. It is added with whatever is added next.
        """
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

    @property
    def engine_name(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @property
    def file(self) -> str:
        """Return the path of SQLite's file, as it is quoted in a URL."""
        return (self._engine.url.database or "").removeprefix("file:")

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
            require_not_moved(connection)

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
            transaction = Transaction(connection, self.driver, writes=writes)
            yield SqlUnit(transaction, self._list_size)
        if self.journal is not None and _is_waited_for(transaction.told):
            self.journal.keep(self.connected, transaction.head)

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that only reads, and sees one moment."""
        with storage_failures(), self._reader.begin() as connection:
            yield connection


def _is_waited_for(told: AbstractSet[str] | None) -> bool:
    """Tell whether what a transaction told must be in the journal before anybody hears of it.

    One that appended no event, though it might have, gives an earlier answer again: that waits too.
    """
    if told is None or "credential.intended" in told:  # what is intended, a release follows
        return False
    return not told or not told <= NOT_WAITED_FOR


def _read_only(engine: Engine) -> tuple[Engine, Engine]:
    """Return two views of `engine`: one for reading transactions, one for single queries."""
    if engine.dialect.name == "sqlite":
        reader = engine.execution_options(**{READS_ONLY: True})
        return reader, reader
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return reader, engine.execution_options(isolation_level="AUTOCOMMIT")
