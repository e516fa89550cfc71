"""PostgreSQL on loopback, and a schema of one's own in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

_SERVERS = [
    f"postgresql://{user}@127.0.0.1:5432/{database}"
    for database in ("test", "postgres")
    for user in ("root", "postgres")
]


def find_server(require: Any) -> str:
    """Return the URL of a PostgreSQL server where schemas can be made."""
    reasons = []
    for url in _SERVERS:
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.OperationalError as exc:
            reasons.append(str(exc).strip().splitlines()[0])
        else:
            return url
    require("postgres", f"no server answers on 127.0.0.1:5432 ({reasons[0]})")
    raise AssertionError


@contextmanager
def new_schema(server: str) -> Iterator[str]:
    """Give the URL of a PostgreSQL schema without tables, and drop it in the end."""
    name = f"probatum_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {name}")
        try:
            yield f"{server}?options=-csearch_path%3D{name}"
        finally:
            admin.execute(f"DROP SCHEMA {name} CASCADE")
