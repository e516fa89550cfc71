"""Events and the rows that they are about, read for the journal at the driver's speed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from issuer.store.copying import Rows, neutral
from issuer.store.journal_places import CONCERNS, Concern
from issuer.store.tables.evidence import ErasedEventRow, EventDetailRow, EventRow
from issuer.store.tables.row import Row
from issuer.store.tables.status_list import StatusListRow

MOST = 20_000  # events in one line
_DIALECTS: dict[str, Any] = {
    "sqlite": sqlite.dialect(),
    "postgresql": postgresql.dialect(),  # type: ignore[no-untyped-call]
}
_lists = StatusListRow.table()
LIST_COLUMNS = ("id", "uri", "size", "given", "key", "revision")  # a list is signed again
_OWN = (EventRow.table(), EventDetailRow.table(), ErasedEventRow.table())


def read_batch(connection: Connection, after: int, most: int = MOST) -> dict[str, Any] | None:
    """Return the next events behind number `after`, with the rows they are about; or None.

    `owned` names table, column and subjects of rows that are taken away where they are no more.
    The connection sees one moment. Rows are in the neutral form of `copying`, as they are now.
    """
    events = _events(connection, after, most)
    if not events:
        return None
    columns = [column.name for column in _OWN[0].columns]
    first, last = (dict(zip(columns, row, strict=True)) for row in (events[0], events[-1]))
    found: dict[str, dict[tuple[Any, ...], None]] = {}  # by table
    concerned = list(_concerned(columns, events))
    for concern, subjects, since in concerned:
        rows = _rows(connection, concern, subjects, since)
        found.setdefault(concern.table, {}).update(dict.fromkeys(rows))
    tables = {name: _told(name, list(rows)) for name, rows in found.items() if rows}
    tables["event"] = _told("event", events)
    for table in _OWN[1:]:
        tables[table.name] = _told(table.name, _between(connection, table, after, last["seq"]))
    tables["erased_event"]["rows"] += _erased(connection, found.get("erasure", ()))
    if "credential" in found:
        tables["status_list"] = _told_lists(connection, found["credential"])
    owned = [[each.table, each.column, names] for each, names, _ in concerned if each.owned]
    told = {"from": first["seq"], "to": last["seq"], "event": last["hash"].hex()}
    return told | {"tables": tables} | ({"owned": owned} if owned else {})


def _events(connection: Connection, after: int, most: int) -> Rows:
    text = _text(connection.dialect.name, "event", "", "", "")
    return _run(connection, f"{text} WHERE seq > {after:d} ORDER BY seq LIMIT {most:d}", ())


def _between(connection: Connection, table: Table, after: int, until: int) -> Rows:
    text = _text(connection.dialect.name, table.name, "", "", "")
    where = f" WHERE seq > {after:d} AND seq <= {until:d} ORDER BY seq"
    return _run(connection, text + where, ())


def _concerned(
    columns: Sequence[str], events: Rows
) -> Iterable[tuple[Concern, list[str], dict[str, Any]]]:
    """Yield each concern once, with the subjects of all events that have it, and the earliest."""
    kind, subject, at = (columns.index(name) for name in ("kind", "subject", "at"))
    subjects: dict[Concern, dict[str, None]] = {}
    earliest: dict[Concern, Any] = {}
    for row in events:
        for concern in CONCERNS.get(str(row[kind]).partition(".")[0], ()):
            subjects.setdefault(concern, {})[str(row[subject])] = None
            earliest[concern] = min(earliest.get(concern, row[at]), row[at])
    for concern, names in subjects.items():
        yield concern, list(names), earliest[concern]


def _rows(connection: Connection, concern: Concern, subjects: list[str], since: Any) -> Rows:
    text = _text(connection.dialect.name, concern.table, concern.column, *_since(concern, since))
    return _run(connection, text, _list_of(connection, subjects) if concern.column else ())


def _since(concern: Concern, since: Any) -> tuple[str, str]:
    return (",".join(concern.moments), str(since)) if concern.moments else ("", "")


def _list_of(connection: Connection, subjects: list[str]) -> tuple[Any, ...]:
    return (json.dumps(subjects),) if connection.dialect.name == "sqlite" else (subjects,)


def _text(engine: str, table: str, column: str, moments: str, since: str) -> str:
    """Return the query of a table's rows; `column` is compared with a list, the one parameter."""
    text = _query(engine, table, column)
    if not moments:
        return text
    later = " OR ".join(f"{name} >= '{since}'" for name in moments.split(","))
    return f"{text} AND ({later})"


@lru_cache(maxsize=256)
def _query(engine: str, name: str, column: str) -> str:
    table = Row.metadata.tables[name]
    wanted = LIST_COLUMNS if table is _lists else tuple(each.name for each in table.columns)
    columns = ", ".join(_expression(engine, table, each) for each in wanted)
    text = f'SELECT {columns} FROM "{name}"'  # noqa: S608 - our own names
    if not column:
        return text
    hole = "IN (SELECT value FROM json_each(?))" if engine == "sqlite" else "= ANY(%s)"
    # What is found by an attempt's name is indexed by its scheme first.
    first = "scheme IN (SELECT scheme FROM scheme) AND " if column == "attempt" else ""
    first = first if "scheme" in table.c else ""
    return f'{text} WHERE {first}"{column}" {hole}'


def _expression(engine: str, table: Table, column: str) -> str:
    told = neutral(table.c[column], engine)
    literal = {"literal_binds": True}
    return str(told.compile(dialect=_DIALECTS[engine], compile_kwargs=literal))


def _run(connection: Connection, text: str, parameters: tuple[Any, ...]) -> Rows:
    return [tuple(row) for row in connection.exec_driver_sql(text, parameters)]


def _told(name: str, rows: Rows) -> dict[str, Any]:
    return {"columns": [column.name for column in Row.metadata.tables[name].columns], "rows": rows}


def _erased(connection: Connection, erasures: Iterable[tuple[Any, ...]]) -> Rows:
    """Return what was emptied by erasures (rows, their ID first): events of long ago among it."""
    ids = [str(row[0]) for row in erasures]
    if not ids:
        return []
    text = _query(connection.dialect.name, "erased_event", "erasure")
    return _run(connection, text, _list_of(connection, ids))


def _told_lists(connection: Connection, credentials: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    """Return the lists that credentials are on, without what is signed anew."""
    columns = [column.name for column in Row.metadata.tables["credential"].columns]
    wanted = sorted({row[columns.index("list_id")] for row in credentials})
    ids = ", ".join(f"{number:d}" for number in wanted)
    text = f"{_query(connection.dialect.name, 'status_list', '')} WHERE id IN ({ids})"
    return {"columns": list(LIST_COLUMNS), "rows": _run(connection, text, ())}
