"""A report becomes a case that nobody can guess, told to the chain, and seen by its code alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from issuer.complaints.complaint import Concern, EntryKind
from issuer.complaints.errors import ComplaintError, TooManyComplaintsError, UnknownComplaintError
from issuer.complaints.receiving import MOST_AN_HOUR, digest
from issuer.complaints.report import Report
from issuer.credentials.certificate import CertificateState
from tests.complaints.office import FREE, WORDS, open_office

on_sqlite = pytest.mark.parametrize("road", ["sqlite"], indirect=True)


def test_a_report_is_a_numbered_case(road):
    """It is on record with its certificate, a mail waits, an event commits to the words."""
    office = open_office(road)
    typed = office.number.lower().replace("-", " ")
    made = office.report(typed=typed, language="es")
    case = office.case(made.complaint.id)
    assert case == made.complaint
    assert re.fullmatch(r"C-2026-[0-9A-HJKMNP-TV-Z]{8}", case.id)
    assert (case.number, case.typed, case.due) == (office.number, typed, date(2026, 12, 20))
    assert office.mails() == [("complaint_received", "pat@example.org")]
    (event,) = [e for e in road.board.events() if e.link.subject == case.id]
    assert json.loads(event.data) == {
        "actor": "public",
        "concern": "outside_scope",
        "number": office.number,
        "words": digest(WORDS),
    }


@on_sqlite
def test_no_certificate_changes_by_a_report(road):
    """Whatever is said about it, its state and its list stay as they are."""
    office = open_office(road)
    before = road.board.certificate(office.number)
    office.report(concern=Concern.HARM)
    assert road.board.certificate(office.number) == before
    assert before.state is CertificateState.ACTIVE


@on_sqlite
def test_an_altered_number_is_kept_as_it_was_typed(road):
    """A number that nobody was given is what such a report may be about."""
    made = open_office(road, grant=False).report(typed="BTX-0000-0000", contact="")
    assert (made.complaint.number, made.complaint.typed) == (None, "BTX-0000-0000")


def test_the_code_opens_the_case_and_nothing_else_does(road):
    """With slips of the hand too; the code is nowhere on record, and codes are not each other's."""
    office = open_office(road, grant=False)
    one, two = office.report(), office.report(words="another")
    look = office.services.receiving.look
    assert look(one.complaint.id, one.code)[0].id == one.complaint.id
    slips = one.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert look(f" {one.complaint.id.lower()} ", slips)[0].id == one.complaint.id
    for case, code in (
        (one.complaint.id, two.code),
        (one.complaint.id, ""),
        ("C-2026-00000000", one.code),
        ("\0", "\0\ud800"),
    ):
        with pytest.raises(UnknownComplaintError):
            look(case, code)
    with road.board.store.reading() as unit:
        row = str(unit.complaints.find(one.complaint.id)) + str(road.board.events())
    assert one.code.replace("-", "") not in row


@on_sqlite
def test_whoever_reported_it_sees_questions_and_no_notes(road):
    """Their page has what was asked and answered; notes stay inside."""
    office = open_office(road)
    made, at = office.report(), road.clock()
    handling, receiving = office.services.handling, office.services.receiving
    case = made.complaint.id
    handling.assign(case, FREE, actor=FREE, at=at)
    handling.note(case, "a rumour", kind=EntryKind.NOTED, actor=FREE, at=at)
    assert handling.ask(case, "On which day?", actor=FREE, at=at)
    receiving.answer(case, made.code, "On\nMonday.", at=at)
    _, entries = receiving.look(case, made.code)
    assert [(each.kind, each.words) for each in entries] == [
        (EntryKind.ASKED, "On which day?"),
        (EntryKind.ANSWERED, "On\nMonday."),
    ]
    for words in ("", "x" * 9000):
        with pytest.raises(ComplaintError):
            receiving.answer(case, made.code, words, at=at)
    with pytest.raises(UnknownComplaintError):
        receiving.answer(case, "0" * 20, "mine", at=at)


def test_a_flood_ends_and_the_desk_still_records(road):
    """So many an hour from everybody together; what an officer records is not counted."""
    office = open_office(road, grant=False)
    made = office.report()
    with road.board.store.writing() as unit:
        for number in range(MOST_AN_HOUR - 1):
            unit.complaints.add(replace(made.complaint, id=f"C-2026-{number:08}"))
    with pytest.raises(TooManyComplaintsError):
        office.report()
    receive = office.services.receiving.receive
    report = Report(Concern.OTHER, "by telephone")
    assert receive(report, at=road.clock(), by=FREE).complaint.received_by == FREE
    road.clock.at += timedelta(hours=1, seconds=1)
    assert office.report().complaint.received == road.clock()


@on_sqlite
def test_nobody_fills_a_strangers_mailbox(road):
    """Three mails of a kind a day go to one address, however many reports name it."""
    office = open_office(road, grant=False)
    for _ in range(5):
        office.report()
    assert len(office.mails()) == 3
