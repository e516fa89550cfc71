"""The chain tells the whole road, step by step, and names nobody."""

from __future__ import annotations

import json

from issuer.candidates.proceedings import AppealOutcome
from issuer.certification.dossier.documents import read_document
from issuer.certification.dossier.dossier import Person
from issuer.certification.exam import Candidate
from issuer.evidence.event import EventKind
from tests.issuer.road import DECIDER, REGISTRAR

HIDDEN = "Xanthippe Unmistakable"
PANEL = ("Ada Example-Panel", "Ben Example-Panel", "Cy Example-Panel")
OTHERS = {"sender.made", "sender.ended", "statement.taken"}  # tests/issuer/test_learning.py


def walk(road):
    """Let one candidate go the whole road, with every turn there is."""
    services, at = road.candidates, road.clock
    made = road.apply(named={"name": HIDDEN, "mail": "unmistakable@example.org"})
    name = made.application.id
    services.admission.correct(Person("P-1", f"{HIDDEN}-Married"), actor=REGISTRAR, at=at())
    road.fill(made, without=("written", "station", "licence"))
    services.pages.make_link(name, actor=REGISTRAR, at=at())
    services.pages.end_links(name, actor=REGISTRAR, at=at())
    services.decisions.deny(name, author=DECIDER, why="Not yet.", at=at())
    appeal = services.appeals.lodge(name, grounds=HIDDEN, actor=REGISTRAR, at=at())
    road.hire(*PANEL)
    services.appeals.empanel(appeal.id, PANEL, actor=REGISTRAR, at=at())
    services.appeals.conclude(
        appeal.id, AppealOutcome.UPHELD, why="The licence came late.", by=PANEL[0], at=at()
    )
    road.show("P-1", read_document({
        "kind": "licence", "ref": "l1", "profession": "physician", "regulator": "Board",
        "region": "FR", "number": "SECRET-77", "status": "active",
        "check": {"on": "2026-11-10", "by": "Ines Example-Officer", "how": "letter"},
    }))  # fmt: skip
    result = road.result(scheme="btx", candidate=Candidate("P-1", f"{HIDDEN}-Married"))
    services.results.take(result, actor="api:exams", at=at())
    services.decisions.grant([name], author="Di Example-Other", at=at())
    services.results.void("btx", "EX-1", why="two people sat", actor="api:exams", at=at())
    review = services.appeals.reviews()[0]
    services.appeals.settle_review(review.id, note="A mix-up.", by=REGISTRAR, at=at())
    other = road.apply("P-2")
    services.admission.withdraw(other.application.id, actor=REGISTRAR, at=at())
    return name


def test_every_step_is_told_and_nobody_is_named(road):
    """All kinds of event of the road occur; no name, address, licence number or ground does."""
    walk(road)
    told = {event.link.kind for event in road.board.events()}
    wanted = {
        kind.value
        for kind in EventKind
        if kind.value.partition(".")[0]
        in {*("person", "application", "entry", "register", "appeal", "review"), "candidate_link"}
    } - {"person.erased", "person.exported"}  # tests/privacy lives through these
    assert wanted <= told
    assert not OTHERS & told
    for event in road.board.events():
        text = f"{event.link.subject} {event.data.decode()} {event.data.decode()!a}"
        for secret in ("Unmistakable", "unmistakable@", "SECRET", "Xanthippe"):
            assert secret not in text


def test_an_application_alone_tells_its_life(road):
    """Submitted, opened again after the appeal, and again after the voided pass."""
    name = walk(road)
    assert [kind for kind in road.board.told(name) if kind.startswith("application")] == [
        "application.submitted",
        "application.reopened",
        "application.reopened",
    ]


def test_what_is_struck_is_told_with_its_reason(road):
    """Who reads the chain learns what was taken out of a dossier, and why."""
    walk(road)
    struck = [e for e in road.board.events() if e.link.kind == "entry.struck"]
    assert {json.loads(each.data)["why"] for each in struck} == {"two people sat"}
    assert {json.loads(each.data)["kind"] for each in struck} == {"written", "practical"}
