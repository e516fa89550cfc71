"""The public register: by number, or by a whole name and a profession; nobody is listed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from issuer.body.schemes import activate
from tests.web.issuer.conftest import BY_RULE, NOON, MakeSite, Site, named, problem_of

NAME = "Dr Amélie Example-Santos"
NATIVE = "أميلي سانتوس"
OPEN = (
    BY_RULE.replace(b'id = "btx-1"', b'id = "open-1"')
    .replace(b'prefix = "BTX"', b'prefix = "BTZ"')
    .replace(b'decision = "rule"', b'decision = "rule"\npublic_register = true')
)


@pytest.fixture
def register(make_site: MakeSite) -> Site:
    """Return a site whose register is on, with a scheme whose holders agreed to be in it."""
    site = make_site(public_register=True)
    activate(site.world.database, site.world.body, OPEN, actor="test", at=NOON)
    site.clock.advance(timedelta(seconds=10))
    return site


def issue(site: Site, name: str = NAME, *, scheme: str = "open-1", **changes: Any) -> str:
    """Issue a certificate to somebody called `name`."""
    count = len(site.ask("SELECT number FROM certificate"))
    candidate = {**named(name, f"C-secret-{count}"), **changes.pop("candidate", {})}
    return site.issue(scheme=scheme, attempt=f"A-secret-{count}", candidate=candidate, **changes)


def ask(site: Site, name: str = NAME, profession: str = "physician") -> TestResponse:
    """Search by name."""
    return site.client().post("/register", data={"name": name, "profession": profession})


def found(answer: TestResponse) -> int:
    """Return how many people were found."""
    assert answer.status_code == 200, answer.text
    return answer.text.count("<dt>Status now</dt>")


@pytest.mark.parametrize("path", ["/register", "/register/statistics"])
def test_it_is_off_unless_somebody_switched_it_on(site: Site, path: str) -> None:
    """Off, it is nothing: no page, no search, no count."""
    for method in ("GET", "POST"):
        answer = site.client().open(path, method=method)
        assert 'data-answer="not_found"' in answer.text or answer.status_code == 405


@pytest.mark.parametrize("on", [True, False])
def test_the_form_leads_to_it_where_it_is_on(make_site: MakeSite, *, on: bool) -> None:
    """One link, in the reader's language; without the register there is none."""
    page = make_site(public_register=on).client().get("/v/es").text
    assert ('href="/register?lang=es">Registro público</a>' in page) is on
    assert ("/register" in page) is on


def test_a_whole_name_and_profession_find_the_holder(register: Site) -> None:
    """Name as printed, profession, what it covers, status, last day; nothing else of theirs."""
    number = issue(register)
    answer = ask(register)
    assert found(answer) == 1
    for told in (NAME, "Physician", "Valid today", "frown lines", "2028"):
        assert told in answer.text, told
    for hidden in (number, "C-secret", "A-secret", register.world.body.url + "/t/"):
        assert hidden not in answer.text.replace(f'value="{NAME}"', "")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


def test_a_name_is_found_whole_or_not_at_all(register: Site) -> None:
    """Case, accents and white space do not matter; no beginning, end, pattern, or more than it."""
    issue(register)
    decomposed = "Dr Ame\u0301lie Example-Santos"
    for spelled in ("dr amelie example-santos", "  DR  AMÉLIE EXAMPLE-SANTOS ", decomposed):
        assert found(ask(register, spelled)) == 1, spelled
    for part in (
        "Dr Amélie",
        "Amélie Example-Santos",
        "D",
        "%",
        "Dr Am_lie Example-Santos",
        "*",
        "Dr Amélie Example-Santos x",
        "' OR 1=1 --",
    ):
        assert found(ask(register, part)) == 0, part


def test_a_name_in_its_own_script_counts_and_its_parts_do_not(register: Site) -> None:
    """Each of the two names is whole; together, or a piece of one, they find nothing."""
    native = {"native_name": NATIVE, "native_language": "ar"}
    issue(register, "Dr Amelie Santos", candidate=native)
    for name in ("Dr Amelie Santos", NATIVE):
        assert found(ask(register, name)) == 1
    for name in ("Dr Amelie", "سانتوس", f"Dr Amelie Santos{NATIVE}", f"Santos{NATIVE[:5]}"):
        assert found(ask(register, name)) == 0


def test_another_profession_finds_nothing(register: Site) -> None:
    """Both must be right; one that no scheme has is a mistake of the form."""
    issue(register)
    assert found(ask(register, profession="rn")) == 0
    for wrong in ("", "astronaut"):
        assert ask(register, profession=wrong).status_code == 400


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "\0"])
def test_no_name_is_no_search(register: Site, name: str) -> None:
    """Nothing and too much are a mistake of the form; what no name holds finds nobody."""
    issue(register)
    answer = ask(register, name)
    assert answer.status_code in ({200} if name == "\0" else {400})
    assert "<dt>Status now</dt>" not in answer.text


def test_who_did_not_agree_is_found_by_number_alone(register: Site) -> None:
    """A scheme that does not say so keeps its holders' names out of the search."""
    number = issue(register, scheme="btx-1")
    assert found(ask(register)) == 0
    answer = register.client().post("/register", data={"number": f" {number.lower()} "})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/v/{number.lower()}")
    assert NAME in register.client().get(answer.headers["Location"]).text


def test_without_such_a_scheme_there_is_no_search_by_name(make_site: MakeSite) -> None:
    """The form asks for a number, and nothing that is sent finds a name."""
    site = make_site(public_register=True)
    site.issue(candidate=named(NAME))
    page = site.client().get("/register").text
    assert 'name="number"' in page
    assert 'name="name"' not in page
    assert ask(site).status_code == 400


def test_the_status_is_of_now(register: Site) -> None:
    """Withdrawn and suspended are told until the last day; after it nobody is found by name."""
    number = issue(register)
    register.act(number, "suspend", "audit-open")
    assert "<b>Suspended" in ask(register).text
    register.act(number, "revoke", "licence-lost")
    answer = ask(register)
    assert "<b>Withdrawn" in answer.text
    assert "licence" not in answer.text.lower().replace("not a licence", "")
    register.clock.advance(timedelta(days=4 * 366))
    assert found(ask(register)) == 0


def test_too_many_of_one_name_are_not_listed(register: Site) -> None:
    """Ten people are shown; of eleven nobody is."""
    for _ in range(10):
        issue(register, "Dr Common Example")
    assert found(ask(register, "Dr Common Example")) == 10
    issue(register, "Dr Common Example")
    answer = ask(register, "Dr Common Example")
    assert found(answer) == 0
    assert "Too many people" in answer.text


def test_searching_is_limited(register: Site) -> None:
    """Who asks too often waits."""
    client = register.client()
    answers = [
        ask_again.status_code
        for ask_again in (
            client.post("/register", data={"name": "x", "profession": "physician"})
            for _ in range(22)
        )
    ]
    assert answers.count(429) == 2


def test_statistics_tell_no_small_number(register: Site) -> None:
    """Five are a number, four are "fewer than 5"; there is no sum to take away from."""
    for _ in range(5):
        issue(register)
    for _ in range(4):
        last = issue(register, profession="rn")
    text = register.client().get("/register/statistics").text
    assert "<dt>Physician</dt><dd>5</dd>" in text
    assert "<dt>Registered nurse</dt><dd>fewer than 5</dd>" in text
    assert ">4<" not in text
    assert ">9<" not in text
    for _ in range(1):
        issue(register, profession="rn")
    assert (
        "<dt>Registered nurse</dt><dd>5</dd>" in register.client().get("/register/statistics").text
    )
    register.act(last, "revoke", "licence-lost")
    assert "fewer than 5" in register.client().get("/register/statistics").text


def test_a_name_is_in_no_address(register: Site) -> None:
    """The form posts; a query finds nothing and is not looked at."""
    issue(register)
    assert 'method="post"' in register.client().get("/register").text
    answer = register.client().get(
        "/register", query_string={"name": NAME, "profession": "physician"}
    )
    assert found(answer) == 0


def test_programs_get_no_register(register: Site) -> None:
    """There is no such API."""
    problem_of(register.client().get("/api/v1/register"), 404, "not_found")
