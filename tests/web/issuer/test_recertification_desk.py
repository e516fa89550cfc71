"""Licences and renewals at the desk: read, checked line by line, suspended by a person."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from issuer.certification.audit_sample import Sample
from issuer.intake.answers import Issued
from tests.certification.rules.good_documents import documents
from tests.web.issuer.conftest import Desk, Site
from tests.web.issuer.whole_road import DECIDER, NAME, WholeRoad

OTHER = "Dr Karim Example-Haddad"


def certify(site: Site, road: WholeRoad, ref: str, name: str, region: str = "FR") -> str:
    """Grant a certificate by a whole dossier; return its number."""
    application = road.apply(ref, name, region=region)
    examined = {"written", "practical"}  # an exam result has one reference, whoever's it is
    shown = [
        {**each, "ref": f"{ref}-{each['ref']}"} if each["kind"] in examined else each
        for each in documents("physician", region)
    ]
    road.show(ref, *shown)
    decided = site.world.candidates.decisions.grant([application], author=DECIDER, at=site.clock())
    assert isinstance(decided[0], Issued), decided
    return decided[0].number


def read(desk: Desk, path: str) -> str:
    """Return a page as people read it."""
    answer = desk.get(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text))


def lapse(site: Site, road: WholeRoad, days: int = 200) -> dict[str, tuple[str, int]]:
    """Certify two people and let their checks get too old; return numbers and tasks."""
    numbers = {
        "C-1": certify(site, road, "C-1", NAME),
        "C-2": certify(site, road, "C-2", OTHER, "GB-ENG"),
    }
    site.clock.advance(timedelta(days=days))
    assert site.world.recertification.finding.sweep(at=site.clock()).opened == 2
    tasks = dict(site.ask("SELECT number, id FROM lapse"))
    return {ref: (number, tasks[number]) for ref, number in numbers.items()}


@pytest.fixture
def road(site: Site) -> WholeRoad:
    """Return the example scheme in force."""
    return WholeRoad(site)


def test_lines_are_saved_one_by_one(site: Site, road: WholeRoad) -> None:
    """What is good is saved, what is wrong is marked at its control, what is empty stays."""
    both = lapse(site, road)
    desk = Desk(site).sign_in()
    page = read(desk, "/admin/lapses")
    for told in (
        NAME,
        OTHER,
        "EX-1",
        "Example Medical Board",
        "2 open, 0 of them overdue",
        "Open the register of General Medical Council",
        "names no register for this place",
    ):
        assert told in page
    (_, first), (_, second) = both["C-1"], both["C-2"]
    fields = {
        f"t{first}-status": "active", f"t{first}-expires": "2031-01-31",
        f"t{first}-how": "register-page", f"t{second}-status": "ended",
        f"t{second}-expires": "soon", f"t{second}-how": "letter",
    }  # fmt: skip
    answer = desk.post("/admin/lapses", **fields)
    assert answer.status_code == 422
    assert "1 check is on record. 1 found the licence good" in answer.text
    assert f"t{second}-expires-fault" in answer.text
    assert 'value="soon"' in answer.text
    assert f"t{first}-status" not in answer.text
    settled = read(desk, "/admin/lapses?view=closed")
    assert NAME in settled
    assert "The licence is good" in settled
    again = desk.post("/admin/lapses", **{f"t{first}-status": "ended", f"t{first}-how": "letter"})
    assert again.status_code == 422
    assert "It was settled meanwhile." in again.text
    assert desk.post("/admin/lapses").status_code == 303
    assert desk.post("/admin/lapses", **{"t999999999999-status": "x"}).status_code == 422


def test_a_person_suspends(site: Site, road: WholeRoad) -> None:
    """Not before the grace is over; then the page leads to the act, with its reason chosen."""
    number, task = lapse(site, road)["C-1"]
    desk = Desk(site).sign_in()
    link = f"/admin/certificates/{number}/suspend?reason=licence-under-review"
    site.clock.advance(timedelta(days=30))
    assert link not in desk.get("/admin/lapses").text
    site.clock.advance(timedelta(days=1))
    desk = Desk(site).sign_in()
    assert link in html.unescape(desk.get("/admin/lapses?view=overdue").text)
    form = desk.get(link).text
    assert '<option selected value="licence-under-review">' in form
    fields = {"reason": "licence-under-review", "number": number}
    assert desk.post(link, **fields).status_code == 303
    assert "Suspended" in site.client().get(f"/v/{number}").text
    assert link not in html.unescape(desk.get("/admin/lapses?view=overdue").text)
    seen = {f"t{task}-status": "active", f"t{task}-how": "register-page"}
    assert desk.post("/admin/lapses", **seen).status_code == 303
    assert "Suspended" in site.client().get(f"/v/{number}").text  # a decision lifts it


def test_who_is_due_and_what_is_missing(site: Site, road: WholeRoad) -> None:
    """In words, with its application; who is in the audit sample shows evidence."""
    number = certify(site, road, "C-1", NAME)
    site.clock.advance(timedelta(days=600))
    desk = Desk(site).sign_in()
    assert "20 of 20 hours of continuing education" in read(desk, "/admin/renewals")
    page = read(desk, f"/admin/renewals/{number}")
    assert "This renewal is not in the audit sample" in page
    learnt = {
        "kind": "education", "topic": "injectables", "provider": "Example Academy",
        "hours": 12, "on": f"{site.clock():%Y-%m-%d}",
    }  # fmt: skip
    road.show(
        "C-1", {**learnt, "ref": "new-1"}, {**learnt, "ref": "new-2", "topic": "complications"}
    )
    with site.world.database.writing() as unit:
        year = unit.certificates.find([number])[number].valid_through.year
        unit.renewal_audits.draw(
            Sample(road_scheme(site, number), f"{year}", "0" * 64, 100, site.clock())
        )
    assert "(in the audit sample)" in read(desk, "/admin/renewals")
    path = f"/admin/renewals/{number}"
    boxes = re.findall(r'name="entry" value="(\d+)"', desk.get(path).text)
    assert len(boxes) == 2
    assert desk.post(f"{path}/evidence", page=path, entry="x").status_code == 422
    assert desk.post(f"{path}/evidence", page=path, entry=boxes[0]).status_code == 303
    assert "evidence was seen" in read(desk, path)
    assert "12 hours" in read(desk, path)
    assert desk.get("/admin/renewals/BTX-0000-0000").status_code == 404
    site.clock.advance(timedelta(days=200))
    desk = Desk(site).sign_in()
    assert number in read(desk, "/admin/renewals?view=late")


def road_scheme(site: Site, number: str) -> str:
    """Return the scheme of a certificate."""
    with site.world.database.reading() as unit:
        return str(unit.certificates.find([number])[number].scheme)
