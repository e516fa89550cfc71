"""Rewriting a database's files, so that nothing of what was deleted is left in them."""

from __future__ import annotations

from sqlalchemy import Engine


def rewrite_files(engine: Engine) -> None:
    """Write every table anew; others may read meanwhile on SQLite, and must wait on PostgreSQL."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            return
        if engine.dialect.name == "sqlite":
            driver.execute("PRAGMA query_only = OFF")  # a reader may have used it before
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return
        driver.autocommit = True  # VACUUM runs in no transaction
        try:
            driver.execute("VACUUM FULL")
        finally:
            driver.autocommit = False
