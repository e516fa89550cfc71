"""A learning system, and the issuer it reports to: schemes with and without dossiers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from issuer.body.schemes import SchemeShelf, activate
from issuer.candidates.services import Candidates, make_candidates
from issuer.candidates.signature import sign
from issuer.candidates.statements import StatementAnswer
from issuer.certification.dossier.applicant import read_applicant
from issuer.certification.dossier.documents import read_document
from issuer.certification.xapi import Verb
from issuer.credentials.number import draw_number
from issuer.credentials.printable import PrintableNames
from issuer.intake.intake import Intake
from tests.issuer.board import BODY, NOON, Board

OFFICER = "Ines Example-Officer"
PERSON, NAME = "C-10023", "Dr Amélie Example-Santos"
AT_SCHOOL = "https://learning.example.org"
REGISTRATION = "a0a37fbe-04f1-46a3-9135-29aa41d4f1ee"
MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"

_HEAD = """
format = "certification-scheme/1"
id = "{id}"
version = "1"
prefix = "{prefix}"
title = "Certificate of the {id} examination"
limits_text = "It is not a licence."
validity_months = 24
decision = "{decision}"
answerable_officer = "Head of Certification"
[professions]
physician = "Physician"
[[scope]]
id = "all"
text = "What is examined"
everyday = "what is examined"
"""
_DOSSIER = """
[[requirements]]
kind = "identity"
id = "identity"
title = "Identity"
by = "application"
source = "The body's own rule"
checked = 2026-11-01
"""
_WRITTEN = """
[written]
cut_percent = 72
activity = "https://learning.example.org/{id}/written"
[[written.sections]]
id = "S1"
title = "Anatomy"
[[written.sections]]
id = "S5"
title = "Complications"
floor_percent = 70
"""
_FORMS = """
[[written.forms]]
id = "A"
cut_percent = 60
[[written.forms]]
id = "B"
cut_percent = 80
"""
_PRACTICAL = """
[practical]
cut_percent = 70
stations_passed_min = 2
activity = "https://learning.example.org/{id}/practical"
[[practical.stations]]
id = "P1"
title = "Consent"
critical = ["no-valid-consent"]
[[practical.stations]]
id = "P2"
title = "Injection"
critical = ["sharps-breach"]
[[practical.stations]]
id = "P3"
title = "Aftercare"
"""


def scheme(name: str, prefix: str, *parts: str, decision: str = "person") -> bytes:
    """Return a scheme of some parts; its activities have its own name in them."""
    text = "".join([_HEAD, *parts])
    return text.format(id=name, prefix=prefix, decision=decision).encode()


SCHEMES = (
    scheme("both", "B0TH", _DOSSIER, _WRITTEN, _PRACTICAL),  # a person decides
    scheme("rule", "RVE", _DOSSIER, _WRITTEN, decision="rule"),
    scheme("forms", "F0RM", _DOSSIER, _WRITTEN, _FORMS),
    scheme("bare", "BARE", _WRITTEN, decision="rule"),  # no dossiers
    scheme("bare-both", "BARB", _WRITTEN, _PRACTICAL, decision="rule"),
    scheme("bare-many", "BARM", _WRITTEN, decision="rule").replace(
        b'physician = "Physician"', b'physician = "Physician"\nrn = "Registered nurse"'
    ),
)


def statement(
    activity: str = "both/written",
    verb: Verb = Verb.PASSED,
    percent: float = 80,
    sections: dict[str, float] | None = None,
    *,
    person: str = PERSON,
    id: str | None = None,  # noqa: A002 - its name
    **more: Any,
) -> dict[str, Any]:
    """Return a new statement; `more` are our own extensions, with _ for -."""
    if sections is None and activity.endswith("written"):
        sections = {"S1": 80, "S5": 80}
    found = more if sections is None else {"sections": sections, **more}
    return {
        "id": id or str(uuid4()),
        "actor": {"name": NAME, "account": {"homePage": AT_SCHOOL, "name": person}},
        "verb": {"id": verb.value, "display": {"en": "did it"}},
        "object": {"id": f"{AT_SCHOOL}/{activity}"},
        "result": {
            "score": {"scaled": percent / 100},
            "extensions": {
                f"urn:probatum:{name.replace('_', '-')}": value for name, value in found.items()
            },
        },
        "context": {"registration": REGISTRATION},
        "timestamp": "2026-11-19T15:30:00Z",
    }


def practical(**changes: Any) -> dict[str, Any]:
    """Return a statement that the practical examination was passed."""
    asked = {"stations_passed": 3, "examiners": ["Prof Ines Specimen-Koch"]} | changes
    given = {name: value for name, value in asked.items() if value is not None}
    return statement("both/practical", **given)


def voiding(target: dict[str, Any], id: str | None = None) -> dict[str, Any]:  # noqa: A002
    """Return a new statement that voids `target`."""
    return {
        "id": id or str(uuid4()),
        "actor": {"mbox": "mailto:admin@learning.example.org"},
        "verb": {"id": Verb.VOIDED.value},
        "object": {"objectType": "StatementRef", "id": target["id"]},
    }


def with_changed(members: dict[str, Any], *path: str, value: Any) -> dict[str, Any]:
    """Return a copy of a statement with one member changed."""
    made = deepcopy(members)
    inner = made
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return made


def signed(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers of a message signed with a secret as it was handed over."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made, seconds = f"msg_{uuid4().hex}", f"{at.astimezone(UTC).timestamp():.0f}"
    return {
        "webhook-id": made,
        "webhook-timestamp": seconds,
        "webhook-signature": sign(key, made, seconds, body),
    }


@dataclass
class School:
    """What a test asks of an issuer and a learning system called moodle."""

    board: Board
    candidates: Candidates
    secrets: dict[str, str] = field(default_factory=dict, repr=False)

    def add(self, name: str) -> None:
        """Let a learning system report."""
        made = self.candidates.learning.add_sender(name, actor="test", at=self.board.clock())
        self.secrets[name] = made

    def end(self, name: str) -> bool:
        """Let it report no more."""
        return self.candidates.learning.end_sender(name, actor="test", at=self.board.clock())

    def send(
        self, *statements: dict[str, Any], sender: str = "moodle", **changes: Any
    ) -> list[Any]:
        """Send statements as a list and return the answers; `changes` replace headers."""
        return self.send_body(json.dumps(statements).encode(), sender=sender, **changes)

    def tell(self, statement: dict[str, Any], sender: str = "moodle") -> StatementAnswer:
        """Send one statement alone; a refusal is raised."""
        (answer,) = self.send_body(json.dumps(statement).encode(), sender=sender)
        assert isinstance(answer, StatementAnswer)
        return answer

    def send_body(self, body: bytes, *, sender: str = "moodle", **changes: Any) -> list[Any]:
        """Send any body, signed with the sender's secret."""
        at = self.board.clock()
        headers = signed(self.secrets[sender], body, at) | changes
        return self.candidates.learning.take(sender, headers, body, at=at)

    def apply(self, name: str = "both", person: str = PERSON, *, identified: bool = True) -> str:
        """Return the id of a new application; all is met but the examination."""
        members = {
            "person": {"ref": person, "name": NAME},
            "scheme": name,
            "profession": "physician",
            "region": "FR",
        }
        at = self.board.clock()
        made = self.candidates.admission.apply(read_applicant(members), actor=OFFICER, at=at)
        if identified:
            self.identify(person)
        return made.application.id

    def identify(self, person: str = PERSON) -> None:
        """Record that somebody's identity was checked."""
        seen = {"kind": "identity", "ref": "identity", "on": "2026-11-01", "document": "passport"}
        shown = read_document({**seen, "checked_by": OFFICER})
        at = self.board.clock()
        self.candidates.dossiers.record(person, [shown], author=OFFICER, at=at)

    def dossier(self, kind: str, person: str = PERSON) -> list[Any]:
        """Return what of a kind counts in a person's dossier."""
        with self.board.store.reading() as unit:
            found = unit.entries.of([person]).get(person, [])
        return [each for each in found if each.document.kind == kind]

    def application(self, name: str) -> Any:
        """Return an application on record."""
        with self.board.store.reading() as unit:
            return unit.applications.find([name])[name]

    def reviews(self) -> list[Any]:
        """Return the doubts that nobody has settled."""
        return self.candidates.appeals.reviews()

    def kept(self, statement: dict[str, Any], sender: str = "moodle") -> Any:
        """Return what was kept of a statement."""
        with self.board.store.reading() as unit:
            return unit.senders.statement(sender, statement["id"])

    def head(self) -> tuple[int, bytes]:
        """Return how far the record of events goes: what is done twice would show."""
        with self.board.store.reading() as unit:
            found: tuple[int, bytes] = unit.chain.head()
        return found

    def told(self, kind: str) -> list[Any]:
        """Return the data of every event of a kind."""
        return [json.loads(each.data) for each in self.board.events() if each.link.kind == kind]


def scheme_bytes(name: str) -> bytes:
    """Return the scheme of a name."""
    return next(each for each in SCHEMES if f'id = "{name}"\n'.encode() in each)


def make_school(board: Board, undrawable: Callable[[str], str | None]) -> School:
    """Put the schemes in force, make the services, and let a learning system report."""
    for document in SCHEMES:
        activate(board.store, BODY, document, actor="test", at=NOON)
    shelf = SchemeShelf(board.store, board.clock)
    intake = Intake(board.store, shelf, board.intake.issuer, board.intake.names)
    names = PrintableNames(BODY.url, undrawable)
    school = School(board, make_candidates(board.store, shelf, intake, names, draw_number))
    school.add("moodle")
    return school
