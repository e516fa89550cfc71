"""Whole tables from one database to another, of either engine, at the speed of their drivers.

Rows travel in one neutral form, which SQLite has by itself: text, whole numbers, bytes, None; a
moment is `2026-11-20 12:00:00.000000` (UTC), a day `2026-11-20`, yes and no are 1 and 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    String,
    Table,
    func,
    select,
)
from sqlalchemy import text as sql
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from issuer.store.tables.row import Row

Rows = list[tuple[Any, ...]]

_PAGE = 5000  # rows read at a time
_MOMENT = "YYYY-MM-DD HH24:MI:SS.US"


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows of a table were copied, and the SHA-256 over all of them in order."""

    rows: int
    digest: str


def tables() -> list[Table]:
    """Return every table, those that others refer to first."""
    return list(Row.metadata.sorted_tables)


def copy_tables(
    source: Connection,
    target: Connection,
    *,
    only: Iterable[Table] | None = None,
    watch: Callable[[str, int], None] = lambda _table, _rows: None,
) -> dict[str, Copied]:
    """Copy tables (all of them, if not `only` some) into empty ones with the same columns.

    Both connections are inside a transaction of the caller's, who ends it: the source's must see
    one moment (SQLite: any; PostgreSQL: REPEATABLE READ). Numbers that the database itself gives
    out go on behind the highest. `watch` is told of every table when it is done.
    """
    copied = {}
    if not _is_server(target):  # a row may come before the one of its own table it refers to
        target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # until the transaction ends
    for table in tables() if only is None else only:
        counted = _Counted(dump(source, table))
        load(target, table, counted.pages())
        copied[table.name] = Copied(counted.rows, counted.digest)
        watch(table.name, counted.rows)
    reset_sequences(target)
    return copied


def digests(source: Connection, *, only: Iterable[Table] | None = None) -> dict[str, Copied]:
    """Return count and digest of tables as `copy_tables` would: the same rows, the same digest."""
    found = {}
    for table in tables() if only is None else only:
        counted = _Counted(dump(source, table))
        for _ in counted.pages():
            pass
        found[table.name] = Copied(counted.rows, counted.digest)
    return found


def dump(source: Connection, table: Table, columns: Sequence[str] = ()) -> Iterator[Rows]:
    """Yield the rows of a table in pages, by primary key, in the neutral form."""
    chosen = [table.c[name] for name in columns] if columns else list(table.columns)
    order = [_ordered(column, source) for column in table.primary_key]
    query = select(*(neutral(column, source.dialect.name) for column in chosen)).order_by(*order)
    text = str(query.compile(dialect=source.dialect, compile_kwargs={"literal_binds": True}))
    driver: Any = source.connection.driver_connection
    cursor = driver.cursor(name=f"copy_{table.name}") if _is_server(source) else driver.cursor()
    try:
        cursor.execute(text)
        while page := cursor.fetchmany(_PAGE):
            yield page
    finally:
        cursor.close()


def load(target: Connection, table: Table, pages: Iterable[Rows]) -> int:
    """Add rows in the neutral form to a table; return how many."""
    names = ", ".join(target.dialect.identifier_preparer.quote(each.name) for each in table.columns)
    place = target.dialect.identifier_preparer.format_table(table)
    cursor, count = target.connection.cursor(), 0
    try:
        if _is_server(target):
            with cursor.copy(f"COPY {place} ({names}) FROM STDIN") as copy:
                for page in pages:
                    count += len(page)
                    for row in page:
                        copy.write_row(row)
            return count
        holes = ", ".join("?" * len(table.columns))
        for page in pages:
            count += len(page)
            cursor.executemany(f"INSERT INTO {place} ({names}) VALUES ({holes})", page)  # noqa: S608 - our own names
    finally:
        cursor.close()
    return count


def reset_sequences(target: Connection) -> None:
    """Have the numbers that the database gives out go on behind the highest of each table."""
    if not _is_server(target):
        return  # SQLite does so by itself
    for table in tables():
        column = table.autoincrement_column
        if column is None:
            continue
        name = target.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        highest = target.scalar(select(func.max(column)))
        if name is not None:
            at = {"name": name, "next": (highest or 0) + 1}
            target.execute(sql("SELECT setval(:name, :next, false)"), at)


def neutral(column: Column[Any], engine: str) -> Any:
    """Return the expression that reads a column in the neutral form on this engine."""
    if engine != "postgresql":
        return column
    if isinstance(column.type, UTCDateTime | DateTime):
        return func.to_char(func.timezone("UTC", column), _MOMENT)
    if isinstance(column.type, Date):
        return func.to_char(column, "YYYY-MM-DD")
    if isinstance(column.type, Boolean):
        return column.cast(Integer)
    return column


def _ordered(column: Column[Any], connection: Connection) -> Any:
    """Return what to order by, so that the order is the same on both engines."""
    text = isinstance(column.type, String | AutoString) and _is_server(connection)
    return column.collate("C") if text else column


def _is_server(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


class _Counted:
    """Pages on their way: counted, and hashed as they go by."""

    def __init__(self, pages: Iterable[Rows]) -> None:
        self._pages = pages
        self._hash = hashlib.sha256()
        self.rows = 0

    @property
    def digest(self) -> str:
        """Return the SHA-256 over all that went by."""
        return self._hash.hexdigest()

    def pages(self) -> Iterator[Rows]:
        """Yield them."""
        for page in self._pages:
            self.rows += len(page)
            for row in page:
                self._hash.update(repr(tuple(row)).encode())
            yield page
