"""What the candidate is told: where it stands, every requirement, what is on record, appeals."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from issuer.candidates.errors import ProceedingError
from issuer.candidates.proceedings import AppealOutcome
from issuer.certification.assessment import assess
from issuer.certification.findings import FindingStatus
from issuer.credentials.lifecycle import Act
from tests.web.issuer.conftest import OFFICER, Site
from tests.web.issuer.linking import LICENCE, Reader, apply, link, record, take_applications
from tests.web.issuer.small_road import (
    CONDUCT,
    DAY,
    DECIDER,
    IDENTITY,
    PANEL,
    SECOND,
    SMALL,
    WRITTEN,
    Road,
)


@pytest.fixture
def road(site: Site) -> Road:
    """Return one candidate of the small scheme."""
    return Road(site)


def test_every_finding_is_told_word_for_word(site: Site) -> None:
    """Title, status and sentence of all that `assess` finds, in the order of the stages."""
    take_applications(site)
    application, reader = apply(site), Reader(site)
    record(site, "C-1", LICENCE, IDENTITY, CONDUCT | {"holds": False})
    reader.send(link(site, application))
    case = site.world.candidates.dossiers.open(application, at=site.clock())
    findings = assess(case.dossier, case.scheme, site.clock()).findings
    page, places = reader.read(), []
    assert len({finding.status for finding in findings}) > 1
    for finding in findings:
        item = page[page.index(f'id="asked-{finding.requirement}"') :]
        item = item[: item.index("</li>")]
        assert f"<p>{finding.sentence}</p>" in item
        assert f"<h4>{finding.title}</h4>" in item
        assert f'class="{finding.status.value}"' in item
        places.append((list(type(finding.by)).index(finding.by), page.index(item)))
    assert [place for _, place in sorted(places)] == sorted(place for _, place in places)


@pytest.mark.parametrize("status", FindingStatus)
def test_every_status_has_a_word_and_a_shape(road: Road, status: FindingStatus) -> None:
    """Colour is never the only sign: each status is drawn and named."""
    old = LICENCE | {"check": {**LICENCE["check"], "on": "2026-08-02"}}
    waiver = {"kind": "waiver", "ref": "V-1", "scheme": "small", "requirement": "conduct"}
    approval = {"kind": "waiver-approval", "ref": "V-2", "scheme": "small", "waiver": "V-1"}
    road.show(IDENTITY, old, waiver | {"reason": "Holds office."})
    road.show(approval, author=DECIDER)
    shown = dict(
        re.findall(
            r'class="(\w+)">\s*<span class="status"><svg.*?</svg>(.*?)</span>',
            road.reader.look().text,
            re.DOTALL,
        )
    )
    words = {"met": "Met", "unmet": "Not met", "waived": "Waived", "expired": "Expired"}
    assert shown[status.value] == words[status.value]
    shapes = re.findall(r'<span class="status">(<svg.*?</svg>)', road.reader.look().text, re.DOTALL)
    assert len(set(shapes)) == len(FindingStatus)


def test_the_headline_counts_what_comes_next(road: Road) -> None:
    """Stage by stage, one thing or several, until everything is met."""
    assert road.headline == "1 thing is missing from your application"
    assert "Later: 1 more before training starts, 1 more before the examination" in road.page
    road.show(IDENTITY)
    assert road.headline == "1 thing is missing before the training"
    road.show(LICENCE)
    assert road.headline == "1 thing is missing before the examination"
    road.show(CONDUCT)
    assert road.headline == "1 thing is missing before a decision can be made"
    road.show(WRITTEN)
    assert road.headline == "Everything is met: a decision will be made"
    assert "You need to do nothing now." in road.page
    road.site.clock.advance(30 * DAY)
    assert road.headline == "1 thing is missing before the training"


def test_several_things_are_counted(site: Site) -> None:
    """The count is that of the findings before the stage; each is a link to its own place."""
    take_applications(site)
    reader = Reader(site)
    reader.send(link(site, apply(site)))
    page = reader.read()
    case = site.world.candidates.pages.open(reader.cookie or "", at=site.clock())
    missing = [finding for finding in case.assessment.missing if finding.by == "application"]
    assert f"{len(missing)} things are missing from your application" in page
    for finding in missing:
        assert f'<a href="#asked-{finding.requirement}">{finding.title}</a>' in page


def test_where_the_rule_decides_the_certificate_follows(site: Site) -> None:
    """Nobody waits for a person who is not asked."""
    by_rule = b'decision = "rule"\nanswerable_officer = "Ines Example-Officer"'
    road = Road(site, SMALL.replace(b'decision = "person"', by_rule))
    road.complete()
    assert road.headline == "Everything is met: the certificate follows"


def test_granted_with_the_public_page(road: Road) -> None:
    """The number, and a link to what anyone is told of it, which says the same name."""
    road.complete()
    number = road.grant()
    assert road.headline == f"Granted: certificate {number}"
    assert f'href="/v/{number}"' in road.reader.read()
    assert "Noor Example-Haddad" in road.reader.browser.get(f"/v/{number}").text


@pytest.mark.parametrize(
    ("act", "reason", "told"),
    [
        (Act.SUSPEND, "audit-open", "is suspended"),
        (Act.REVOKE, "licence-lost", "was withdrawn"),
    ],
)
def test_a_certificate_that_is_not_in_force(road: Road, act: Act, reason: str, told: str) -> None:
    """The headline says what the public page says, and not that all is well."""
    road.complete()
    number = road.grant()
    road.site.act(number, act.value, reason)
    assert road.headline == f"Certificate {number} {told}"


def test_a_certificate_that_expired(road: Road) -> None:
    """A link made after two years says so."""
    road.complete()
    number = road.grant()
    road.site.clock.advance(731 * DAY)
    road.reader.send(link(road.site, road.application))
    assert road.headline == f"Certificate {number} has expired"


def test_denied_why_and_how_to_appeal(road: Road) -> None:
    """Every reason on record, until when one can appeal, whom to call, and what to name."""
    road.show(IDENTITY, LICENCE, CONDUCT, WRITTEN | {"percent": 61})
    reasons = [unmet.sentence for unmet in road.case.assessment.reasons]
    road.deny("The answers of two candidates were alike.")
    page = road.page
    assert road.headline == "Denied on 20 November 2026"
    assert reasons
    for reason in (*reasons, "The answers of two candidates were alike."):
        assert reason in page
    assert "You can appeal until the end of 20 December 2026." in page
    assert f"name application {road.application}" in page
    assert "within 45 days" in page


def test_the_window_is_what_the_appeals_take(road: Road) -> None:
    """The last second in which the page offers an appeal is the last in which one is taken."""
    road.show(IDENTITY)
    road.deny()
    decided = road.case.record.decided
    assert decided is not None
    road.site.clock.at = decided + 31 * DAY
    assert "You can appeal" not in road.page
    assert "An appeal could be made until 20 December 2026." in road.page
    with pytest.raises(ProceedingError):
        road.appeal()
    road.site.clock.advance(-SECOND)
    assert "You can appeal until the end of 20 December 2026." in road.page
    road.appeal()


def test_an_appeal_is_told_from_its_day_to_its_end(road: Road) -> None:
    """It is being heard; it is dismissed with a reason, which the candidate reads."""
    road.show(IDENTITY)
    road.deny()
    appeal = road.appeal()
    assert road.headline == "Denied: your appeal of 20 November 2026 is being heard"
    assert "had no part in the decision, within 45 days" in road.page
    assert "It is wrong." not in road.page
    road.conclude(appeal, AppealOutcome.DISMISSED, "The licence was not shown.")
    assert road.headline == "Denied: your appeal was dismissed"
    assert "The reason given: The licence was not shown." in road.page
    assert not any(member in road.page for member in PANEL)


def test_an_appeal_that_is_upheld_opens_the_application(road: Road) -> None:
    """What is missing is counted again, and the page says why it is open."""
    road.show(IDENTITY)
    road.deny()
    road.conclude(road.appeal(), AppealOutcome.UPHELD, "The licence was shown.")
    assert road.headline == "1 thing is missing before the training"
    assert "Your appeal of 20 November 2026 was upheld: the application was opened again" in (
        road.page
    )


def test_without_appeals_in_the_scheme_there_is_a_telephone(site: Site) -> None:
    """The page promises no window that the scheme does not give."""
    without = re.sub(rb"\[appeals\].*?\n\n", b"", SMALL, flags=re.DOTALL)
    road = Road(site, without)
    road.deny("It was asked.")
    assert "can appeal" not in road.page
    assert f"Call {site.world.body.telephone} and ask." in road.page


def test_withdrawn_as_asked(road: Road) -> None:
    """The application is closed, and the page offers nothing more."""
    road.services.admission.withdraw(road.application, actor=OFFICER, at=road.site.clock())
    assert road.headline == "Withdrawn: this application was closed, as you asked"
    assert "What to see to next" not in road.page


def test_documents_are_told_in_plain_words(site: Site) -> None:
    """Kind and day of each, in the scheme's own words; cases are counted, and there to unfold."""
    take_applications(site)
    application, reader = apply(site), Reader(site)
    reader.send(link(site, application))
    assert "Nothing yet." in reader.read()
    endorsed = {"kind": "endorsement", "ref": "E-1", "endorsement": "supervising-physician"}
    practised = {"kind": "experience", "ref": "X-1", "profession": "rn", "since": "2020-01-01"}
    learnt = {"kind": "education", "ref": "U-1", "topic": "complications", "hours": 2.5}
    sat = {"points": {"S1": 20, "S2": 15, "S3": 20, "S4": 20, "S5": 15, "S6": 10}, "form": "A"}
    written = {k: v for k, v in WRITTEN.items() if k != "percent"}
    record(
        site,
        "C-1",
        LICENCE,
        IDENTITY,
        CONDUCT,
        endorsed | {"on": "2026-10-04", "by": "Dr Vera Example-Voucher"},
        practised | {"confirmed_by": "Clara Example-Confirmer"},
        learnt | {"on": "2026-08-09", "provider": "Example Academy"},
        written | sat | {"scheme": "btx"},
    )
    page = " ".join(unescape(re.sub(r"<[^>]+>", " ", reader.read())).split())
    for told in (
        "2 November 2026 Licence: Registered nurse, Texas (US-TX)",
        "Texas Board of Nursing, number ending in 213, active, until 31 December 2027",
        "2 November 2026 Passport",
        "3 November 2026 No open complaint or restriction",
        "4 October 2026 A supervising physician answers for the candidate",
        "1 January 2020 Practice: Registered nurse since 1 January 2020, and going on",
        "9 August 2026 Continuing education: Complications Example Academy, 2.5 h",
        "19 November 2026 Written examination",
    ):
        assert told in page
    for name in ("0048213", "RN-0048", "Greta", "Vera", "Clara", "Ivo", OFFICER):
        assert name not in page


@pytest.mark.parametrize(("number", "told"), [("12345", False), ("123456", True)])
def test_a_short_licence_number_is_not_told_by_its_end(
    road: Road, number: str, *, told: bool
) -> None:
    """Three of five characters would be most of it; three of six are what the owner knows it by."""
    road.show(LICENCE | {"number": number})
    assert (f"number ending in {number[-3:]}" in road.page) is told
    assert number not in road.page


def test_what_is_struck_is_gone(road: Road) -> None:
    """A document that was struck counts no more, and stands on the page no more."""
    road.show(IDENTITY)
    assert "Passport" in road.page
    with road.site.world.database.reading() as unit:
        (kept,) = unit.entries.history("C-1")
    road.services.dossiers.strike(kept.id, author=OFFICER, why="A slip", at=road.site.clock())
    assert "Passport" not in road.page
    assert "A slip" not in road.page


def test_nothing_that_people_wrote_is_markup(site: Site) -> None:
    """A name with angle brackets, a direction of its own or quotes is shown as it was written."""
    take_applications(site)
    name = 'O\'Example <b>Ines</b> & "Co"'
    application = apply(site, "C-9", name)
    reader = Reader(site)
    reader.send(link(site, application))
    assert "<b>Ines</b>" not in reader.look().text
    assert name in reader.read()


def test_a_name_in_its_own_script_says_its_language(road: Road) -> None:
    """A screen reader changes its voice for it."""
    changed = replace(road.case.person, native_name="نور حداد", native_language="ar")
    road.services.admission.correct(changed, actor=OFFICER, at=road.site.clock())
    assert '<bdi class="native" lang="ar" dir="auto">نور حداد</bdi>' in road.reader.read()
