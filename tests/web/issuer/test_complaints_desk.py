"""Complaints at the desk: found, given to somebody not involved, looked into, decided."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest

from issuer.accounts.ports import Officer
from issuer.accounts.roles import Role
from issuer.complaints.complaint import Concern
from issuer.complaints.report import Report
from tests.web.issuer.conftest import OFFICER, Desk, Site, named

WORDS = "She treated my lips. <b>Not on her certificate.</b>"
OTHER = "Olga Example-Other"


def report(site: Site, number: str = "", words: str = WORDS, **more: str) -> tuple[str, str]:
    """Report something by the public's way; return case number and code."""
    told = Report(Concern.SCOPE, words, typed=number, **more)
    made = site.world.complaints.receiving.receive(told, at=site.clock())
    return made.complaint.id, made.code


def read(desk: Desk, case: str) -> str:
    """Return a case's page as people read it."""
    answer = desk.get(f"/admin/complaints/{case}")
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def act(desk: Desk, case: str, name: str, **fields: str) -> str:
    """Send the form of an act, and return the case's page then."""
    answer = desk.post(f"/admin/complaints/{case}/{name}", **fields)
    assert answer.status_code == 303, html.unescape(answer.text)
    return read(desk, case)


def test_from_the_list_to_the_outcome(site: Site, desk: Desk) -> None:
    """Found as new, acknowledged, given, asked, answered, put off, decided; each is told."""
    number = site.issue()
    case, code = report(site, number)
    assert "New (1)" in desk.get("/admin/complaints").text
    assert case in desk.get("/admin/complaints?view=new").text
    page = read(desk, case)
    assert "<b>Not on her" in page
    assert "&lt;b&gt;Not on her" in desk.get(f"/admin/complaints/{case}").text
    answer = desk.post(f"/admin/complaints/{case}/acknowledge", page=f"/admin/complaints/{case}")
    assert answer.status_code == 303
    assert "Acknowledge</button>" not in act(desk, case, "assign", officer=OFFICER)
    assert case in desk.get("/admin/complaints?view=mine").text
    act(desk, case, "note", kind="heard", words="She was told by letter.")
    act(desk, case, "question", words="On which day was it?")
    site.world.complaints.receiving.answer(case, code, "On Monday.", at=site.clock())
    page = act(desk, case, "review", day="2027-01-15")
    for told in ("She was told by letter.", "On which day", "On Monday.", "15 January 2027"):
        assert told in page
    page = act(
        desk, case, "decision", outcome="upheld", why="Proved by a photo.", answer="You are right."
    )
    assert "Upheld" in page
    assert "Do something" not in page
    assert case in desk.get("/admin/complaints?view=ended").text
    found, _ = site.world.complaints.receiving.look(case, code)
    assert found.answer == "You are right."


def test_the_case_leads_to_a_suspension_for_its_reason(site: Site, desk: Desk) -> None:
    """The page of the act has reason and case filled in; the certificate's page leads back."""
    number = site.issue()
    case, _ = report(site, number)
    page = read(desk, case)
    link = f"/admin/certificates/{number}/suspend?reason=complaint-under-review&complaint={case}"
    assert f'href="{link}"' in page
    form = desk.get(link).text
    assert '<option selected value="complaint-under-review">' in form
    assert f"Complaint {case}</textarea>" in form
    assert "<textarea" in desk.get(link + "%3Cb%3E").text  # no case: an empty note
    assert f"Complaint {case}" not in desk.get(link + "%3Cb%3E").text
    fields = {"reason": "complaint-under-review", "note": f"Complaint {case}", "number": number}
    assert desk.post(link, **fields).status_code == 303
    assert "Suspended" in read(desk, case)
    assert f"/admin/complaints/{case}" in desk.get(f"/admin/certificates/{number}").text
    assert "Suspended" in site.client().get(f"/v/{number}").text


@pytest.mark.parametrize(
    ("words", "number_of"),
    [(f"{OFFICER} was rude to me.", None), (WORDS, {"examiners": [OFFICER]})],
)
def test_who_was_involved_reads_and_does_nothing(
    site: Site, desk: Desk, words: str, number_of: dict[str, object] | None
) -> None:
    """Named in it, or an examiner: the words are kept from them, and no act is offered or done."""
    number = "" if number_of is None else site.issue(**number_of)
    case, _ = report(site, number, words)
    page = read(desk, case)
    assert "What was reported is kept from you" in page
    assert words not in page
    assert "Do something" not in page
    answer = desk.post(f"/admin/complaints/{case}/note", kind="noted", words="Mine.")
    assert answer.status_code == 409
    assert "whoever was involved does nothing here" in html.unescape(answer.text).lower()


def test_nobody_left_is_said(site: Site, desk: Desk) -> None:
    """With one officer who is involved, the page says who could be given the role."""
    officer = Officer(OTHER, frozenset({Role.REGISTRAR}))
    site.world.sign_in.invite(officer, actor="test", at=site.clock())
    case, _ = report(site, words=f"{OFFICER} was rude.")
    other = Desk(site)
    secret = site.world.sign_in.invite(officer, actor="test", at=site.clock())
    assert other.post("/admin/sign-in", secret=secret).status_code == 303
    page = read(other, case)
    assert "Nobody is left who may decide a complaint here." in page
    assert f"the role decision maker or revocation officer to {OTHER}" in page
    assert desk.get(f"/admin/complaints/{case}").status_code == 200


def test_overdue_is_seen(site: Site, desk: Desk) -> None:
    """Thirty days later it is on the list of those that are overdue."""
    case, _ = report(site)
    assert case not in desk.get("/admin/complaints?view=overdue").text
    site.clock.advance(timedelta(days=31))
    desk.sign_in()
    assert case in desk.get("/admin/complaints?view=overdue").text
    assert "Overdue since" in read(desk, case)


def test_one_that_came_by_telephone(site: Site, desk: Desk) -> None:
    """An officer records it; its code is shown once, for whoever called."""
    number = site.issue(candidate=named("Dr Example", "C-9"))
    fields = {"concern": "conduct", "words": "An advertisement.", "number": number}
    answer = desk.post("/admin/complaints/new", **fields, contact="+1 555 0199")
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "Its code for whoever reported it, shown only now" in page
    assert f"recorded by <bdi>{OFFICER}" in page
    refused = desk.post("/admin/complaints/new", **fields, contact="half@")
    assert (refused.status_code, "This is no e-mail address." in refused.text) == (422, True)


def test_what_cannot_be(site: Site, desk: Desk) -> None:
    """Strange cases, days and numbers are refused in words; nothing changes."""
    case, _ = report(site)
    act(desk, case, "assign", officer=OFFICER)
    before = site.rows()["complaint_entry"]
    for name, fields, status in (
        ("review", {"day": "soon"}, 422),
        ("review", {"day": "2020-01-01"}, 409),
        ("certificate", {"number": "BTX-0000-0000"}, 409),
        ("decision", {"outcome": "guilty", "why": "x", "answer": "x"}, 422),
        ("note", {"kind": "noted", "words": ""}, 422),
    ):
        assert desk.post(f"/admin/complaints/{case}/{name}", **fields).status_code == status, name
    for strange in ("C-2026-00000000", "x", "C-2026-0000000%00"):
        assert desk.get(f"/admin/complaints/{strange}").status_code == 404
    assert desk.get("/admin/complaints?view=nonsense").status_code == 200
    assert site.rows()["complaint_entry"] == before
