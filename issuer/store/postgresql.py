"""PostgreSQL by psycopg 3: READ COMMITTED with row locks, and connections that heal."""

from __future__ import annotations

import ipaddress
import os
import re
import select
from collections.abc import Iterable
from functools import partial
from typing import Any, Self

import psycopg
from psycopg.abc import Params
from sqlalchemy import URL, Compiled, Engine, Insert, create_engine, event
from sqlalchemy.exc import DisconnectionError

_COPY = "COPY"
_UNNEST = " FROM unnest("
_PARAMETER = re.compile(r"%s::([A-Z]+(?: [A-Z]+)*?)(?= COLLATE|[^A-Z ]| AND| WHERE|\s*$)")
_FEW = 16  # parameters; no statement on one row has more
_SESSION = (
    "SET TIME ZONE 'UTC';"
    "SET jit = off;"  # our queries are short: to compile one takes longer than to run it
    "SET idle_in_transaction_session_timeout = '60s'"  # a stopped worker must not hold the chain
)


def postgresql_engine(url: URL, *, patience: int, pool: dict[str, int | bool]) -> Engine:
    """Return an engine on the server that `url` names."""
    engine = create_engine(
        _in_tls(url.set(drivername="postgresql+psycopg")),
        connect_args={
            "connect_timeout": patience,
            "keepalives_idle": 30,
            "cursor_factory": _Cursor,
        },
        isolation_level="READ COMMITTED",
        paramstyle="format",  # so that rows in bulk are tuples, as in SQLite
        hide_parameters=True,
        **pool,
    )
    event.listen(engine, "connect", partial(_prepare, patience))
    event.listen(engine, "checkout", _refuse_dead)
    event.listen(engine, "do_executemany", _in_bulk)
    return engine


def _in_tls(url: URL) -> URL:
    """Have a server on another machine be spoken to in TLS, unless the address says how.

    By itself libpq goes on in the clear where the server, or somebody between, offers no TLS.
    """
    host = url.query.get("host") or url.host or ""
    if "sslmode" in url.query or "PGSSLMODE" in os.environ or _is_here(str(host)):
        return url
    return url.update_query_dict({"sslmode": "require"})


def _is_here(host: str) -> bool:
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Cursor(psycopg.Cursor[Any]):
    """Has the server plan a query for many values anew each time.

    A plan it keeps was made when the tables were small: it reads them all, however they grow.
    """

    def execute(
        self, query: Any, params: Params | None = None, *, prepare: bool | None = None, **kw: Any
    ) -> Self:
        if params is not None and len(params) > _FEW:
            prepare = False
        return super().execute(query, params, prepare=prepare, **kw)


def bulk_statement(compiled: Compiled, *, at_once: bool) -> str:
    """Return what does to many rows what `compiled` does to one: a COPY, or an update `at_once`.

    Other statements stay as they are.
    """
    if at_once:
        return _update_at_once(str(compiled))
    if not isinstance(compiled.statement, Insert):
        return str(compiled)
    preparer = compiled.preparer
    names = ", ".join(preparer.quote(name) for name in compiled.params)
    return f"{_COPY} {preparer.format_table(compiled.statement.table)} ({names}) FROM STDIN"


def _update_at_once(text: str) -> str:
    """Return an update of one row as one of as many as the arrays in its parameters are long."""
    kinds = _PARAMETER.findall(text)
    names = iter(range(len(kinds)))
    head, where, tail = _PARAMETER.sub(lambda _: f"given.p{next(names)}", text).partition(" WHERE ")
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    columns = ", ".join(f"p{place}" for place in range(len(kinds)))
    return f"{head} FROM unnest({arrays}) AS given ({columns}){where}{tail}"


def _in_bulk(cursor: Any, statement: str, rows: Iterable[Any], _context: object) -> bool:
    if _UNNEST in statement:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
        return True
    if not statement.startswith(_COPY):
        return False  # the driver's own way
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    return True


def _prepare(patience: int, connection: Any, _record: object) -> None:
    connection.execute(f"{_SESSION}; SET lock_timeout = '{patience}s'")
    connection.commit()


def _refuse_dead(connection: Any, _record: object, _proxy: object) -> None:
    """Have the pool replace a connection that its server closed.

    An idle connection has nothing to read; one that has was closed. That is asked of the kernel,
    so it costs no round trip.
    """
    if connection.closed or _has_something_to_read(connection.fileno()):
        raise DisconnectionError("the server closed this connection")


def _has_something_to_read(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
