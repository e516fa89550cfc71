"""One transaction as the parts of the store see it: statements, many rows at once, locks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Date, Dialect, Insert, Select, Table, Update, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.sqltypes import UTCDateTime

from issuer.store.postgresql import bulk_statement


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A statement that goes to the driver itself, and its parameters in their order.

    An update of rows that this transaction has locked already may be done `at_once`, in any order.
    """

    statement: Insert | Update | Select[Any]
    parameters: tuple[str, ...]
    at_once: bool = False


class Driver:
    """How values and prepared statements look to one driver. Made once per database."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._texts: dict[tuple[Prepared, bool], str] = {}
        self.moment: Callable[[datetime | None], object] = _converter(UTCDateTime(), dialect)
        self.day: Callable[[date], object] = _converter(Date(), dialect)
        self.read_moment: Callable[[object], datetime | None] = _reader(UTCDateTime(), dialect)
        self.insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert

    def text(self, prepared: Prepared, *, rows: int = 1) -> str:
        """Return a prepared statement in SQL, in the form that is best for so many rows."""
        key = (prepared, rows > 1)
        if key not in self._texts:
            compiled = prepared.statement.compile(dialect=self._dialect)
            if tuple(compiled.positiontup or ()) != prepared.parameters:
                raise ValueError(f"parameters are {compiled.positiontup}, in this order")
            if rows > 1 and self._dialect.name == "postgresql":
                self._texts[key] = bulk_statement(compiled, at_once=prepared.at_once)
            else:
                self._texts[key] = str(compiled)
        return self._texts[key]


class Transaction:
    """A connection inside a transaction that may write, or may not.

    `told` are the kinds of events that it appended, None as long as nobody asked it to append;
    `head` is the number of the last one.
    """

    def __init__(self, connection: Connection, driver: Driver, *, writes: bool) -> None:
        self.connection = connection
        self.driver = driver
        self.told: set[str] | None = None
        self.head: int | None = None
        self._writes = writes

    def run_many(self, prepared: Prepared, rows: Sequence[tuple[Any, ...]]) -> int:
        """Run a statement once per row, at the driver's speed; return how many rows it changed.

        Values go to the driver as they are: moments and days must pass through
        `driver.moment` and `driver.day`.
        """
        if not rows:
            return 0
        text = self.driver.text(prepared, rows=len(rows))
        return self.connection.exec_driver_sql(text, list(rows)).rowcount

    def locked(self, query: Select[Any], *, read: bool = False) -> Select[Any]:
        """Return `query` so that it locks the rows it finds, where this transaction may write.

        SQLite's writer is alone anyway. Rows that only refer to a locked one may still be added.
        """
        return query.with_for_update(read=read, key_share=not read) if self._writes else query


def bulk_insert(table: Table, *columns: str) -> Prepared:
    """Return the statement that inserts `columns`, which must be in the table's own order."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    return Prepared(table.insert().values(values), columns)


def _converter(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], object]:
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    # A batch has few distinct moments, and converting one costs more than looking it up.
    return lru_cache(maxsize=256)(convert or _unchanged)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any]:
    return kind.dialect_impl(dialect).result_processor(dialect, None) or _unchanged


def _unchanged(value: Any) -> Any:
    return value
