"""What all tables share: one metadata, constraint names that are the same on every engine."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlalchemy import Index, MetaData, String, Table, text
from sqlmodel import Field, SQLModel

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Row(SQLModel):
    """Base of all tables. They serve as definitions: rows travel as plain values."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)

    @classmethod
    def table(cls) -> Table:
        """Return the table, to write statements with."""
        return cls.metadata.tables[cast("str", cls.__tablename__)]


def code() -> Any:
    """Return the type of numbers and IDs: text that sorts by code point on every engine."""
    return String().with_variant(String(collation="C"), "postgresql")


def given_key(*, foreign_key: str | None = None) -> Any:
    """Return a primary key whose numbers are ours, never the database's."""
    column = {"autoincrement": False}
    if foreign_key is None:
        return Field(primary_key=True, sa_column_kwargs=column)
    return Field(primary_key=True, foreign_key=foreign_key, sa_column_kwargs=column)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index over the rows for which `where` holds, on both engines."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
