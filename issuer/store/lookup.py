"""Looking up rows by many values at once, and by texts that strangers made up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select

from issuer.store.transaction import Transaction

_MANY = 5000  # values in one statement; every engine takes so many


def rows_of(
    transaction: Transaction, query: Select[Any], column: ColumnElement[str], values: Iterable[str]
) -> Iterator[Row[Any]]:
    """Yield the rows of `query` whose `column` is one of `values`, however many those are.

    They are asked for in the order of the values: who locks them, locks them in this order.
    """
    wanted = sorted({value for value in values if can_be_there(value)})
    for start in range(0, len(wanted), _MANY):
        some = query.where(column.in_(wanted[start : start + _MANY]))
        yield from transaction.connection.execute(some.order_by(column))


def can_be_there(*texts: str) -> bool:
    """Tell whether any row can have `texts`: PostgreSQL has no NUL, and will not hear of one."""
    return not any("\0" in text for text in texts)
