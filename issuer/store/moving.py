"""Moving the whole record to another database, with a proof that nothing changed.

Who may write waits, and is refused, while it lasts: from the first row that is read until the old
copy is marked. The mark is the last step. Whatever fails before it leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, make_url, select, text

from issuer.errors import IssuerError
from issuer.store.copying import Copied, copy_tables, digests, tables
from issuer.store.engine import make_engine
from issuer.store.failures import storage_failures
from issuer.store.migrate import migrate
from issuer.store.moving_mark import mark_moved
from issuer.store.sqlite import READS_ONLY

Watch = Callable[[str, int], None]


class MoveError(IssuerError):
    """The record cannot be moved so; nothing was changed where it is."""

    code = "move_refused"


def move_record(
    source: str, target: str, *, prove: Callable[[], None], watch: Watch
) -> dict[str, Copied]:
    """Copy every row of `source` into the empty `target`, prove it, and mark `source` as moved.

    `prove` is called when the copy stands, and raises what is wrong with it. Returned are the rows
    of each table and their digest, which was computed on both sides.
    """
    _prepare(target)
    old, new = make_engine(source), make_engine(target)
    try:
        with storage_failures(), _held(old) as connection:
            copied = _copy(connection, new, watch)
            prove()
            mark_moved(connection, shown(target))
    finally:
        old.dispose()
        new.dispose()
    return copied


def shown(url: str) -> str:
    """Return a database's URL without what is secret in it."""
    parsed = make_url(url)
    return parsed.set(query={}).render_as_string(hide_password=True)


def engine_of(url: str) -> str:
    """Return the name of a database's engine: sqlite or postgresql."""
    return make_engine(url).dialect.name


def _prepare(target: str) -> None:
    """Make the tables, or raise `MoveError` where there is something already."""
    migrate(target)
    engine = make_engine(target)
    try:
        with storage_failures(), engine.connect() as connection:
            for table in tables():
                if connection.execute(select(table).limit(1)).first() is not None:
                    raise MoveError(
                        f"{shown(target)} is not empty: there are rows in {table.name}; name a "
                        "database of its own"
                    )
    finally:
        engine.dispose()


@contextmanager
def _held(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that sees one moment, and in whose time nobody else writes."""
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:  # BEGIN IMMEDIATE: the one writer
            yield connection
        return
    options = engine.execution_options(isolation_level="REPEATABLE READ")
    with options.begin() as connection:
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        names = ", ".join(f'"{table.name}"' for table in tables())
        connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
        yield connection


def _copy(source: Connection, target: Engine, watch: Watch) -> dict[str, Copied]:
    """Copy every table and read it back: what was read there must be what was read here."""
    with target.begin() as connection:
        copied = copy_tables(source, connection, watch=watch)
    reading = target.execution_options(**{READS_ONLY: True})
    with reading.begin() as connection:
        found = digests(connection)
    different = sorted(name for name, told in copied.items() if found[name] != told)
    if different:
        raise MoveError(
            f"the copy differs from the record in {', '.join(different)}: go on where you are, "
            "and throw the copy away"
        )
    return copied
