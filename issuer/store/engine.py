"""From a database URL to an engine."""

from __future__ import annotations

import os
import weakref

from sqlalchemy import URL, Engine, Pool, make_url
from sqlalchemy.exc import ArgumentError

from issuer.errors import SettingsError
from issuer.store.postgresql import postgresql_engine
from issuer.store.sqlite import sqlite_engine

PATIENCE = 5  # seconds
_left_alone: list[Pool] = []  # of parents; see below


def make_engine(url: str, *, create: bool = False, patience: int = PATIENCE) -> Engine:
    """Return an engine; raise `SettingsError` for a URL of no database that we speak to.

    Nothing is connected yet. With `create`, a SQLite file that is missing is made. For a lock or
    a connection it waits `patience` seconds.
    """
    pool: dict[str, int | bool] = {
        "pool_size": 8,
        "max_overflow": 24,
        "pool_timeout": patience,
        "pool_use_lifo": True,  # the fewest connections stay warm
    }
    parsed = _parse(url)
    if parsed.drivername == "sqlite":
        engine = sqlite_engine(parsed, create=create, patience=patience, pool=pool)
    else:
        engine = postgresql_engine(parsed, patience=patience, pool=pool)
    _survive_forks(engine)
    return engine


def _parse(url: str) -> URL:
    refusal = "PROBATUM_DATABASE is neither sqlite:////path nor postgresql://host/name"
    try:
        parsed = make_url(url)
    except ArgumentError as exc:
        raise SettingsError(refusal) from exc
    if parsed.drivername not in {"sqlite", "postgresql", "postgres", "postgresql+psycopg"}:
        raise SettingsError(refusal)
    return parsed


def _survive_forks(engine: Engine) -> None:
    """Have a forked child connect anew.

    The connections it inherits are its parent's. To close one, or to let it be collected, would
    tell the server or the file that the parent is gone: so they are kept and not touched.
    """
    weak = weakref.ref(engine)  # registered for ever, but it must not live for ever

    def connect_anew() -> None:
        engine = weak()
        if engine is not None:
            _left_alone.append(engine.pool)
            engine.dispose(close=False)

    os.register_at_fork(after_in_child=connect_anew)
