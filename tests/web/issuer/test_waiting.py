"""The queue: attempts that wait for a person, granted or denied by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuer.body.schemes import activate
from tests.web.issuer.conftest import BY_PERSON, OFFICER, RESULT, Desk, Site

QUEUE = "/admin/waiting"
ODD = "EX/../%2F?a=b&c#d"


@pytest.fixture
def waits(site: Site) -> str:
    """Put an attempt in the queue and return its page."""
    assert site.report(scheme="btx-2", attempt="A-1").status_code == 202
    return f"{QUEUE}/attempt?scheme=btx-2&attempt=A-1"


def test_an_empty_queue_says_so(shared: Site) -> None:
    """Nothing waits."""
    assert "Nothing waits" in Desk(shared).sign_in().get(QUEUE).text


def test_the_queue_shows_what_the_scheme_says(site: Site, desk: Desk, waits: str) -> None:
    """Each attempt with its assessment; its page with every figure and what is not met."""
    failed = {"percent": 50, "sections": RESULT["written"]["sections"]}
    site.report(scheme="btx-2", attempt="A-2", written=failed)
    queue = desk.get(QUEUE).text
    assert "2 attempts" in queue
    assert "All is met" in queue
    assert "1 not met" in queue
    page = desk.get(waits).text
    for said in ("84.5", "Complications and emergencies", "Prof Ines Specimen-Koch", "Grant and"):
        assert said in page
    unmet = desk.get(f"{QUEUE}/attempt?scheme=btx-2&attempt=A-2").text
    assert "below the cut score" in unmet
    assert "Grant and" not in unmet


def test_a_newer_version_does_not_judge_what_came_before(
    site: Site, desk: Desk, waits: str
) -> None:
    """An attempt is assessed under the version that was in force when it arrived."""
    newer = BY_PERSON.replace(b'"2026.1"', b'"2026.2"').replace(
        b"cut_percent = 72", b"cut_percent = 99"
    )
    world = site.world
    activate(world.database, world.body, newer, actor="test", at=site.clock())
    site.clock.advance(timedelta(seconds=6))
    assert world.schemes.in_force("btx-2").scheme.version == "2026.2"
    assert "All is met" in desk.get(QUEUE).text
    assert "version 2026.1" in desk.get(waits).text
    assert desk.post(waits, decision="grant", why="").status_code == 303


def test_granting_issues_and_opens_the_certificate(site: Site, desk: Desk, waits: str) -> None:
    """The certificate is in force, the officer is its decision's author, the queue is empty."""
    response = desk.post(waits, decision="grant", why="")
    assert response.status_code == 303
    page = desk.get(response.headers["Location"]).text
    assert "Granted. Certificate BTY-" in page
    assert "In force" in page
    with site.world.database.reading() as unit:
        decision = unit.attempts.find("btx-2", ["A-1"])["A-1"].decision
    assert decision is not None
    assert (decision.author_kind, decision.author) == ("person", OFFICER)
    assert "Nothing waits" in desk.get(QUEUE).text
    assert site.report(scheme="btx-2", attempt="A-1").json["decision"] == "granted"


def test_denying_needs_a_reason_which_is_told(site: Site, desk: Desk, waits: str) -> None:
    """Without one nothing is decided; with one whoever reported the result is told it."""
    rows = site.rows()
    refused = desk.post(waits, decision="deny", why=" ")
    assert (refused.status_code, "Give the reason" in refused.text) == (422, True)
    assert site.rows() == rows
    assert desk.post(waits, decision="deny", why="The identity was not checked.").status_code == 303
    assert "Denied" in desk.get(QUEUE).text
    answer = site.report(scheme="btx-2", attempt="A-1").json
    assert answer["reasons"] == [
        {"code": "officer_denied", "sentence": "The identity was not checked."}
    ]
    assert site.rows()["certificate"] == 0


def test_what_the_scheme_forbids_is_not_granted(site: Site, desk: Desk) -> None:
    """A forged press of the button that is not there denies, with the scheme's reasons."""
    failed = {"percent": 50, "sections": RESULT["written"]["sections"]}
    site.report(scheme="btx-2", attempt="A-1", written=failed)
    desk.post(f"{QUEUE}/attempt?scheme=btx-2&attempt=A-1", decision="grant", why="")
    answer = site.report(scheme="btx-2", attempt="A-1", written=failed).json
    assert [reason["code"] for reason in answer["reasons"]] == ["written_below_cut"]


def test_who_examined_does_not_decide(site: Site, waits: str) -> None:
    """403 in words, nothing is decided."""
    desk = Desk(site).sign_in(RESULT["examiners"][0].upper())
    rows = site.rows()
    response = desk.post(waits, decision="grant", why="")
    assert (response.status_code, "does not decide" in response.text) == (403, True)
    assert site.rows() == rows


def test_a_decision_is_made_once(site: Site, desk: Desk, waits: str) -> None:
    """The second press, a colleague's or the same officer's, finds nothing that waits."""
    token = desk.token(waits)
    data = {"csrf_token": token, "decision": "grant", "why": ""}
    assert desk.browser.post(waits, data=data).status_code == 303
    rows = site.rows()
    assert desk.browser.post(waits, data=data).status_code == 404
    assert desk.get(waits).status_code == 404
    assert site.rows() == rows


@pytest.mark.parametrize("decision", ["", "maybe", "GRANT", "grant\x00"])
def test_there_are_two_decisions(site: Site, desk: Desk, waits: str, decision: str) -> None:
    """Anything else decides nothing."""
    rows = site.rows()
    assert desk.post(waits, decision=decision, why="because").status_code == 422
    assert site.rows() == rows


def test_an_attempt_may_be_called_anything(site: Site, desk: Desk) -> None:
    """Slashes, dots and signs that mean something in an address are part of its name."""
    site.report(scheme="btx-2", attempt=ODD)
    page = desk.get(QUEUE).text
    (link,) = [part.split('"')[0] for part in page.split('href="') if "attempt?" in part]
    assert ODD.replace("&", "&amp;") in desk.get(link.replace("&amp;", "&")).text


@pytest.mark.parametrize("query", ["", "scheme=btx-2", "scheme=btx-2&attempt=A-9", "attempt=A-1"])
def test_what_does_not_wait_is_not_there(shared: Site, query: str) -> None:
    """404."""
    assert Desk(shared).sign_in().get(f"{QUEUE}/attempt?{query}").status_code == 404


def test_who_examined_is_told_that_somebody_else_decides(site: Site, waits: str) -> None:
    """Their page has no button; where nobody else may, it says which act is blocked."""
    examiner = Desk(site).sign_in("Prof Ines Specimen-Koch")
    page = examiner.get(waits).text
    assert "You examined the candidate" in page
    assert "Grant and issue" not in page
    assert "Nobody is left who may grant or deny a certificate here" in page
    Desk(site).sign_in()
    assert "Nobody is left" not in examiner.get(waits).text
