"""Score sheets, appeals, reviews, links to candidates' pages, and learning systems."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.candidates.outside import CandidateLink, Sender, Statement
from issuer.candidates.proceedings import Appeal, AppealOutcome, Review
from issuer.candidates.sheet import Sheet, SheetKey
from issuer.errors import NameTakenError
from tests.store.applying import OFFICER, apply
from tests.store.making import AT, SECOND, issue, make_number

KEY = SheetKey("T-1", "C-0", "P1", "E-1")
SHEET = Sheet(KEY, {"i2": 3, "i1": 0}, ("breaks-asepsis",), "calm 漢 \\N", 1, AT)
APPEAL = Appeal("APL-0", "APP-0000", "APP-0000.1", AT, OFFICER, "the form was the wrong one")
LINK = CandidateLink(b"l" * 32, "APP-0000", AT, AT + SECOND)
SENDER = Sender("learning.example.org", bytes(range(32)), AT)
STATEMENT = Statement(
    sender=SENDER.name,
    id="b8f8f1d4-0000-4000-8000-000000000001",
    registration="b8f8f1d4-0000-4000-8000-00000000000a",
    verb="passed",
    digest=b"d" * 32,
    scheme="btx",
    person="C-0",
    attempt="W-1",
    taken=AT,
)


def test_a_sheet_is_saved_over_what_was_seen(database):
    """Each save names the revision it is over; any other one is refused and changes nothing."""
    later = replace(SHEET, items={"i1": 1}, critical=(), revision=2, saved=AT + SECOND)
    with database.writing() as unit:
        assert unit.sheets.find(KEY) is None
        assert unit.sheets.save(later, after=1) is False
        assert unit.sheets.save(SHEET, after=0) is True
        assert unit.sheets.save(replace(SHEET, comment="another"), after=0) is False
        assert unit.sheets.find(KEY) == SHEET
        assert unit.sheets.save(later, after=1) is True
        assert unit.sheets.save(replace(SHEET, revision=2), after=1) is False
    closed = replace(later, revision=3, handed_in=AT + 2 * SECOND)
    with database.writing() as unit:
        assert unit.sheets.find(KEY) == later
        assert unit.sheets.save(closed, after=2) is True
        assert unit.sheets.find(KEY) == closed


def test_the_sheets_of_a_sitting(database):
    """All of them and no other's, by person, station and examiner; each is its own."""
    keys = [
        replace(KEY, **changes)
        for changes in ({}, {"examiner": "E-2"}, {"station": "P2"}, {"person": "C-1"})
    ]
    with database.writing() as unit:
        for key in (*reversed(keys), replace(KEY, sitting="T-2")):
            assert unit.sheets.save(replace(SHEET, key=key), after=0) is True
        assert unit.sheets.save(replace(SHEET, revision=2, comment="x"), after=1) is True
    with database.reading() as unit:
        found = unit.sheets.of_sitting("T-1")
        assert [sheet.key for sheet in found] == keys
        assert [sheet.comment == "x" for sheet in found] == [True, False, False, False]
        assert unit.sheets.of_sitting("T-3") == unit.sheets.of_sitting("\0") == []
        assert unit.sheets.find(replace(KEY, station="\0")) is None


def test_an_appeal_is_kept_and_ended(database):
    """An appeal is what was saved last; open are those without an outcome, oldest first."""
    ended = replace(
        APPEAL,
        panel=("Dr B. Example", "Zoë Example-Officer"),
        outcome=AppealOutcome.UPHELD,
        ended=AT + SECOND,
        ended_by=OFFICER,
        why="the form was indeed the wrong one",
    )
    second = replace(APPEAL, id="APL-1", lodged=AT + SECOND, panel=("Dr B. Example",))
    other = replace(APPEAL, id="APL-2", application="APP-0001", lodged=AT - SECOND)
    with database.writing() as unit:
        apply(unit, 0, 1)
        for appeal in (second, APPEAL, other):
            unit.appeals.save(appeal)
        assert unit.appeals.of("APP-0000") == [APPEAL, second]
        assert unit.appeals.open() == [other, APPEAL, second]
        unit.appeals.save(ended)
    with database.reading() as unit:
        assert unit.appeals.find("APL-0") == ended
        assert unit.appeals.find("APL-1") == second
        assert unit.appeals.find("APL-9") is unit.appeals.find("\0") is None
        assert unit.appeals.of("APP-0000") == [ended, second]
        assert unit.appeals.of("APP-0009") == unit.appeals.of("\0") == []
        assert unit.appeals.open() == [other, second]


def test_a_review_is_settled_once(database):
    """Open are those not settled, oldest first; it may be of no application, or no certificate."""
    told = {"attempt": "A-0", "why": "the pass was voided"}
    with database.writing() as unit:
        apply(unit, 0)
        issue(unit, 0)
        numbered = {"application": "APP-0000", "number": make_number(0)}
        unit.reviews.raise_(**told, **numbered, at=AT + SECOND)
        unit.reviews.raise_(**told, application=None, number=None, at=AT)
    with database.writing() as unit:
        first, second = unit.reviews.open()
        assert first == Review(first.id, raised=AT + SECOND, **told, **numbered)
        assert second == Review(second.id, None, "A-0", None, told["why"], AT)
        assert unit.reviews.settle(first.id, OFFICER, "withdrawn", AT + SECOND) is True
        assert unit.reviews.settle(first.id, OFFICER, "again", AT + SECOND) is False
        assert unit.reviews.settle(second.id + 1, OFFICER, "unknown", AT) is False
    with database.reading() as unit:
        assert unit.reviews.open() == [second]


def test_links_end_together(database):
    """A link is found by its digest, ended or not; those of one application end at once."""
    second = replace(LINK, digest=b"m" * 32)
    other = replace(LINK, digest=b"o" * 32, application="APP-0001")
    with database.writing() as unit:
        apply(unit, 0, 1)
        for link in (LINK, second, other):
            unit.candidate_links.add(link)
        assert unit.candidate_links.find(LINK.digest) == LINK
        assert unit.candidate_links.end("APP-0000", AT + SECOND) == 2
        assert unit.candidate_links.end("APP-0000", AT + 2 * SECOND) == 0
        assert unit.candidate_links.end("APP-0009", AT) == 0
    with database.reading() as unit:
        assert unit.candidate_links.find(second.digest) == replace(second, ended=AT + SECOND)
        assert unit.candidate_links.find(other.digest) == other
        assert unit.candidate_links.find(b"x" * 32) is None


def test_a_senders_name_is_its_own(database):
    """A name is used once, also after its sender ended; an ended one is listed, not found."""
    second = replace(SENDER, name="another", secret=b"s" * 32, made=AT + SECOND)
    with database.writing() as unit:
        unit.senders.add(second)
        unit.senders.add(SENDER)
        assert unit.senders.find(SENDER.name) == SENDER
        assert unit.senders.end(SENDER.name, AT + SECOND) is True
        assert unit.senders.end(SENDER.name, AT + 2 * SECOND) is False
        assert unit.senders.end("nobody", AT) is False
        with pytest.raises(NameTakenError):
            unit.senders.add(replace(SENDER, secret=b"t" * 32))
        assert unit.senders.find(second.name) == second
    with database.reading() as unit:
        assert unit.senders.find(SENDER.name) is unit.senders.find("\0") is None
        assert unit.senders.all() == [replace(SENDER, ended=AT + SECOND), second]


def test_statements_are_kept(database):
    """A statement is what was kept last, by sender and id; a registration's come oldest first."""
    later = replace(STATEMENT, id="0-later", verb="voided", taken=AT + SECOND)
    elsewhere = replace(STATEMENT, id="elsewhere", registration="another")
    with database.writing() as unit:
        unit.senders.add(SENDER)
        unit.senders.add(replace(SENDER, name="another"))
        unit.senders.keep(replace(STATEMENT, sender="another", verb="failed"))
        for statement in (later, elsewhere, STATEMENT):
            unit.senders.keep(statement)
        voided = replace(STATEMENT, voided=AT + SECOND)
        unit.senders.keep(voided)
    with database.reading() as unit:
        assert unit.senders.statement(SENDER.name, STATEMENT.id) == voided
        assert unit.senders.statement("another", STATEMENT.id).verb == "failed"
        assert unit.senders.statement("nobody", STATEMENT.id) is None
        assert unit.senders.statement(SENDER.name, "\0") is None
        registration = STATEMENT.registration
        assert unit.senders.of_registration(SENDER.name, registration) == [voided, later]
        assert unit.senders.of_registration(SENDER.name, "unknown") == []
        assert unit.senders.of_registration(SENDER.name, "\0") == []
