"""What people and programs type is read by total functions: a value, or a `ValueError`."""

from __future__ import annotations

import random
import unicodedata
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from issuer.web.admin.gate import own_path
from issuer.web.api.retries import IdempotencyKeyError, parse_key
from issuer.web.listing import MAX_SEARCH, STATES, read_page, read_search, read_state
from issuer.web.notes import MAX_NOTE, read_note
from tests.web.issuer.conftest import Site, make_result
from verifier.number import CertificateNumber

ANYTHING = st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text()))
HOME = "https://cert.example.org/admin/sign-in"
SEED = 20_261_120


@given(ANYTHING)
def test_a_search_is_short_printable_and_read_once(text: object) -> None:
    """Reading it again changes nothing, so that a link to the next page finds the same."""
    try:
        search = read_search(text)
    except ValueError:
        return
    assert len(search) <= MAX_SEARCH
    assert search.isprintable()
    assert search == unicodedata.normalize("NFC", search)
    assert read_search(search) == search


@given(st.integers(0, 9_999_999), st.sampled_from(["{}", "{} ", " {}"]))
def test_a_number_in_a_search_is_its_one_spelling(serial: int, spelling: str) -> None:
    """However typed, it is looked for as it stands on record."""
    number = str(CertificateNumber("BTX", f"{serial:07d}"))
    for typed in (number.lower(), number.replace("-", " "), number.replace("-", "")):
        assert read_search(spelling.format(typed)) == number


@given(ANYTHING)
@example("1")
@example("999999")
@example("1000000")
@example("\u0661")
def test_a_page_is_a_small_whole_number(text: object) -> None:
    """Whatever is accepted is its own spelling, and no database overflows on it."""
    try:
        page = read_page(text)
    except ValueError:
        return
    assert str(page) == text
    assert 1 <= page < 1_000_000


@given(ANYTHING)
@example("active")
def test_a_state_is_one_that_is_listed(text: object) -> None:
    """None for all, or one of four."""
    try:
        state = read_state(text)
    except ValueError:
        return
    assert state in STATES if text else state is None


@given(st.text())
@example("a\r\nb")
@example("a" * (MAX_NOTE + 1))
@example(" " * 10_000)
def test_a_note_is_printable_lines(text: str) -> None:
    """It has one form, and nothing that could pass for another record or colour a terminal."""
    try:
        note = read_note(text)
    except ValueError:
        return
    assert len(note) <= MAX_NOTE
    assert all(line.isprintable() for line in note.split("\n"))
    assert read_note(note) == note


@given(st.text())
@example("")
@example("a" * 128)
@example("a" * 129)
def test_an_idempotency_key_is_itself(text: str) -> None:
    """Taken as it is, or not at all."""
    try:
        key = parse_key(text)
    except IdempotencyKeyError:
        return
    assert key == text
    assert 1 <= len(text.encode("ascii")) <= 128


@given(st.one_of(st.text(), st.text("/\\.:?#@%&=admin ", max_size=30).map("/admin".__add__)))
@example("/admin/certificates?search=%C3%A9&page=2")
def test_a_way_back_stays_at_the_desk(path: str) -> None:
    """A browser that follows it is on this site and at this desk, however it reads addresses."""
    way = own_path(path)
    if way is None:
        return
    reached = urlsplit(urljoin(HOME, way))
    assert (reached.scheme, reached.netloc) == ("https", "cert.example.org")
    assert not any(character in way for character in "\\#@\r\n\t ")
    assert not way.startswith("//")


def test_no_body_breaks_the_address_for_results(shared: Site) -> None:
    """Results with bytes changed, cut, doubled or swapped: never an error of ours."""
    chance = random.Random(SEED)  # noqa: S311 - the same bodies on every run
    valid = shared.app.json.dumps(make_result(attempt="A-0")).encode()
    for _ in range(300):
        response = shared.client().post(
            "/api/v1/exam-results",
            data=_spoil(valid, chance),
            content_type="application/json",
            headers=shared.bearer,
        )
        assert response.status_code in {201, 202, 400, 409, 422}, response.text
        assert len(response.data) < 8192
    assert shared.get("/api/v1/certificates").status_code == 200
    assert shared.client().get("/s/1").status_code in {200, 404}


def _spoil(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice((1, 1, 1, 2, 8, 40)))
    middle = chance.choice(
        (b"", chance.randbytes(end - start), data[start:end] * 2, data[start:end][::-1], b'"', b"0")
    )
    return data[:start] + middle + data[end:]


@pytest.mark.parametrize("path", ["/admin/waiting", "/api/v1/certificates", "/s/1", "/t/1"])
def test_no_address_breaks_the_site(shared: Site, path: str) -> None:
    """Strange parameters and endings: an answer or a refusal, never an error of ours."""
    chance = random.Random(SEED)  # noqa: S311 - the same addresses on every run
    for _ in range(50):
        tail = "".join(chance.choice("/?&=%.;:0aZ\u0661\u00e9-_~'\"<>") for _ in range(12))
        response = shared.client().get(path + tail, headers=shared.bearer)
        assert response.status_code < 500, (path, tail)
