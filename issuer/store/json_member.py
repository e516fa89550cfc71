"""Members of the JSON documents on record, read by the database itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class _Member(GenericFunction[str]):
    """The text of a document's member."""

    type = String()
    inherit_cache = True
    name = "json_member"


class _Names(GenericFunction[str]):
    """Whether an array of texts, a document's member, has a text."""

    type = String()
    inherit_cache = True
    name = "json_names"


def member(document: ColumnElement[Any], name: str) -> ColumnElement[str]:
    """Return what a document, JSON in UTF-8 bytes, says under a name of ours."""
    return _Member(document, bindparam(None, name, unique=True))


def lists(document: ColumnElement[Any], name: str, value: str) -> ColumnElement[bool]:
    """Tell whether an array in a document has a text."""
    has = _Names(document, bindparam(None, name, unique=True), bindparam(None, value, unique=True))
    return has == "yes"


@compiles(_Member, "sqlite")
def _sqlite_member(element: Any, compiler: Any, **more: Any) -> str:
    document, name = (compiler.process(each, **more) for each in element.clauses)
    return f"json_extract(CAST({document} AS TEXT), '$.' || {name})"  # bytes would be JSONB


@compiles(_Member, "postgresql")
def _postgresql_member(element: Any, compiler: Any, **more: Any) -> str:
    document, name = (compiler.process(each, **more) for each in element.clauses)
    return f"(convert_from({document}, 'UTF8')::json ->> {name}::text)"


@compiles(_Names, "sqlite")
def _sqlite_names(element: Any, compiler: Any, **more: Any) -> str:
    document, name, value = (compiler.process(each, **more) for each in element.clauses)
    each = f"json_each(CAST({document} AS TEXT), '$.' || {name}) AS one"
    return f"(SELECT 'yes' FROM {each} WHERE one.value = {value} LIMIT 1)"  # noqa: S608 - parameters


@compiles(_Names, "postgresql")
def _postgresql_names(element: Any, compiler: Any, **more: Any) -> str:
    document, name, value = (compiler.process(each, **more) for each in element.clauses)
    array = f"(convert_from({document}, 'UTF8')::jsonb -> {name}::text)"
    return f"CASE WHEN jsonb_exists({array}, {value}::text) THEN 'yes' END"
