"""What a person may ask for: all that is held about them, in one file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from issuer.candidates.errors import UnknownPersonError
from issuer.evidence.event import Event, EventKind
from issuer.privacy.bundle import make_zip
from issuer.privacy.ports import PrivacyTransactions
from issuer.privacy.report import files_of, person_json, person_page, without_others

_ACCESSES = 10_000


@dataclass(frozen=True, slots=True)
class PersonExports:
    """Makes the file for a person. `body` is the certification body's name."""

    transactions: PrivacyTransactions
    body: str

    def make(self, person: str, *, actor: str, at: datetime) -> bytes:
        """Return a zip with a page and the same as JSON; that it was made is an event.

        Raise `UnknownPersonError` for a stranger.
        """
        with self.transactions.writing() as unit:
            trace = unit.personal_data.trace(person)
            if trace is None:
                raise UnknownPersonError(person)
            held = without_others(unit.personal_data.held(trace))
            subjects = (person, *trace.applications, *trace.numbers, *trace.appeals)
            accesses = unit.accesses.of(subjects, _ACCESSES)
            unit.events.append([Event(at, EventKind.PERSON_EXPORTED, person, actor)])
        page = person_page(held, accesses, body=self.body, at=at)
        told = {"index.html": page, "data.json": person_json(held, accesses, at=at)}
        return make_zip({**told, **files_of(held)}, at)
