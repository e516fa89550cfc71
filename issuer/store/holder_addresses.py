"""The mail addresses of holders: each in the application that a certificate came from.

One that replaces another came from no application of its own: then the one before it tells. One
from before Probatum came from the file that was imported, and its holder is on record as a person.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import literal, select, union_all

from issuer.store.tables.candidates import ApplicationRow, PersonRow
from issuer.store.tables.issuing import CertificateRow, HolderRow
from issuer.store.tables.prior import PriorRow
from issuer.store.transaction import Transaction

_made = CertificateRow.table()
_applications, _people = ApplicationRow.table(), PersonRow.table()
_holders, _priors = HolderRow.table(), PriorRow.table()
_LONGEST = 50  # replacements of replacements


def addresses_of(transaction: Transaction, numbers: Sequence[str]) -> dict[str, str]:
    """Return the address of each certificate's holder, where one is on file."""
    columns = (_made.c.number, _made.c.scheme, _made.c.attempt, _made.c.succeeds)
    own = select(_made.c.number.label("asked"), literal(0).label("age"), *columns)
    chain = own.where(_made.c.number.in_(numbers)).cte("chain", recursive=True)
    before = select(chain.c.asked, (chain.c.age + 1).label("age"), *columns).where(
        _made.c.number == chain.c.succeeds, chain.c.age < _LONGEST
    )
    chain = chain.union_all(before)
    came_from = (_applications.c.scheme == chain.c.scheme) & (
        _applications.c.attempt == chain.c.attempt
    )
    imported = (_priors.c.scheme == chain.c.scheme) & (_priors.c.attempt == chain.c.attempt)
    person = _holders.c.reference == _people.c.ref
    named = chain.join(_priors, imported).join(_holders, _holders.c.number == chain.c.number)
    columns_told = (chain.c.asked, chain.c.age, _people.c.mail)
    told = union_all(
        select(*columns_told).select_from(chain.join(_applications, came_from).join(_people)),
        select(*columns_told).select_from(named.join(_people, person)),
    ).subquery()
    query = (
        select(told.c.asked, told.c.mail)
        .where(told.c.mail.is_not(None))
        .order_by(told.c.asked, told.c.age.desc())  # the newest is the last, and stays
    )
    return {row.asked: row.mail for row in transaction.connection.execute(query)}
