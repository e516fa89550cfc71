"""The road from applicant to decision, as the people on it live it: by what pages say, in Chromium.

Four professions in three regions reach a certificate; one candidate is refused on a critical fail,
one passes at the second attempt, one appeals. Bulk arrives as files; what people do is clicked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.story.office import (
    BY_HAND,
    DECIDER,
    EXAMINERS,
    PANEL,
    REGISTRAR,
    Candidate,
    Office,
    Row,
    sat_today,
)
from tests.story.running import start_demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MISSING = re.compile(r"^\d+ things? (?:is|are) missing from your application$")
READY = "Everything is met: a decision will be made"
SLIP = "No safety net advice"


@dataclass(frozen=True)
class Applicant:
    """Somebody who applies; their dossier is like that of `like`, of the demonstration."""

    ref: str
    name: str
    profession: str
    region: str
    regulator: str
    like: str


PHYSICIAN = Applicant(
    "R-1", "Dr Paula Example-Stone", "Physician", "Texas", "Texas Medical Board", "C-2001"
)
NURSE_PRACTITIONER = Applicant(
    "R-2", "Nadia Sample-Rahman", "Nurse practitioner", "Maryland", "Board of Nursing", "C-2002"
)
PHYSICIAN_ASSISTANT = Applicant(
    "R-3", "Piet Specimen-Vos", "Physician assistant", "England", "Medical Council", "C-2003"
)
REGISTERED_NURSE = Applicant(
    "R-4", "Rosa Example-Quist", "Registered nurse", "Texas", "Board of Nursing", "C-2004"
)
FOUR = [PHYSICIAN, NURSE_PRACTITIONER, PHYSICIAN_ASSISTANT, REGISTERED_NURSE]


@pytest.fixture(scope="module", name="office")
def _office(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Office]:
    with start_demo(tmp_path_factory.mktemp("road")) as running:
        made = Office(running, browser, tmp_path_factory.mktemp("files"))
        made.list_examiners()
        yield made


@pytest.mark.parametrize("who", FOUR, ids=lambda who: f"{who.profession}, {who.region}")
def test_from_application_to_certificate(office: Office, who: Applicant) -> None:
    """Applied, licensed, trained, supervised, examined, decided: each told to the candidate."""
    application, candidate = _apply(office, who)
    candidate.reads(MISSING)
    _bring(office, who)
    candidate.reads("1 thing is missing from your application")
    _add_licence(office, who, application)
    candidate.reads("1 thing is missing before the examination")
    _add_case(office, application)
    candidate.reads("1 thing is missing before a decision can be made")
    _examine(office, who)
    candidate.reads(READY)
    assert sorted(candidate.sentences()) == sorted(office.assessed(application))
    number = _grant(office, who)
    candidate.reads(f"Granted: certificate {number}")
    candidate.page.get_by_role("link", name=f"/v/{number}").click()
    expect(candidate.page.get_by_role("heading", level=1)).to_contain_text("Valid today")
    expect(candidate.page.locator(".who")).to_contain_text(who.name)


def test_a_critical_fail_is_refused_and_appealed(office: Office) -> None:
    """Two examiners saw it: no certificate, a reason, an appeal, and a panel that says why not."""
    who = Applicant(
        "R-5", "Dr Carl Example-Lapse", "Physician", "Texas", "Texas Medical Board", "C-2001"
    )
    application, candidate = _apply(office, who)
    _bring(office, who)
    _add_licence(office, who, application)
    _add_case(office, application)
    _examine(office, who, critical=SLIP)
    candidate.reads("1 thing is missing before a decision can be made")
    _deny(office, who)
    candidate.reads(re.compile("^Denied on "))
    expect(candidate.page.locator("main")).to_contain_text("critical")
    last = datetime.now(UTC).date() + timedelta(days=30)
    expect(candidate.page.locator("main")).to_contain_text(
        f"You can appeal until the end of {last.day} {last:%B} {last.year}."
    )
    appeal = _lodge(office, application)
    candidate.reads(re.compile("^Denied: your appeal of .* is being heard$"))
    _conclude(office, appeal, "Dismissed: the decision stands", "Both examiners saw the same.")
    candidate.reads("Denied: your appeal was dismissed")
    expect(candidate.page.locator("main")).to_contain_text("Both examiners saw the same.")


def test_an_appeal_that_is_upheld_leads_to_a_certificate(office: Office) -> None:
    """Denied too early; the panel opens it again, and another officer grants it."""
    who = Applicant(
        "R-6", "Uma Sample-Wright", "Nurse practitioner", "Maryland", "Board of Nursing", "C-2002"
    )
    application, candidate = _apply(office, who)
    _bring(office, who)
    _add_licence(office, who, application)
    _add_case(office, application)
    _examine(office, who)
    _deny(office, who, why="The identity was in doubt.")
    candidate.reads(re.compile("^Denied on "))
    expect(candidate.page.locator("main")).to_contain_text("The identity was in doubt.")
    appeal = _lodge(office, application)
    _conclude(office, appeal, "Upheld: the application is open again", "There was no doubt.")
    candidate.reads(READY)
    expect(candidate.page.locator("main")).to_contain_text("was upheld")
    number = _grant(office, who, by="Dirk Example-Second")
    candidate.reads(f"Granted: certificate {number}")


def test_a_retake_after_the_wait(office: Office) -> None:
    """Below the floor at first; at the second attempt, with another form, it is passed."""
    who = Applicant(
        "R-7", "Tess Example-Again", "Registered nurse", "Texas", "Board of Nursing", "C-2004"
    )
    application, candidate = _apply(office, who)
    _bring(office, who, fails=True)
    _add_licence(office, who, application)
    _add_case(office, application)
    candidate.reads("2 things are missing before a decision can be made")
    _sit_written(office, application)
    candidate.reads("1 thing is missing before a decision can be made")
    _examine(office, who)
    candidate.reads(READY)
    number = _grant(office, who)
    candidate.reads(f"Granted: certificate {number}")


def _apply(office: Office, who: Applicant) -> tuple[str, Candidate]:
    """Take the application and hand out the link; return the id, and the candidate's page."""
    registrar = office.officer(REGISTRAR)
    application = registrar.apply(who.ref, who.name, who.profession, who.region)
    candidate = office.candidate(registrar.link_for(application))
    return application, candidate


def _bring(office: Office, who: Applicant, *, fails: bool = False) -> None:
    """Import all but the licence, one case, and the station that is scored by hand."""

    def but(row: Row) -> Row | None:
        if row["kind"] == "licence" or row["ref"] == "observed-01":
            return None
        if fails and row["kind"] == "written":
            return row | {"points.S5": "10"}  # of 18: below its floor
        return sat_today(row, who.ref)

    office.hold_sitting(who.ref)
    office.bring(who.ref, who.like, but=but)


def _add_licence(office: Office, who: Applicant, application: str) -> None:
    registrar = office.officer(REGISTRAR)
    registrar.begin(application, "Licence")
    registrar.answer(
        {
            "Regulator": who.regulator,
            "Licence number": f"EX-{who.ref}",
            "Status the regulator shows": "In force",
            "Last day": "2035-12-31",
            "How": "Register's page",
        }
    )
    registrar.press("Record")
    registrar.told("Licence recorded.")


def _add_case(office: Office, application: str) -> None:
    registrar = office.officer(REGISTRAR)
    registrar.begin(application, "Case")
    day = datetime.now(UTC).date() - timedelta(days=40)
    registrar.answer(
        {
            "Supervisor and site": "Dr Example-Supervisor, Site 1",
            "Day": str(day),
            "Role": "Observed",
            "Age": "18 to 34",
        }
    )
    registrar.page.get_by_role("checkbox", name="Glabella").check()
    registrar.press("Record")
    registrar.told("Case recorded.")


def _sit_written(office: Office, application: str) -> None:
    registrar = office.officer(REGISTRAR)
    registrar.begin(application, "Written examination")
    now = datetime.now(UTC)
    registrar.answer(
        {
            "Number of the attempt": "W-SECOND",
            "When it ended": now.strftime("%Y-%m-%dT%H:%M"),
            "Form": "B",
            "Anatomy and physiology": "20",
            "Pharmacology and product handling": "15",
            "Assessment, selection and consent": "20",
            "Technique and dosing plans": "20",
            "Complications and emergencies": "15",
            "Law, ethics and communication": "10",
        }
    )
    registrar.press("Record")
    registrar.told("Written examination recorded.")


def _examine(office: Office, who: Applicant, *, critical: str | None = None) -> None:
    """Have both examiners score the last station, each alone, on a screen of their own."""
    for name in EXAMINERS.values():
        examiner = office.officer(name)
        examiner.score(who.name, BY_HAND, mark=2, critical=critical)


def _grant(office: Office, who: Applicant, *, by: str = DECIDER) -> str:
    """Grant one who is ticked in the queue, and return the certificate's number."""
    decider = office.officer(by)
    decider.page.goto(f"{decider.url}/admin/")
    decider.follow("Decisions")
    decider.page.get_by_role("checkbox", name=who.name).check()
    decider.press("Grant those who are ticked")
    decider.told("1 of 1 granted.")
    return decider.page.locator("a.number").inner_text()


def _deny(office: Office, who: Applicant, *, why: str = "") -> None:
    decider = office.officer(DECIDER)
    decider.page.goto(f"{decider.url}/admin/")
    decider.follow("Decisions")
    row = decider.page.get_by_role("listitem").filter(has_text=who.name)
    row.get_by_role("link", name=re.compile("^Deny")).click()
    if why:
        decider.page.get_by_role("textbox").fill(why)
    decider.press("Deny")
    decider.told("Denied.")


def _lodge(office: Office, application: str) -> str:
    """Lodge an appeal and name its panel; return the appeal's address."""
    for name in PANEL[:2]:  # the third is from outside
        office.officer(name)
    registrar = office.officer(REGISTRAR)
    registrar.open(application)
    registrar.follow("Lodge an appeal")
    registrar.answer({"Grounds": "The candidate sees it otherwise."})
    registrar.press("Lodge the appeal")
    registrar.told("The appeal is lodged.")
    registrar.answer({"Members of the panel": "\n".join(PANEL)})
    registrar.press("Name the panel")
    registrar.told("The panel is named.")
    return registrar.page.url


def _conclude(office: Office, appeal: str, outcome: str, why: str) -> None:
    member = office.officer(PANEL[0])
    member.page.goto(appeal)
    member.follow("Conclude the appeal")
    member.answer({"Outcome": outcome, "Reasons": why})
    member.press("Conclude the appeal")
    member.told("The appeal is concluded.")
