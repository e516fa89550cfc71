"""People on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.exc import IntegrityError

from issuer.candidates.errors import UnknownPersonError
from issuer.certification.dossier.dossier import Person
from issuer.errors import NameTakenError
from issuer.store.lookup import rows_of
from issuer.store.search import fold
from issuer.store.tables.candidates import PersonRow
from issuer.store.transaction import Transaction, bulk_insert

_people = PersonRow.table()
_INSERT = bulk_insert(
    _people,
    "ref",
    "name",
    "native_name",
    "native_language",
    "mail",
    "folded",
    "added",
    "author",
)


@dataclass(frozen=True, slots=True)
class SqlPeople:
    """Implements `People`."""

    transaction: Transaction

    def find(self, refs: Sequence[str]) -> dict[str, Person]:
        """Return those on record."""
        rows = rows_of(self.transaction, select(_people), _people.c.ref, refs)
        return {row.ref: person_of(row) for row in rows}

    def add(self, people: Sequence[Person], author: str, at: datetime) -> None:
        """Record new ones, in one order everywhere: two that cross must not deadlock."""
        added = self.transaction.driver.moment(at)
        ordered = sorted(people, key=lambda person: person.ref)
        rows = [(person.ref, *_told(person).values(), added, author) for person in ordered]
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.run_many(_INSERT, rows)
        except IntegrityError as exc:
            raise NameTakenError("somebody of this reference is on record") from exc

    def change(self, person: Person, author: str, at: datetime) -> None:
        """Replace the names and address of one; raise `UnknownPersonError` if there is none."""
        query = update(_people).where(_people.c.ref == person.ref)
        made = query.values(**_told(person), changed=at, author=author)
        if self.transaction.connection.execute(made).rowcount == 0:
            raise UnknownPersonError("nobody of this reference is on record")


def person_of(row: Row[Any]) -> Person:
    """Return the person in a row of the table."""
    return Person(
        ref=row.ref,
        name=row.name,
        native_name=row.native_name,
        native_language=row.native_language,
        mail=row.mail,
    )


def _told(person: Person) -> dict[str, str | None]:
    """Return what can change of a person. No search contains the line break between the parts."""
    parts = (person.ref, person.name, person.native_name or "")
    return {
        "name": person.name,
        "native_name": person.native_name,
        "native_language": person.native_language,
        "mail": person.mail,
        "folded": "\n".join(fold(part) for part in parts),
    }
