"""Scoring over HTTP: what a tap is answered, and what the form says when it is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from issuer.candidates.errors import ScoreError
from issuer.candidates.sheet import Sheet
from issuer.web.admin.scored import Scored, read_scored
from tests.issuer import hall
from tests.issuer.hall import ONE, TWO, key
from tests.web.issuer.conftest import Desk, MakeSite, Site
from verifier.strict_json import load_object

LIST = "/admin/scoring"
WHOSE = "sitting=S-1&person=C-1&station=P1&examiner=E-1"
SHEET, TAPS = f"{LIST}/sheet?{WHOSE}", f"{LIST}/taps?{WHOSE}"
ALL = {"mark-introduces": "2", "mark-asepsis": "3", "mark-dose": "1"}


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """Return the site of a body that examines in the hall."""
    made = make_site()
    hall.furnish(made.world.database, made.world.body)
    return made


@pytest.fixture
def desk(site: Site) -> Desk:
    """Return the browser of an examiner."""
    return Desk(site).sign_in(ONE)


@pytest.fixture(scope="module")
def lasting(shared: Site) -> Site:
    """Return such a site for all tests here that save nothing."""
    hall.furnish(shared.world.database, shared.world.body)
    return shared


@pytest.fixture(scope="module")
def examiner(lasting: Site) -> Desk:
    """Return the browser of an examiner there."""
    return Desk(lasting).sign_in(ONE)


def saved(site: Site) -> Sheet | None:
    with site.world.database.reading() as unit:
        return unit.sheets.find(key())


def tap(desk: Desk, path: str = TAPS, **fields: Any) -> TestResponse:
    return desk.post(path, page=SHEET, **{"after": "0", "comment": "", **fields})


def refusal(answer: TestResponse, status: int) -> Any:
    assert (answer.status_code, answer.mimetype) == (status, "application/json"), answer.text
    return load_object(answer.data, max_bytes=4096, max_depth=4)["code"]


def test_a_tap_is_answered_with_revision_and_time(site: Site, desk: Desk) -> None:
    """As the clock shows it at the body's place; sent again, it is answered alike."""
    for _ in range(2):
        assert tap(desk, **ALL).json == {"revision": 1, "saved": "13:00:00"}
    assert tap(desk, after="1", comment="Calm", **ALL).json["revision"] == 2
    sheet = saved(site)
    assert sheet is not None
    assert (sheet.items["asepsis"], sheet.comment) == (3, "Calm")


def test_a_tap_that_comes_too_late_is_refused(site: Site, desk: Desk) -> None:
    """409 with its code; what was saved stays. The form is told in words, and shows it."""
    tap(desk, **ALL)
    late = {**ALL, "mark-dose": "0"}
    assert refusal(tap(desk, **late), 409) == "sheet_conflict"
    page = desk.post(SHEET, after="0", comment="", do="hand-in", **late)
    assert page.status_code == 409
    assert "what you sent was not taken" in page.text
    assert re.search(r'name="mark-dose" value="1" checked', page.text)
    sheet = saved(site)
    assert sheet is not None
    assert (sheet.revision, sheet.handed_in, sheet.items["dose"]) == (1, None, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"mark-dose": "4"},
        {"mark-dose": ""},
        {"mark-dose": "-1"},
        {"mark-dose": "1e1"},
        {"mark-dose": "\u0663"},  # a digit in Arabic script
        {"mark-charm": "1"},
        {"critical": "no-charm", "sure": "no-charm"},
        {"critical": "wrong-product"},
        {"after": ""},
        {"after": "9" * 10},
        {"comment": "a" * 2001},
        {"comment": "a\u202eb"},
    ],
)
def test_what_a_sheet_cannot_say_is_refused(
    lasting: Site, examiner: Desk, fields: dict[str, str]
) -> None:
    """403 with a sentence, by tap and by form; nothing is saved."""
    assert refusal(tap(examiner, **fields), 403) == "score_refused"
    sent = examiner.post(SHEET, **{"after": "0", "comment": "", **fields})
    assert sent.status_code in {403, 422}
    assert saved(lasting) is None


def test_a_tap_needs_the_token_and_an_officer(site: Site, desk: Desk) -> None:
    """The gate's refusals are told by code; who is not signed in is sent to the door."""
    assert refusal(desk.browser.post(TAPS, data={"after": "0"}), 403) == "csrf"
    token = desk.token(SHEET)
    body = {"after": "0", **ALL}
    header = desk.browser.post(TAPS, data=body, headers={"X-CSRFToken": token})
    assert refusal(header, 403) == "csrf"
    stranger = Desk(site)
    answer = stranger.post(TAPS, page="/admin/sign-in", after="0")
    assert (answer.status_code, "sign-in" in answer.headers["Location"]) == (303, True)
    for path in (LIST, SHEET):
        assert "sign-in" in stranger.get(path).headers["Location"]
    assert saved(site) is None


def test_nobody_opens_the_sheet_of_another(site: Site, desk: Desk) -> None:
    """403 in words, whoever is an examiner or none; by tap, by form and by link."""
    tap(desk, comment="Trembled", **ALL)
    for name in (TWO, "Nora Example-Nobody"):
        other = Desk(site).sign_in(name)
        page = other.get(SHEET)
        assert (page.status_code, "another examiner" in page.text) == (403, True)
        assert "Trembled" not in page.text
        token = other.token(LIST)
        for path in (SHEET, TAPS):
            data = {"csrf_token": token, "after": "1", "comment": "", "mark-dose": "0"}
            assert other.browser.post(path, data=data).status_code == 403
    sheet = saved(site)
    assert sheet is not None
    assert sheet.items["dose"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sitting=S-1",
        WHOSE.replace("S-1", "S-9"),
        WHOSE.replace("C-1", "%F0%9F%92%A9"),
        WHOSE.replace("C-1", "C" * 101),
    ],
)
def test_what_is_no_sheet_is_not_there(lasting: Site, examiner: Desk, query: str) -> None:
    """404, as a page and to the script."""
    assert examiner.get(f"{LIST}/sheet?{query}").status_code == 404
    answer = examiner.post(f"{LIST}/taps?{query}", page=SHEET, after="0")
    assert refusal(answer, 404) == "unknown_register_entry"
    assert saved(lasting) is None


def test_the_list_says_what_hinders(site: Site, desk: Desk) -> None:
    """A candidate with whom there is a conflict is named without a link to a sheet."""
    assert desk.get(LIST).text.count('class="to-score"') == 2
    conflict = {"person": "C-2", "nature": "family", "declared": "2026-01-01"}
    hall.list_examiner(site.world.database, conflicts=[conflict])
    page = desk.get(LIST).text
    assert page.count('class="to-score"') == 1
    assert "A conflict of interest with this candidate is declared." in page
    assert "nothing to score today" in Desk(site).sign_in("Nora Example-Nobody").get(LIST).text


def test_the_pages_run_only_what_is_served_here(examiner: Desk) -> None:
    """The policy lets the script call this site; nothing stands in the page itself."""
    for path in (LIST, SHEET):
        page = examiner.get(path)
        policy = page.headers["Content-Security-Policy"]
        assert "connect-src 'self'" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"<style|style=|<script(?! src=)|\son[a-z]+=", page.text)
        for address in re.findall(r'(?:src|href)="(/static/admin/[^"]+)"', page.text):
            assert examiner.get(address).status_code == 200
        assert page.headers["Cache-Control"] == "no-store"


IDS = st.from_regex(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}", fullmatch=True)


@given(st.dictionaries(st.text(max_size=12) | IDS.map("mark-{}".format), st.text(max_size=8)))
def test_any_form_is_read_or_refused(fields: dict[str, str]) -> None:
    """Nothing but `ScoreError` comes out of it."""
    try:
        read_scored(MultiDict({"after": "1", **fields}))
    except ScoreError:
        return


@given(
    st.dictionaries(IDS, st.integers(0, 3), max_size=5),
    st.lists(IDS, max_size=3, unique=True),
    st.text("abc \u00e9.", max_size=20).map(str.strip),
    st.integers(0, 10**9 - 1),
)
def test_a_form_is_read_as_it_was_written(
    items: dict[str, int], slips: list[str], comment: str, after: int
) -> None:
    """Reading is the inverse of what the page writes."""
    fields: list[tuple[str, str]] = [(f"mark-{item}", str(mark)) for item, mark in items.items()]
    fields += [(name, slip) for name in ("critical", "sure") for slip in slips]
    fields += [("comment", comment), ("after", str(after))]
    read = read_scored(MultiDict(fields))
    assert read == Scored(items, tuple(slips), tuple(slips), comment, after)
    assert read.confirmed == tuple(slips)
