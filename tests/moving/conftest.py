"""A home of the command line, and a PostgreSQL schema where nothing is."""

from __future__ import annotations

from tests.prior.conftest import founded, home
from tests.store.conftest import postgres_nothing, server

__all__ = ["founded", "home", "postgres_nothing", "server"]
