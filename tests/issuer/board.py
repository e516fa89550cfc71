"""An issuer over any store: founded, two schemes in force, and a clock that a test sets."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from issuer.body.body import Body
from issuer.body.found import found
from issuer.body.own_trust import OwnTrust
from issuer.body.schemes import SchemeShelf, activate
from issuer.certification.exam import ExamResult
from issuer.certification.exam_document import parse_exam_result
from issuer.credentials.issue import Issuer
from issuer.credentials.lifecycle import Lifecycle
from issuer.credentials.number import draw_number
from issuer.credentials.printable import PrintableNames
from issuer.credentials.publish import StatusPublisher
from issuer.credentials.signing_keys import SigningKeys
from issuer.intake.answers import Answer, Issued
from issuer.intake.intake import Intake
from issuer.store.ledger import SqlLedger
from keys.file_vault import FileVault
from keys.keyring import Purpose
from tests.fakes.store import FakeLedger, FakeStore
from verifier.status_lists import StatusLists
from verifier.verdict import Verdict
from verifier.verify import Verifier

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LIST_SIZE = 1024  # the smallest
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
RESULT = json.loads((EXAMPLES / "physician.json").read_text("utf-8"))
BY_RULE = (EXAMPLES / "btx-1.toml").read_bytes()
BY_PERSON = (
    BY_RULE.replace(b'id = "btx-1"', b'id = "btx-2"')
    .replace(b'prefix = "BTX"', b'prefix = "BTY"')
    .replace(b'decision = "rule"', b'decision = "person"')
)
PERSON = {"scheme": "btx-2"}
FAILED = {"percent": 60}
BODY = Body(
    url="https://cert.example.org",
    name="Example Certification Board",
    telephone="+1 555 0100",
    signatory_name="Dr Example Signatory",
    signatory_role="Chair",
    time_zone="Europe/Vienna",
)


@dataclass
class Hands:
    """A clock that a test sets."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def advance(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Board:
    """What a test asks of an issuer."""

    store: Any
    clock: Hands
    key_folder: Path
    trust: OwnTrust
    schemes: SchemeShelf
    publisher: StatusPublisher
    verifier: Verifier
    intake: Intake
    lifecycle: Lifecycle = field(init=False)

    def __post_init__(self) -> None:
        self.lifecycle = Lifecycle(self.store)

    @property
    def issuer(self) -> Issuer:
        return self.intake.issuer

    def take(self, **changes: Any) -> Answer:
        """Take the example result with `changes`; a refusal is raised."""
        return self.intake.take(make_result(**changes), actor="test", at=self.clock())

    def take_many(self, *results: ExamResult) -> list[Answer]:
        """Take several results in one batch."""
        return self.intake.take_many(results, actor="test", at=self.clock())

    def issue(self, **changes: Any) -> Issued:
        """Take the example result with `changes` and return what was issued."""
        answer = self.take(**changes)
        assert isinstance(answer, Issued)
        return answer

    def verify(self, token: str) -> Verdict:
        """Have our own public verifier judge a token now."""
        return self.verifier.verify(token, at=self.clock())

    def having(self, **changes: Any) -> Intake:
        """Return the intake of an issuer with `changes`."""
        return replace(self.intake, issuer=replace(self.issuer, **changes))

    def kid(self, purpose: Purpose) -> str:
        """Return the name of the key in force."""
        return next(k.kid for k in self.trust.current().issuers[0].keyring if k.purpose is purpose)

    def key_file(self, purpose: Purpose = Purpose.CREDENTIAL) -> Path:
        """Return the file with the private half of the key in force."""
        return self.key_folder / f"{self.kid(purpose)}.pem"

    def certificate(self, number: str) -> Any:
        """Return the certificate on record."""
        with self.store.reading() as unit:
            return unit.certificates.find([number])[number]

    def record_of(self, number: str) -> Any:
        """Return the newest credential on record."""
        with self.store.reading() as unit:
            return unit.credentials.of([number])[number][0]

    def statuses(self) -> dict[int, Any]:
        """Return every entry of the first list that is not valid."""
        with self.store.reading() as unit:
            return dict(unit.lists.changed_entries(f"{BODY.url}/s/1"))

    def events(self) -> list[Any]:
        """Return every event of the chain, oldest first."""
        with self.store.reading() as unit:
            return list(unit.chain.links(0, 10**6))

    def told(self, subject: str | None = None) -> list[str]:
        """Return what happened, to one subject or to all, oldest first."""
        links = [opened.link for opened in self.events()]
        return [link.kind for link in links if subject in (None, link.subject)]

    def everything(self) -> Any:
        """Return all there is on record, to compare: what a refusal must not change."""
        with self.store.reading() as unit:
            stored = unit.lists.all()
            return (
                unit.chain.head(),
                unit.attempts.waiting(1000),
                unit.certificates.search("", limit=1000),
                unit.credentials.intended_before(datetime.max.replace(tzinfo=UTC), 1000),
                [(each.uri, each.revision) for each in stored],
                [unit.lists.changed_entries(each.uri) for each in stored],
            )


def make_board(
    store: Any,
    key_folder: Path,
    *,
    undrawable: Callable[[str], str | None] = lambda _: None,
    draw: Callable[[str], str] = draw_number,
    body: Body = BODY,
    at: datetime = NOON,
) -> Board:
    """Found a body in `store` a month before `at`, put both schemes in force, and wire it up."""
    clock = Hands(at)
    vault = FileVault(key_folder)
    found(store, body, vault=vault, at=at - timedelta(days=30))
    for document in (BY_RULE, BY_PERSON):
        activate(store, body, document, actor="test", at=at)
    trust = OwnTrust(body, store, clock)
    keys = SigningKeys(trust, body.url, vault)
    publisher = StatusPublisher(body.url, store, keys, trust, clock)
    schemes = SchemeShelf(store, clock)
    ledger = FakeLedger(store) if isinstance(store, FakeStore) else SqlLedger(store)
    names = PrintableNames(body.url, undrawable)
    issuer = Issuer(body, store, keys, trust, publisher, draw)
    return Board(
        store=store,
        clock=clock,
        key_folder=key_folder,
        trust=trust,
        schemes=schemes,
        publisher=publisher,
        verifier=Verifier(trust, StatusLists(publisher), {body.url: ledger}),
        intake=Intake(store, schemes, issuer, names),
    )


def make_result(**changes: Any) -> ExamResult:
    """Return the example result with `changes`; parts are merged, a change of None leaves out."""
    made = dict(RESULT)
    for name, value in changes.items():
        whole = isinstance(value, dict) and isinstance(made.get(name), dict)
        made[name] = {**made[name], **value} if whole else value
    return parse_exam_result(
        json.dumps({name: value for name, value in made.items() if value is not None}).encode()
    )


def make_results(count: int, **changes: Any) -> list[ExamResult]:
    """Return results of as many attempts."""
    return [make_result(attempt=f"A-{serial}", **changes) for serial in range(count)]
