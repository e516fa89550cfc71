"""Erasing a person: what is refused, what goes, and what can still be proved and told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from issuer.accounts.ports import Officer
from issuer.accounts.roles import Role
from issuer.candidates.errors import UnknownPersonError
from issuer.candidates.outside import CandidateLink
from issuer.candidates.proceedings import AppealOutcome
from issuer.candidates.sheet import Sheet, SheetKey
from issuer.certificate.drawing import Paper
from issuer.certification.certificate_rules import Retention
from issuer.certification.dossier.documents import read_document
from issuer.certification.dossier.dossier import Person
from issuer.certification.exam import Candidate
from issuer.complaints.complaint import Concern, Outcome
from issuer.complaints.report import Report
from issuer.complaints.services import make_complaints
from issuer.credentials.examine import TOLD_STATES, examine
from issuer.credentials.lifecycle import Act
from issuer.credentials.succession import Cause
from issuer.errors import ErasureRefusedError, UnknownErasureError
from issuer.evidence.audit import last_told
from issuer.evidence.event import EventKind
from issuer.evidence.proof import prove
from issuer.intake.answers import Issued
from issuer.privacy.erasures import Erasures
from issuer.privacy.retention import due
from issuer.requests.replacement import Replacement
from issuer.store.personal_places import NAMED_IN, NOT_ABOUT_HOLDERS, PLACES
from issuer.store.tables import Row
from issuer.store.tables.accounts import IdempotencyRow
from issuer.store.tables.notify import MessageRow
from issuer.store.tables.requests import AlertRow, RequestItemRow, RequestRow
from issuer.store.tables.senders import SenderRow, StatementRow
from tests.issuer.board import BODY
from tests.issuer.road import DECIDER, REGISTRAR, Road
from verifier.number import parse_number
from verifier.verdict import Reason

LAST = "Unmistakable"
NAME = f"Dr Wilhelmina {LAST}"
NATIVE = "د. ليلى مثال منصور"
MAIL = "unmistakable@example.org"
TRACES = ("Unmistakable", "UNMISTAKABLE", "unmistakable", "ليلى", r"\u0644\u064a\u0644\u0649")
PANEL = ("Ada Example-Panel", "Ben Example-Panel", "Cy Example-Panel")
YEAR = timedelta(days=365)
on_sqlite = pytest.mark.parametrize("road", ["sqlite"], indirect=True)


def erasures(road: Road, months: int | None = None) -> Erasures:
    """Return what erases, under schemes that keep things for so many months."""
    rule = months and Retention(months_after_end=months, months_after_denial=months)
    return Erasures(road.board.store, lambda _scheme, _version: rule or None)


def walk(road: Road) -> str:
    """Let the person leave traces everywhere; return the number of their certificate."""
    services, at = road.candidates, road.clock
    named = {"name": NAME, "mail": MAIL, "native_name": NATIVE, "native_language": "ar"}
    made = road.apply(named=named)
    name = made.application.id
    services.admission.correct(
        Person("P-1", f"{NAME}-Married", NATIVE, "ar", MAIL), actor=REGISTRAR, at=at()
    )
    road.fill(made, without=("written", "station", "licence"))
    services.pages.make_link(name, actor=REGISTRAR, at=at())
    services.decisions.deny(name, author=DECIDER, why=f"{NAME} did not come.", at=at())
    appeal = services.appeals.lodge(name, grounds=f"I am {NAME}", actor=REGISTRAR, at=at())
    road.hire(*PANEL)
    services.appeals.empanel(appeal.id, PANEL, actor=REGISTRAR, at=at())
    outcome, why = AppealOutcome.UPHELD, f"{NAME} was right"
    services.appeals.conclude(appeal.id, outcome, why=why, by=PANEL[0], at=at())
    licence = {
        "kind": "licence", "ref": "l1", "profession": "physician", "regulator": "Board",
        "region": "FR", "number": "UNMISTAKABLE-77", "status": "active",
        "check": {"on": "2026-11-10", "by": "Ines Example-Officer", "how": "letter"},
    }  # fmt: skip
    road.show("P-1", read_document(licence))
    candidate = Candidate("P-1", f"{NAME}-Married", NATIVE, "ar")
    services.results.take(road.result(scheme="btx", candidate=candidate), actor="api:x", at=at())
    (granted,) = services.decisions.grant([name], author="Di Example-Other", at=at())
    assert isinstance(granted, Issued)
    note = f"{NAME.upper()} called"
    for act, reason in ((Act.SUSPEND, "audit-open"), (Act.REVOKE, "holder-request")):
        lifecycle = road.board.lifecycle
        lifecycle.act(act, granted.number, reason=reason, actor=DECIDER, at=at(), note=note)
    _plant(road, name, granted.number)
    _report(road, granted.number, ended=True)
    return granted.number


def _plant(road: Road, application: str, number: str) -> None:
    """Leave traces where this road does not pass."""
    at = road.clock()
    key = SheetKey("sitting-1", "P-1", "P1", "Otto Example-Examiner")
    with road.board.store.writing() as unit:
        unit.drawings.add(number, Paper.A4, b"d" * 32, at)
        unit.candidate_links.add(CandidateLink(b"l" * 32, application, at, at + YEAR, None))
        sheet = Sheet(key, {}, (), f"{NAME} was nervous", 1, at, None)
        assert unit.sheets.save(sheet, after=0)
        run, moment = unit.transaction.connection.execute, at
        request = {
            "kind": "one", "act": "revoke", "state": "done", "reason": "holder-request",
            "asked_by": "x", "asked": moment, "expires": moment, "finished": moment, "done": 1,
            "refused": 0, "why": f"{NAME} again",
        }  # fmt: skip
        newly = Replacement(Cause.NAME, f"{LAST} Newlywed").members  # a name that was declined
        terms = json.dumps({"note": "Frau Unmistakable asked", "replacement": newly})
        run(insert(RequestRow.table()).values(id="R-1", terms=terms, total=1, **request))
        item = {"number": number, "state": "active", "outcome": "done", "why": NAME}
        run(insert(RequestItemRow.table()).values(request="R-1", **item))
        alert = {"at": moment, "actor": "x", "act": "revoke", "why": f"Frau {LAST}"}
        run(insert(AlertRow.table()).values(subject=number, **alert))
        alert["why"] = f"not about {NAME.lower()}-married, MAIL {MAIL}"
        run(insert(AlertRow.table()).values(subject="issuing", **alert))
        message = {
            "channel": "mail", "topic": "t", "made": moment, "state": "done", "tries": 1,
            "due": moment, "settled": moment,
        }  # fmt: skip
        for n, recipient in enumerate((MAIL, "clinic@example.org")):
            values = {
                "id": f"M-{n}",
                "recipient": recipient,
                "data": f'{{"name":"{NAME}","number":"{number}"}}',
            }
            run(insert(MessageRow.table()).values(**values, **message))
        pair = {"scheme": "btx", "attempt": f"{application}.1"}
        key = {"client": "api:x", "key": "k", "request_digest": b"r" * 32, "used": moment}
        run(insert(IdempotencyRow.table()).values(**pair, **key))
        sender = {"name": "lms", "secret": b"s" * 32, "made": moment}
        run(insert(SenderRow.table()).values(sender))
        statement = {
            "sender": "lms", "id": "S-1", "registration": "r", "verb": "passed", "scheme": "btx",
            "digest": b"s" * 32, "person": "P-1", "attempt": "EX-1", "taken": moment,
        }  # fmt: skip
        run(insert(StatementRow.table()).values(statement))


def everything(road: Road) -> dict[str, str]:
    """Return every column of every table as text, and of SQLite the whole file."""
    found = {}
    with road.board.store.reading() as unit:
        for name, table in Row.metadata.tables.items():
            for row in unit.transaction.connection.execute(table.select()).mappings():
                for column, value in row.items():
                    told = bytes(value).decode("utf-8", "replace") if _raw(value) else str(value)
                    found[f"{name}.{column}"] = found.get(f"{name}.{column}", "") + "\n" + told
        engine = unit.transaction.connection.engine
    road.board.store.tidy()
    if engine.dialect.name == "sqlite":
        path = engine.url.database.removeprefix("file:")
        for suffix in ("", "-wal"):
            with open(path + suffix, "rb") as file:  # noqa: PTH123
                found[f"file{suffix}"] = file.read().decode("utf-8", "replace")
    return found


def _raw(value: object) -> bool:
    return isinstance(value, bytes | memoryview)


def where_named(road: Road) -> set[str]:
    """Return the columns that name the person in any spelling."""
    told = everything(road)
    return {place for place, said in told.items() if any(trace in said for trace in TRACES)}


def test_nothing_of_the_person_is_left(road):
    """Planted everywhere, the name is nowhere afterwards; the chain holds, and so do checks."""
    number = walk(road)
    before = where_named(road)
    assert {
        *("person.name", "person.native_name", "person.mail", "person.folded", "holder.name"),
        *("credential.payload", "dossier_entry.document", "attempt.document", "attempt.reasons"),
        *("appeal.grounds", "appeal.why", "event_detail.data", "score_sheet.comment"),
        *("request.terms", "request.why", "request_item.why", "alert.why", "message.data"),
        *("complaint.words", "complaint.why", "complaint.answer", "complaint_entry.words"),
    } <= before
    token = road.board.record_of(number).token
    digest = road.board.record_of(number).digest
    work = erasures(road)
    asked = work.ask("P-1", why=f"{NAME} wrote a letter", actor=REGISTRAR, at=road.clock())
    road.clock.advance(60)
    assert work.approve(asked.id, actor=DECIDER, at=road.clock()) == ()
    assert where_named(road) == set()
    with road.board.store.reading() as unit:
        why = unit.transaction.connection.scalars(text("SELECT why FROM alert ORDER BY id")).all()
    assert why == ["[erased]", "not about [erased], MAIL [erased]"]
    proof = prove(road.board.store)
    assert (proof.faults, proof.events) == ((), len(road.board.events()))
    told = last_told(road.board.store, TOLD_STATES)
    erased = last_told(road.board.store, {EventKind.HOLDER_ERASED.value})
    examined = examine(road.board.store, road.board.verifier, told=told, erased=erased)
    assert (examined.examined, examined.faults) == (1, ())
    assert road.board.verify(token).reason is Reason.REVOKED  # what is printed says so itself
    assert road.board.record_of(number).digest == digest
    by_number = road.board.verifier.verify_number(parse_number(number), at=road.clock())
    assert (by_number.reason, by_number.credential) == (Reason.REVOKED, None)


@on_sqlite
def test_what_is_in_force_is_withdrawn(road):
    """Erased holders have no certificate in force: a printed one is told as withdrawn."""
    issued = road.board.issue(attempt="A-1")
    token = road.board.record_of(issued.number).token
    assert road.board.verify(token).reason is Reason.VALID
    work = erasures(road)
    _, against, in_force = work.against("C-10023", at=road.clock())
    assert (against, in_force) == ([], (issued.number,))
    asked = work.ask("C-10023", why="", actor=REGISTRAR, at=road.clock())
    assert work.approve(asked.id, actor=DECIDER, at=road.clock()) == (issued.number,)
    assert road.board.verify(token).reason is Reason.REVOKED
    assert road.board.told(issued.number)[-2:] == ["certificate.revoked", "holder.erased"]


@on_sqlite
def test_one_that_expired_stays_expired(road):
    """An ended certificate is not withdrawn as well, and its number never says valid again."""
    issued = road.board.issue(attempt="A-1")
    token = road.board.record_of(issued.number).token
    road.clock.at += 6 * YEAR
    work = erasures(road)
    asked = work.ask("C-10023", why="", actor=REGISTRAR, at=road.clock())
    assert work.approve(asked.id, actor=DECIDER, at=road.clock()) == ()
    assert road.board.verify(token).reason is Reason.EXPIRED
    by_number = road.board.verifier.verify_number(parse_number(issued.number), at=road.clock())
    assert by_number.reason is Reason.EXPIRED


def _appeal(road: Road) -> None:
    made = road.apply()
    services, at = road.candidates, road.clock
    services.decisions.deny(made.application.id, author=DECIDER, why="Not yet.", at=at())
    services.appeals.lodge(made.application.id, grounds="x", actor=REGISTRAR, at=at())


def _wait(road: Road) -> None:
    road.board.take(scheme="btx-2", candidate={"reference": "P-1", "name": NAME})


def _doubt(road: Road) -> None:
    issued = road.board.issue(candidate={"reference": "P-1", "name": NAME})
    with road.board.store.writing() as unit:
        unit.reviews.raise_(
            application=None,
            attempt="EX-2026-00417",
            number=issued.number,
            why="x",
            at=road.clock(),
        )


def _complain(road: Road) -> None:
    issued = road.board.issue(candidate={"reference": "P-1", "name": NAME})
    _report(road, issued.number)


def _report(road: Road, number: str, *, ended: bool = False) -> None:
    """Let somebody complain about a certificate, and name its holder."""
    services, at = (
        make_complaints(road.board.store, road.candidates.dossiers, BODY.zone),
        road.clock(),
    )
    told = Report(Concern.CONDUCT, f"{NAME} was rude.", number, "pat@example.org")
    case = services.receiving.receive(told, at=at).complaint.id
    if ended:
        officer = Officer("Fae Example-Free", frozenset({Role.DECISION_MAKER}))
        with road.board.store.writing() as unit:
            unit.officers.add(officer, at)
        do, by = services.handling, officer.name
        do.assign(case, by, actor=by, at=at)
        do.ask(case, f"Where was {NAME}?", actor=by, at=at)
        do.conclude(case, Outcome.UPHELD, why=NAME, answer=f"{NAME} was.", actor=by, at=at)


HOLDS: dict[str, Callable[[Road], object]] = {
    "application [A-Z0-9-]+ is open": lambda road: road.apply(),
    "appeal [A-Z0-9-]+ is not decided": _appeal,
    "exam result EX-2026-00417 waits for a decision": _wait,
    "doubt 1 about a decision is not settled": _doubt,
    "complaint [A-Z0-9-]+ is not decided": _complain,
}


@on_sqlite
@pytest.mark.parametrize("why", HOLDS)
def test_refused_while_something_is_open(road, why):
    """Each open matter stands against it, by its name; nothing is changed."""
    HOLDS[why](road)
    work = erasures(road)
    asked = work.ask("P-1", why="", actor=REGISTRAR, at=road.clock())
    assert any(re.fullmatch(why, each) for each in work.against("P-1", at=road.clock())[1])
    events = len(road.board.events())
    with pytest.raises(ErasureRefusedError, match=why):
        work.approve(asked.id, actor=DECIDER, at=road.clock())
    assert len(road.board.events()) == events
    assert work.against("P-1", at=road.clock())[0].names


@on_sqlite
def test_refused_while_the_scheme_keeps_it(road):
    """A period runs from the end of the certificate, to the day; then it is due, and only then."""
    issued = road.board.issue(attempt="A-1")
    made = road.board.certificate(issued.number)
    work = erasures(road, months=12)
    asked = work.ask("C-10023", why="", actor=REGISTRAR, at=road.clock())
    last = made.expires.replace(year=made.expires.year + 1)
    for at, stands in ((last, True), (last + timedelta(days=1), False)):
        refused = any(
            f"what belongs to {issued.number}" in e for e in work.against("C-10023", at=at)[1]
        )
        assert refused is stands
        assert [each.person for each in due(road.board.store, work.rules, at)] == (
            [] if stands else ["C-10023"]
        )
    with pytest.raises(ErasureRefusedError, match="the scheme keeps what belongs to"):
        work.approve(asked.id, actor=DECIDER, at=last)
    work.approve(asked.id, actor=DECIDER, at=last + timedelta(days=1))


@on_sqlite
def test_two_people(road):
    """Who asked does not decide; what was decided is decided once; strangers cannot be erased."""
    road.board.issue(attempt="A-1")
    work, at = erasures(road), road.clock()
    with pytest.raises(UnknownPersonError):
        work.ask("nobody", why="", actor=REGISTRAR, at=at)
    asked = work.ask("C-10023", why="", actor=REGISTRAR, at=at)
    with pytest.raises(ErasureRefusedError, match="waits already"):
        work.ask("C-10023", why="", actor=DECIDER, at=at)
    for decide in (work.approve, work.decline):
        with pytest.raises(ErasureRefusedError, match="does not decide"):
            decide(asked.id, actor=REGISTRAR, at=at)
    work.decline(asked.id, actor=DECIDER, at=at)
    with pytest.raises(UnknownErasureError):
        work.approve(asked.id, actor=DECIDER, at=at)
    assert road.board.told("C-10023") == ["erasure.asked", "erasure.declined"]


@on_sqlite
def test_an_erasure_that_says_too_little_is_found(road):
    """Whoever empties one event more, with the triggers gone, is found by what the erasure said."""
    road.board.issue(attempt="A-1")
    other = road.board.issue(attempt="A-2", candidate={"reference": "P-2", "name": "Dr Example"})
    work = erasures(road)
    asked = work.ask("C-10023", why="", actor=REGISTRAR, at=road.clock())
    work.approve(asked.id, actor=DECIDER, at=road.clock())
    assert prove(road.board.store).faults == ()
    seq = next(e.link.seq for e in road.board.events() if e.link.subject == other.number)
    with road.board.store.writing() as unit:
        values = {"seq": seq, "erasure": asked.id}
        run = unit.transaction.connection.execute
        run(text("INSERT INTO erased_event VALUES (:seq, :erasure)"), values)
        run(text("DELETE FROM event_detail WHERE seq = :seq"), {"seq": seq})
    (fault,) = prove(road.board.store).faults
    assert fault.why == f"other events were emptied than erasure {asked.id} says"


@on_sqlite
def test_others_stay(road):
    """Nothing of anybody else changes."""
    road.board.issue(attempt="A-1")
    kept = {"reference": "P-2", "name": "Dr Other Example"}
    other = road.board.issue(attempt="A-2", candidate=kept)
    before = road.board.record_of(other.number), road.board.certificate(other.number)
    work = erasures(road)
    asked = work.ask("C-10023", why="", actor=REGISTRAR, at=road.clock())
    work.approve(asked.id, actor=DECIDER, at=road.clock())
    assert (road.board.record_of(other.number), road.board.certificate(other.number)) == before
    said = [e.data for e in road.board.events() if e.link.subject in (other.number, "A-2")]
    assert said
    assert None not in said


def test_every_table_is_looked_after():
    """Each is one whose rows go, one where names go, or one that has nothing about holders."""
    places = {place.table for place in PLACES} | set(NAMED_IN)
    tables = set(Row.metadata.tables)
    assert tables - places - NOT_ABOUT_HOLDERS == set()
    assert (places | NOT_ABOUT_HOLDERS) - tables == set()
    assert {place.table for place in PLACES} & NOT_ABOUT_HOLDERS == set()
