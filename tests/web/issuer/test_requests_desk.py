"""The desk's workflow: two officers, many at once, replacing, the stop, and who may not."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from issuer.body.schemes import activate
from tests.issuer.replacing import TWO_REPLACE
from tests.web.issuer.conftest import BY_RULE, OFFICER, Desk, Site, named
from verifier.status_list import Status

HOME, WAITING = "/admin/certificates", "/admin/requests"
SECOND = "Otto Example-Second"
SCRIPT = "<script>alert(1)</script>"
BY_TWO = (
    BY_RULE.replace(b'id = "btx-1"', b'id = "btx-3"')
    + b"""
[[transitions]]
after = ["active", "suspended"]
to = "withdrawn"
second_person = true
reasons = ["licence-lost", "moved-to-the-moon"]
"""
)


@pytest.fixture
def two(site: Site) -> Site:
    """Return a site whose scheme btx-3 wants two people to withdraw."""
    activate(site.world.database, site.world.body, BY_TWO, actor="test", at=site.clock())
    site.clock.advance(timedelta(seconds=6))
    return site


def ask(desk: Desk, number: str, reason: str = "licence-lost") -> str:
    """Ask for a withdrawal and return the request's address."""
    path = f"{HOME}/{number}/revoke"
    answer = desk.post(path, reason=reason, note="memo", number=number)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def press(desk: Desk, path: str, button: str, **fields: str) -> int:
    """Press a button of a request's page."""
    return desk.post(f"{path}/{button}", page=path, **fields).status_code


def test_two_officers_withdraw(two: Site) -> None:
    """One asks; the page says so; the same may not approve; the second does, and it is done."""
    number = two.issue(scheme="btx-3")
    first = Desk(two).sign_in()
    page = first.get(f"{HOME}/{number}/revoke").text
    assert "The scheme wants two people" in page
    assert "Moved to the moon" in page
    path = ask(first, number)
    assert "Nobody is left who may approve a withdrawal" in first.get(path).text
    second = Desk(two).sign_in(SECOND)
    assert "Nobody is left" not in first.get(path).text
    assert two.status(number) is Status.VALID
    page = first.get(path).text
    assert "You asked for this, so another officer decides" in page
    assert "/approve" not in page
    assert press(first, path, "approve") == 409
    assert f"{OFFICER} asked to withdraw it" in second.get(f"{HOME}/{number}").text
    assert path in second.get(WAITING).text
    assert press(second, path, "approve") == 303
    assert two.status(number) is Status.REVOKED
    history = first.get(f"{HOME}/{number}").text
    assert f"{SECOND}; asked for by {OFFICER}" in history
    assert press(second, path, "approve") == 409


def test_declining_needs_a_reason(two: Site) -> None:
    """It is told to who asked; a request taken back is nobody's to decide."""
    number = two.issue(scheme="btx-3")
    first, second = Desk(two).sign_in(), Desk(two).sign_in(SECOND)
    path = ask(first, number)
    assert press(second, path, "decline", why=" ") == 422
    assert press(first, path, "decline", why="no") == 409
    assert press(second, path, "take-back") == 404
    assert press(second, path, "decline", why=f"Wrong {SCRIPT}") == 303
    page = first.get(path).text
    assert "Declined. Nothing was changed." in page
    assert SCRIPT not in page
    assert "Wrong &lt;script&gt;" in page
    other = ask(first, number)
    assert press(first, other, "take-back") == 303
    assert press(second, other, "approve") == 409
    assert two.status(number) is Status.VALID


def test_an_address_of_another_kind_or_nobody(two: Site) -> None:
    """A request is found by its own kind alone; what is no id is not looked for."""
    number = two.issue(scheme="btx-3")
    first, second = Desk(two).sign_in(), Desk(two).sign_in(SECOND)
    path = ask(first, number)
    for wrong in (path.replace("/one/", "/many/"), path.replace("/one/", "/resuming/")):
        assert second.get(wrong).status_code == 404
        assert second.post(f"{wrong}/approve", page=path).status_code == 404
    for name in ("REQ-0000-0000", "a%00b", "x" * 300, "%27"):
        assert first.get(f"{WAITING}/one/{name}").status_code == 404
        assert first.get(f"{WAITING}/one/{name}/report.csv").status_code == 404


def test_the_api_does_not_act_alone(two: Site) -> None:
    """A program is refused what takes two, and what a scheme says is a reason is one."""
    number = two.issue(scheme="btx-3")
    answer = two.act(number, "revoke", "licence-lost")
    assert (answer.status_code, answer.json["code"]) == (409, "second_person_needed")
    assert two.act(number, "revoke", "exam-misconduct").status_code == 422
    assert two.act(number, "suspend", "audit-open").status_code == 200
    assert two.status(number) is Status.SUSPENDED


def look(desk: Desk, act: str = "suspend", **fields: str) -> str:
    """Make a dry run and return its address."""
    answer = desk.post(f"/admin/many/{act}", reason="audit-open", note="", **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_many_from_the_search_to_the_report(site: Site) -> None:
    """Found, looked at, asked, approved, done, told as CSV, and taken back."""
    numbers = [
        site.issue(attempt=f"A-{n}", candidate=named(f"Nora Example-{n}", f"C-{n}"))
        for n in range(3)
    ]
    site.issue(attempt="A-9", candidate=named("Another Person", "C-9"))
    first, second = Desk(site).sign_in(), Desk(site).sign_in(SECOND)
    site.act(numbers[0], "suspend", "audit-open")
    found = first.get(f"{HOME}?search=nora").text
    (link,) = re.findall(r'href="(/admin/many/suspend\?[^"]+)"', found)
    assert "search nora" in first.get(link).text
    path = look(first, search="nora")
    page = first.get(path).text
    assert "3: 2 will be changed, 1 will be left as they are" in page
    assert "Left as it is: it is suspended" in page
    assert second.get(path).status_code == 404  # a draft is its author's
    assert press(first, path, "submit") == 303
    assert press(first, path, "approve") == 409
    assert press(second, path, "approve") == 303
    assert "data-continue" in second.get(path).text
    assert press(second, path, "run") == 303
    assert "Done: 2 changed, 1 left as they were" in first.get(path).text
    rows = list(csv.DictReader(io.StringIO(first.get(f"{path}/report.csv").text)))
    assert {row["number"]: row["outcome"] for row in rows} == {
        numbers[0]: "refused",
        numbers[1]: "done",
        numbers[2]: "done",
    }
    assert press(first, path, "undo") == 303
    (undoing,) = set(re.findall(r"/admin/requests/many/REQ-[0-9A-Z-]+", first.get(path).text)) - {
        path
    }
    press(first, undoing, "run")
    assert [site.status(number) for number in numbers] == [
        Status.SUSPENDED,
        Status.VALID,
        Status.VALID,
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Say which certificates"),
        ({"numbers": "BTX-0000-0000\nnonsense"}, "These are no numbers"),
        ({"numbers": SCRIPT}, "These are no numbers"),
        ({"sitting": "S-1"}, "There is no such certificate"),
        ({"examined": "soon"}, "Give a day such as"),
        ({"sitting": "a" * 101}, "Give at most 100"),
    ],
)
def test_many_that_are_none(shared: Site, fields: dict[str, str], said: str) -> None:
    """What cannot be found is said in a sentence, and nothing is asked."""
    desk = Desk(shared).sign_in()
    answer = desk.post("/admin/many/suspend", reason="audit-open", note="", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert SCRIPT not in answer.text


def test_a_list_of_numbers_in_any_spelling(site: Site) -> None:
    """Pasted from anywhere: lower case, spaces, commas, twice."""
    numbers = [site.issue(attempt=f"A-{n}") for n in range(2)]
    text = f"{numbers[0].lower()}, {numbers[1].replace('-', ' ')};\n\n{numbers[0]}\n"
    desk = Desk(site).sign_in()
    assert "2: 2 will be changed" in desk.get(look(desk, numbers=text)).text


def test_replacing_from_the_page(site: Site) -> None:
    """A name is corrected: a new number, both pages link, and the public hears of the newer one."""
    old, desk = site.issue(), Desk(site).sign_in()
    path = f"{HOME}/{old}/replace"
    assert 'value="Dr Amélie Example-Santos"' in desk.get(path).text
    fields = {"cause": "name-change", "note": "", "native_name": "", "native_language": ""}
    wrong = desk.post(path, name="=1+1", number=old, **fields)
    assert (wrong.status_code, "Begin the name with a letter" in wrong.text) == (422, True)
    assert desk.post(path, name="Dr New Example", number="x", **fields).status_code == 422
    answer = desk.post(path, name="Dr New Example", number=old, **fields)
    new = answer.headers["Location"].rpartition("/")[2]
    assert f'In place of <a class="number" href="{HOME}/{old}"' in desk.get(f"{HOME}/{new}").text
    page = desk.get(f"{HOME}/{old}").text
    assert f'A newer certificate exists: <a class="number" href="{HOME}/{new}"' in page
    assert "This one runs on until 19 January 2027" in page
    assert new in site.client().get(f"/v/{old}").text
    assert desk.get(path).status_code == 409


def test_two_officers_replace(site: Site) -> None:
    """The scheme wants two: one asks with the whole new name, another sees it and approves."""
    document = BY_TWO.split(b"\n[[transitions]]")[0] + TWO_REPLACE
    activate(site.world.database, site.world.body, document, actor="test", at=site.clock())
    site.clock.advance(timedelta(seconds=6))
    old, first = site.issue(scheme="btx-3"), Desk(site).sign_in()
    path = f"{HOME}/{old}/replace"
    assert "The scheme wants two people for this" in first.get(path).text
    fields = {"cause": "name-change", "note": "memo", "native_name": "", "native_language": ""}
    answer = first.post(path, name="Dr New Example", number=old, **fields)
    where = str(answer.headers["Location"])
    assert where.startswith(f"{WAITING}/replacing/REQ-")
    page = first.get(where).text
    assert "You asked for this, so another officer decides" in page
    assert "Nobody is left who may approve a replacement" in page
    examiner = Desk(site).sign_in("Dr Omar Sample-Reyes")
    second = Desk(site).sign_in(SECOND)
    page = second.get(where).text
    assert "<dt>New name</dt><dd><bdi>Dr New Example</bdi></dd>" in page
    assert "The holder&#39;s name changed" in page
    assert "Replace 1 certificate" in second.get(WAITING).text
    assert f"{OFFICER} asked to replace it" in second.get(f"{HOME}/{old}").text
    assert "You examined the candidate, so another officer decides" in examiner.get(where).text
    assert press(examiner, where, "approve") == 403
    assert press(first, where, "approve") == 409
    assert press(second, where, "approve") == 303
    page = second.get(where).text
    (new,) = set(re.findall(r"Replaced by <a [^>]+>([0-9A-Z-]+)</a>", page))
    assert "Dr New Example" in first.get(f"{HOME}/{new}").text
    assert site.status(old) is Status.VALID


def test_the_emergency_stop(site: Site) -> None:
    """One button halts issuing, each page says so, and two people let it go on."""
    first, second = Desk(site).sign_in(), Desk(site).sign_in(SECOND)
    assert first.post("/admin/stop", why="").status_code == 422
    assert first.post("/admin/stop", why=f"A leak {SCRIPT}").status_code == 303
    assert site.report(attempt="A-1").status_code == 503
    for page in (HOME, WAITING, "/admin/schemes"):
        text = second.get(page).text
        assert "Issuing is stopped." in text
        assert SCRIPT not in text
    answer = first.post("/admin/stop/resume", page="/admin/stop", why="It was none")
    assert answer.status_code == 303
    (path,) = set(re.findall(r"/admin/requests/resuming/[^\"/]+", first.get("/admin/stop").text))
    assert press(first, path, "approve") == 409
    assert site.report(attempt="A-1").status_code == 503
    assert press(second, path, "approve") == 303
    assert site.report(attempt="A-1").status_code == 201
    assert "Issuing is stopped." not in first.get(HOME).text


def test_a_suspension_is_due(site: Site) -> None:
    """On its day it stands on the list of what waits, and not before; it stays suspended."""
    number, desk = site.issue(), Desk(site).sign_in()
    path = f"{HOME}/{number}/suspend"
    assert (
        desk.post(path, reason="audit-open", review="1999-01-01", number=number).status_code == 422
    )
    desk.post(path, reason="audit-open", note="", review="2026-11-25", number=number)
    desk.get(WAITING)  # where it says what was done
    assert number not in desk.get(WAITING).text
    site.clock.advance(timedelta(days=5))
    assert number in Desk(site).sign_in().get(WAITING).text
    assert site.status(number) is Status.SUSPENDED


def test_searches_are_kept_by_each_officer(site: Site) -> None:
    """Under a name, for the one who kept it; and forgotten again."""
    first, second = Desk(site).sign_in(), Desk(site).sign_in(SECOND)
    first.post(f"{HOME}?state=suspended&search=x", page=HOME, name=f"Mine {SCRIPT}")
    page = first.get(HOME).text
    assert "search=x" in page
    assert "Mine &lt;script&gt;" in page
    assert "Mine" not in second.get(HOME).text
    second.post(HOME, drop=f"Mine {SCRIPT}")
    assert "Mine" in first.get(HOME).text
    first.post(HOME, drop=f"Mine {SCRIPT}")
    assert "Mine" not in first.get(HOME).text
