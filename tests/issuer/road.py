"""The road from applicant to decision on a real database: the example scheme, twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from issuer.accounts.ports import Officer
from issuer.accounts.roles import EVERY_ROLE
from issuer.body.schemes import SchemeShelf, activate
from issuer.candidates.application import ApplicationRecord
from issuer.candidates.services import Candidates, make_candidates
from issuer.certification.dossier.applicant import read_applicant
from issuer.certification.dossier.documents import Document, read_document, read_listed
from issuer.certification.exam import Candidate, ExamResult, PracticalOutcome, WrittenOutcome
from issuer.credentials.number import draw_number
from issuer.credentials.printable import PrintableNames
from issuer.intake.intake import Intake
from tests.certification.rules.good_documents import case, documents
from tests.certification.rules.making import LISTED
from tests.issuer.board import BODY, NOON, Board, Hands

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "botulinum-toxin.toml"
BY_PERSON = EXAMPLE.read_bytes()
BY_RULE = (
    BY_PERSON.replace(b'id = "btx"', b'id = "btx-r"', 1)
    .replace(b'prefix = "BTX"', b'prefix = "BTR"')
    .replace(b'activity = "https://', b'activity = "https://rule.')
    .replace(
        b'decision = "person"', b'decision = "rule"\nanswerable_officer = "Head of Certification"'
    )
)
REGISTRAR, DECIDER = "Ines Example-Officer", "Bo Example-Decider"
_UNSCHEMED = frozenset(
    {
        *("identity", "licence", "certificate", "declaration"),
        *("experience", "endorsement", "specialty", "education"),
    }
)


@dataclass
class Road:
    """What a test asks of the road."""

    board: Board
    clock: Hands
    candidates: Candidates

    def apply(self, person: str = "P-1", scheme: str = "btx", **changes: Any) -> ApplicationRecord:
        """Apply, as a physician in France unless told otherwise."""
        named = {"ref": person, "name": f"Dr Example-{person}", **changes.pop("named", {})}
        members = {
            "person": named, "scheme": scheme, "profession": "physician", "region": "FR", **changes
        }  # fmt: skip
        return self.candidates.admission.apply(
            read_applicant(members), actor=REGISTRAR, at=self.clock()
        )

    def hire(self, *names: str) -> None:
        """Make them officers, unless they are."""
        with self.board.store.writing() as unit:
            for name in names:
                if unit.officers.find(name) is None:
                    unit.officers.add(Officer(name, EVERY_ROLE), self.clock())

    def show(self, person: str = "P-1", *shown: Document, author: str = REGISTRAR) -> None:
        """Record documents."""
        self.candidates.dossiers.record(person, shown, author=author, at=self.clock())

    def fill(self, made: ApplicationRecord, *, without: tuple[str, ...] = ()) -> None:
        """Record a full good dossier, but for some kinds of document."""
        asked = made.application
        members = documents(asked.profession, asked.region)
        wanted = [each for each in members if each["kind"] not in without]
        self.show(asked.person, *(read(each, asked.scheme) for each in wanted))

    def practise(self, count: int, person: str = "P-1", first: int = 1) -> None:
        """Record so many performed cases of today, beyond a full dossier's: no mentor was there."""
        day = {**case(10), "on": f"{self.clock():%Y-%m-%d}"}
        made = (
            {**day, "ref": f"since-{number}", "patient": 1000 + number}
            for number in range(first, first + count)
        )
        self.show(person, *(read(each, "btx") for each in made))

    def ready(self, person: str = "P-1", scheme: str = "btx", **changes: Any) -> str:
        """Return the id of an application that meets everything."""
        made = self.apply(person, scheme, **changes)
        self.fill(made)
        return made.application.id

    def result(self, attempt: str = "EX-1", person: str = "P-1", **changes: Any) -> ExamResult:
        """Return an exam result that passes both parts."""
        members: dict[str, Any] = {
            "scheme": "btx-r",
            "candidate": Candidate(person, f"Dr Example-{person}"),
            "profession": "physician",
            "written": WrittenOutcome(Decimal(80), SECTIONS, "A"),
            "practical": PracticalOutcome(Decimal(80), 8),
            "completed_at": NOON,
            "examiners": ("Dr A. Example-Examiner",),
        }
        return ExamResult(attempt=attempt, **(members | changes))


COURSES = {"btx": "course-1", "btx-r": "course-r"}
SECTIONS = {name: Decimal(80) for name in ("S1", "S2", "S3", "S4", "S5", "S6")}


def read(members: dict[str, Any], scheme: str) -> Document:
    """Return the document that members are, of a scheme where its kind has one."""
    of_scheme = {} if members["kind"] in _UNSCHEMED else {"scheme": scheme}
    course = {"course": COURSES[scheme]} if "course" in members else {}
    return read_document({**of_scheme, **members, **course})


def _listed(modules: list[str]) -> Iterator[dict[str, Any]]:
    for each in LISTED:
        if each["kind"] == "course":
            yield {**each, "scheme": "btx", "modules": modules}
            yield {**each, "scheme": "btx-r", "modules": modules, "id": COURSES["btx-r"]}
        elif each["kind"] == "examiner":
            yield {**each, "schemes": ["btx", "btx-r"]}
        else:
            yield each


def make_road(board: Board, undrawable: Callable[[str], str | None]) -> Road:
    """Put the example schemes in force, fill the registers, and make the services."""
    for document in (BY_PERSON, BY_RULE):
        activate(board.store, BODY, document, actor="test", at=NOON)
    shelf = SchemeShelf(board.store, board.clock)
    intake = Intake(board.store, shelf, board.intake.issuer, board.intake.names)
    names = PrintableNames(BODY.url, undrawable)
    candidates = make_candidates(board.store, shelf, intake, names, draw_number)
    modules = [module.id for module in shelf.in_force("btx").scheme.modules]
    for each in _listed(modules):
        listed = read_listed({"since": "2020-01-01", **each})
        candidates.registers.put(listed, author=REGISTRAR, at=NOON)
    return Road(board, board.clock, candidates)
