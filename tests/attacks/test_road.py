"""From applicant to certificate by a road that nobody meant: each act alone is allowed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from issuer.candidates.application import ApplicationState
from issuer.candidates.errors import ProceedingError
from issuer.candidates.proceedings import AppealOutcome
from issuer.certification.dossier.documents import read_listed
from issuer.certification.errors import DocumentError
from issuer.certification.findings import FindingStatus
from issuer.credentials.lifecycle import Act
from issuer.intake.answers import Issued, Refused
from tests.attacks.asking import csrf_of, sign_in
from tests.attacks.world import Hands, Site, make_site
from tests.certification.rules.good_documents import documents, practical, station
from tests.issuer.school import signed, statement
from tests.web.issuer.linking import LICENCE, NAME, Reader, apply, link, record
from tests.web.issuer.small_road import (
    CASE,
    CONDUCT,
    DECIDER,
    IDENTITY,
    PANEL,
    SMALL,
    SUPERVISOR,
    WRITTEN,
    Road,
    hire,
)
from tests.web.issuer.whole_road import WholeRoad

ALICE, BORIS = "Alice Example-Officer", "Boris Example-Officer"
OTHER = "Otto Example-Other"
WAIVER = {
    "kind": "waiver",
    "ref": "1",
    "scheme": "small",
    "requirement": "conduct",
    "reason": "It was asked abroad",
}
APPROVAL = {"kind": "waiver-approval", "ref": "1", "scheme": "small", "waiver": "1"}
REPORTING = SMALL.replace(
    b"cut_percent = 70", b'cut_percent = 70\nactivity = "https://learning.example.org/small"'
)
MARKUP = "<script>alert(1)</script>\"'>"


class Moving(Hands):
    """A clock that can be moved on."""

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.at += by


class Attacked(Road):
    """The small scheme's road, and what somebody does on it."""

    def of(self, kind: str, person: str = "C-1") -> list[Any]:
        """Return the documents of a kind that count."""
        with self.site.world.database.reading() as unit:
            found = unit.entries.of([person])[person]
        return [each for each in found if each.document.kind == kind]

    def strike(self, kind: str, author: str = ALICE) -> None:
        """Strike the only document of a kind."""
        (entry,) = self.of(kind)
        at = self.site.clock()
        self.services.dossiers.strike(entry.id, author=author, why="A slip.", at=at)

    def try_grant(self, application: str = "", author: str = DECIDER) -> Any:
        """Ask for a certificate."""
        wanted = [application or self.application]
        return self.services.decisions.grant(wanted, author=author, at=self.site.clock())[0]

    def enter(self, **changes: Any) -> None:
        """Put the supervisor into the register."""
        listed = read_listed({**SUPERVISOR, **changes})
        self.services.registers.put(listed, author=ALICE, at=self.site.clock())

    def void(self, attempt: str = "W-1") -> None:
        """Let an exam result count no more."""
        self.services.results.void(
            "small", attempt, why="Fraud.", actor="api:exam system", at=self.site.clock()
        )

    def post(self, path: str, members: dict[str, Any]) -> TestResponse:
        """Send something to the API."""
        return self.site.client().post(path, json=members, headers=self.site.bearer)

    def live(self) -> int:
        """Return how many certificates the candidate has that verify."""
        certificates = self.site.client().get(
            "/api/v1/certificates?state=active", headers=self.site.bearer
        )
        return int(json.loads(certificates.data)["total"])


@pytest.fixture
def moving(tables: Path, tmp_path: Path) -> Iterator[Site]:
    """Return a site whose clock moves."""
    made = make_site(tmp_path / "home", tables, clock=Moving())
    yield made
    made.world.database.dispose()


@pytest.fixture
def road(moving: Site) -> Attacked:
    """Return the small scheme's road."""
    return Attacked(moving)  # type: ignore[arg-type]


@pytest.fixture
def whole(moving: Site) -> WholeRoad:
    """Return the example scheme's road."""
    made = WholeRoad(moving)  # type: ignore[arg-type]
    moving.clock.at += timedelta(seconds=6)
    return made


def test_a_waiver_is_not_changed_after_it_was_approved(road: Attacked) -> None:
    """The second person approved one text; another text under the same ref is not approved."""
    road.show(IDENTITY, LICENCE, WRITTEN)
    road.show(WAIVER, author=ALICE)
    road.show(APPROVAL, author=BORIS)
    road.strike("waiver")
    road.show({**WAIVER, "reason": "Boris never saw this"}, author=ALICE)
    (found,) = [each for each in road.case.assessment.findings if each.requirement == "conduct"]
    assert found.status is not FindingStatus.WAIVED
    assert isinstance(road.try_grant(), Refused)


def test_one_person_waives_nothing(road: Attacked) -> None:
    """Who asked for a waiver cannot approve it, and neither can a program."""
    road.show(WAIVER, author=ALICE)
    with pytest.raises(Exception, match="second person"):
        road.show(APPROVAL, author=ALICE)
    path = f"/api/v1/applications/{road.application}/documents"
    assert road.post(path, APPROVAL).status_code == 422


def test_a_voided_pass_counts_no_more_though_they_applied_again(road: Attacked) -> None:
    """A candidate with another open application for the scheme cannot keep a voided pass."""
    road.complete()
    road.grant()
    second = apply(road.site, scheme="small")
    road.void()
    assert road.of("written") == []
    assert isinstance(road.try_grant(second), Refused)


def test_a_certificate_in_review_is_no_bar_by_withdrawing(road: Attacked) -> None:
    """Withdrawn after its pass was voided, and applied for anew: the first stands, no second."""
    road.complete()
    road.grant()
    road.void()
    at = road.site.clock()
    road.services.admission.withdraw(road.application, actor=ALICE, at=at)
    second = apply(road.site, scheme="small")
    road.show({**WRITTEN, "ref": "W-2"})
    road.try_grant(second)
    assert road.live() == 1


def test_an_appeal_and_a_new_application_are_one_certificate(road: Attacked) -> None:
    """Denied, appealed, applied for anew and granted; upheld then, the first is not granted too."""
    road.complete()
    road.deny("It was withdrawn.")
    appeal = road.appeal()
    road.try_grant(apply(road.site, scheme="small"))
    road.conclude(appeal, AppealOutcome.UPHELD, "It was wrong.")
    road.try_grant(author=OTHER)
    assert road.live() == 1


def test_a_document_struck_after_the_grant_raises_a_review(road: Attacked) -> None:
    """The API strikes what a certificate rests on: it is refused, or somebody is to look."""
    road.complete()
    road.grant()
    (entry,) = road.of("written")
    answer = road.post(f"/api/v1/documents/{entry.id}/strike", {"reason": "It was forged"})
    assert answer.status_code == 409 or road.services.appeals.reviews()


@pytest.mark.parametrize(
    "number", ["RN 0048213", "RN0048213", "RN\u20100048213", "\uff32\uff2e-0048213"]
)
def test_a_suspended_licence_is_not_hidden_by_its_spelling(road: Attacked, number: str) -> None:
    """The regulator's newest word counts, however the number is spelt."""
    road.complete()
    check = {**LICENCE["check"], "on": "2026-11-18"}
    changes = {"ref": "L-2", "status": "suspended", "number": number, "check": check}
    road.show({**LICENCE, **changes})
    assert isinstance(road.try_grant(), Refused)


def test_a_supervisor_does_not_decide_by_revising_the_register(road: Attacked) -> None:
    """Who supervised is known by every revision of the register."""
    road.enter(officer=DECIDER)
    road.show(CASE)
    road.complete()
    assert isinstance(road.try_grant(), Refused)
    road.enter()  # without the officer
    assert isinstance(road.try_grant(), Refused)


def test_a_supervisor_does_not_decide_by_striking_the_case(road: Attacked) -> None:
    """Who supervised did, also where the case was struck."""
    road.enter(officer=DECIDER)
    road.show(CASE)
    road.complete()
    road.strike("case", author=DECIDER)
    assert isinstance(road.try_grant(), Refused)


@pytest.mark.parametrize(
    "name",
    [
        DECIDER.replace("-", "\u2010"),
        DECIDER.replace("-", "\u2013"),
        DECIDER.replace("-", " "),
        DECIDER.replace("O", "\u041e"),
    ],
    ids=["hyphen", "dash", "space", "cyrillic"],
)
def test_a_supervisor_does_not_decide_by_another_spelling(road: Attacked, name: str) -> None:
    """A name that looks the same is the same name."""
    road.enter(name=name)
    road.show(CASE)
    road.complete()
    assert isinstance(road.try_grant(), Refused)


def test_who_upheld_an_appeal_does_not_decide_what_is_open_again(road: Attacked) -> None:
    """Who upheld it was involved; another of the panel may, or a body of four were at its end."""
    road.complete()
    road.deny("It was withdrawn.")
    road.conclude(road.appeal(), AppealOutcome.UPHELD, "It was wrong.")
    assert isinstance(road.try_grant(author=PANEL[0].upper()), Refused)
    assert isinstance(road.try_grant(author=PANEL[1]), Issued)


def test_a_panel_is_of_officers(road: Attacked) -> None:
    """One officer with two names that nobody has is no panel of three."""
    road.complete()
    road.deny("It was withdrawn.")
    appeals, at = road.services.appeals, road.site.clock()
    made = appeals.lodge(road.application, grounds="It is wrong.", actor=ALICE, at=at)
    sign_in(road.site, ALICE)  # type: ignore[arg-type]
    with pytest.raises(ProceedingError):
        appeals.empanel(made.id, [ALICE, "Nobody Example", "Nemo Example"], actor=ALICE, at=at)


def test_one_attempt_is_one_persons(road: Attacked) -> None:
    """The exam system's number names one attempt: to void it must not strike another's."""
    apply(road.site, "C-2", "Other Example", scheme="small")
    for person, name in (("C-1", NAME), ("C-2", "Other Example")):
        told = {
            "scheme": "small",
            "attempt": "EX-9",
            "candidate": {"reference": person, "name": name},
            "profession": "rn",
            "written": {"percent": 90},
            "completed_at": "2026-11-18T10:00:00Z",
        }
        status = road.post("/api/v1/exam-results", told).status_code
        assert status == (202 if person == "C-1" else 409)


def test_a_case_names_no_patient(road: Attacked) -> None:
    """Name, day of birth and hospital number do not fit into a case."""
    road.enter()
    path = f"/api/v1/applications/{road.application}/documents"
    ref = "Jane.Example,born:1961-02-03,MRN:4432211"
    assert road.post(path, {**CASE, "ref": ref}).status_code == 422


def test_a_statement_of_another_name_credits_nobody(moving: Site) -> None:
    """As with `/exam-results`: a wrong reference must not credit somebody else."""
    road = Attacked(moving, REPORTING)  # type: ignore[arg-type]
    learning = road.services.learning
    secret = learning.add_sender("moodle", actor="test", at=moving.clock())
    made = statement("small", sections={}, person="C-1", id=str(uuid4()))
    made["actor"]["name"] = "Quite Another Example"
    body = json.dumps(made).encode()
    headers = {"Content-Type": "application/json", **signed(secret, body, moving.clock())}
    answer = moving.client().post("/api/v1/statements/moodle", data=body, headers=headers)
    assert (answer.status_code, road.of("written")) == (422, [])


def test_examiners_that_nobody_listed_pass_nobody(whole: WholeRoad) -> None:
    """The scheme has two standardised examiners a station: one line by a stranger is no pass."""
    application = whole.apply()
    told = practical(examiners=["Never Example-Listed"], percent=100, stations_passed=8)
    with pytest.raises(DocumentError):
        whole.show("C-1", *without_scores(), told)
    assert is_refused(whole, application)


def test_examiners_standardised_afterwards_pass_nobody(whole: WholeRoad) -> None:
    """Who was not standardised on the day is not, however the register is revised."""
    application = whole.apply()
    scores = [station(f"P{n}", who) for n in range(1, 9) for who in ("ex-1", "ex-2")]
    whole.show("C-1", *without_scores(), *scores)
    for number, letter in enumerate("AB", 1):
        for standardised in ("2020-01-02", "2026-11-19"):
            enter_examiner(whole, f"ex-{number}", letter, standardised)
    assert is_refused(whole, application)


def test_one_examiner_listed_twice_is_one(whole: WholeRoad) -> None:
    """The same name under two ids does not score as two."""
    application = whole.apply()
    enter_examiner(whole, "ex-9", "A", "2026-03-01")
    scores = [station(f"P{n}", who) for n in range(1, 9) for who in ("ex-1", "ex-9")]
    whole.show("C-1", *without_scores(), *scores)
    assert is_refused(whole, application)


def without_scores() -> list[dict[str, Any]]:
    """Return the good dossier but for the practical examination."""
    return [each for each in documents("physician", "FR") if each["kind"] != "station"]


def enter_examiner(whole: WholeRoad, name: str, letter: str, standardised: str) -> None:
    """Put an examiner into the register, or revise one."""
    members = {"kind": "examiner", "id": name, "name": f"Dr {letter}. Example-Examiner"}
    more = {"qualification": "Physician", "schemes": ["btx"], "since": "2020-01-01"}
    whole.enter(**members, **more, standardised=standardised)


def is_refused(whole: WholeRoad, application: str) -> bool:
    """Tell whether a grant is refused."""
    at = whole.site.clock()
    (answer,) = whole.services.decisions.grant([application], author=OTHER, at=at)
    return isinstance(answer, Refused)


def test_a_good_road_is_granted(road: Attacked) -> None:
    """What all others here are measured by: untouched, the road ends in one certificate."""
    road.complete()
    assert isinstance(road.try_grant(), Issued)
    assert isinstance(road.try_grant(), Refused)
    assert (road.case.record.state, road.live()) == (ApplicationState.GRANTED, 1)


def test_markup_stays_text(road: Attacked) -> None:
    """A name, a reason or a register's entry with markup is shown as it was written."""
    site, at = road.site, road.site.clock()
    bad = apply(site, "C-9<b>", f"Dr {MARKUP}", scheme="small")
    road.enter(name=f"S {MARKUP}")
    licence = {**LICENCE, "regulator": MARKUP, "number": MARKUP}
    waiver = {**WAIVER, "reason": MARKUP}
    shown = ({**IDENTITY, "checked_by": MARKUP}, licence, CONDUCT, WRITTEN, CASE, waiver)
    record(site, "C-9<b>", *shown, author=f"Eve {MARKUP}")
    desk = sign_in(site, f"Eve {MARKUP}")  # type: ignore[arg-type]
    pages = [f"/admin/applications/{bad}", "/admin/decisions", f"/admin/decisions/{bad}"]
    looked = [desk.get(page) for page in pages]
    road.services.decisions.deny(bad, author=f"Zoe {MARKUP}", why=MARKUP, at=at)
    made = road.services.appeals.lodge(bad, grounds=MARKUP, actor=ALICE, at=at)
    panel = [f"{letter} {MARKUP}" for letter in "PQR"]
    hire(site, *panel)
    road.services.appeals.empanel(made.id, panel, actor=ALICE, at=at)
    pages = [
        *("/admin/applications", f"/admin/applications/{bad}", f"/admin/applications/{bad}/names"),
        *("/admin/appeals", f"/admin/appeals/{made.id}", f"/admin/appeals/{made.id}/conclude"),
        *("/admin/registers/supervisor", "/admin/registers/supervisor/S-1"),
    ]
    reader = Reader(site)
    reader.send(link(site, bad))
    for answer in (*looked, *(desk.get(page) for page in pages), reader.look()):
        assert (answer.status_code, "<script>alert" in answer.text) == (200, False)
    assert "alert(1)" in reader.look().text


def test_no_form_of_the_desk_is_taken_without_its_token(road: Attacked) -> None:
    """Each address that takes a form refuses one that has no token, or comes from elsewhere."""
    desk, asked = sign_in(road.site), 0  # type: ignore[arg-type]
    token = csrf_of(desk, "/admin/applications/upload")
    for rule in road.site.app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and re.match("/admin/(?!sign|cert)", rule.rule):
            path = rule.rule.replace("<application>", road.application)
            path = re.sub("<any.([^,)]+)[^>]*>", r"\1", re.sub("<int:[^>]+>", "1", path))
            path = re.sub("<[^>]+>", "x", path)
            own, other = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "cross-site"}
            assert desk.post(path, data={"a": "b"}, headers=own).status_code == 403
            told = {"csrf_token": token}
            assert desk.post(path, data=told, headers=other).status_code == 403
            asked += 1
    assert asked > 15


def test_nothing_private_leaves_the_dossier(road: Attacked, log: io.StringIO) -> None:
    """Log and events name nobody; the candidate's page names no staff; a link opens one page."""
    road.enter(officer="Greta Example-Mentor")
    path = f"/api/v1/applications/{road.application}/documents"
    for shown in (IDENTITY, LICENCE, CONDUCT, WRITTEN, CASE):
        assert road.post(path, shown).status_code == 201
    road.grant()
    secret = link(road.site, road.application)
    reader = Reader(road.site)
    reader.send(secret)
    page = reader.look()
    assert page.status_code == 200
    staff = ("Greta", "Ivo", "Sanna", "Otto", "Ines", LICENCE["number"])
    assert [word for word in (*staff, secret) if word in page.text] == []
    with road.site.world.database.reading() as unit:
        told = "".join(f"{each.link.subject}{each.data!r}" for each in unit.chain.newest(1000))
    names = ("Greta", "Ivo", "Sanna", "Noor", "0048213", secret)
    assert [word for word in names if word in told] == []
    assert road.application in log.getvalue() or "/candidate" in log.getvalue()
    assert [word for word in (*names, "Otto", "C-1") if word in log.getvalue()] == []
    other = Reader(road.site)
    other.send(link(road.site, apply(road.site, "C-2", "Another Example", scheme="small")))
    seen = other.browser.get(f"/candidate/application?application={road.application}")
    assert ("Noor" in seen.text, "Another Example" in seen.text) == (False, True)


def test_a_rule_does_not_undo_a_withdrawal(moving: Site) -> None:
    """A certificate withdrawn by an officer is not given again for the same dossier by a rule."""
    answers = b'decision = "rule"\nanswerable_officer = "Head of Certification"'
    road = Attacked(moving, SMALL.replace(b'decision = "person"', answers))  # type: ignore[arg-type]
    road.complete()
    rule = road.services.decisions.settle_by_rule
    (issued,) = rule([road.application], at=moving.clock())
    assert isinstance(issued, Issued)
    moving.act(Act.REVOKE, issued.number, "licence-lost")
    path = f"/api/v1/applications/{apply(moving, scheme='small')}/documents"
    assert road.post(path, {**IDENTITY, "ref": "I-2"}).status_code == 201
    assert road.live() == 0
