"""Anything at all in every place where a request is read: an answer in our words, never a fault."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.attacks.answers import check_calm, read_json, read_page, read_problem, read_verdict
from tests.attacks.canary import Canary
from tests.attacks.forging import Forge, make_forge
from tests.attacks.world import Site
from verifier.verdict import Outcome, Reason

VERIFY = "/api/v1/verify"
MANY = settings(max_examples=100, deadline=None)
MAX_ANSWER = 16_384
NEVER_OF_A_TEXT = {Reason.UNREADABLE, Reason.CLOCK, Reason.STALE}

# What HTTP lets through in a header's value: visible Latin-1, spaces and tabs.
header_values = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=80
)
HEADERS = [
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Cache-Control",
    "Cookie",
    "Expect",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "TE",
    "Upgrade",
    "User-Agent",
    "Via",
    "X-Forwarded-For",
]
PARTS = [
    b"--b",
    b"--",
    b"\r\n",
    b"\n",
    b'Content-Disposition: form-data; name="file"',
    b'; filename="a"',
    b"; filename*=utf-16''%ff",
    b"Content-Type: a/b; charset=utf-7",
    b"Content-Transfer-Encoding: base64",
    b"%PDF-1.7",
    b"\0",
    b"\xff",
    b"x" * 300,
]
KINDS = [
    "multipart/form-data; boundary=b",
    'multipart/form-data; boundary="b',
    "multipart/mixed; boundary=b",
    "application/x-www-form-urlencoded",
    "text/plain",
    ";;=",
    "",
]
any_text = st.text(max_size=60) | st.from_regex(r"[A-Za-z0-9 ._~#:/?-]{0,60}", fullmatch=True)
typed = any_text | st.from_regex(r"[bB][tT][xX][- _]?[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{4}")


@pytest.fixture(scope="module")
def forge(site: Site, canary: Canary) -> Forge:
    """Return what makes tokens for the shared site."""
    return make_forge(site, canary.port)


@MANY
@given(text=typed)
@example(text="BTX-0000-0000")
@example(text="btx 0000 OO0O")
@example(text="\ud800")
@example(text="%")
@example(text="..")
def test_any_number_in_the_address(site: Site, text: str) -> None:
    """What stands behind /v/ is a number, or a slip: 404 for one that is nobody's, else 200."""
    path = quote(text.encode("utf-8", "surrogatepass"), safe="")
    assume(path)
    status, told = read_page(site.client().get(f"/v/{path}"))
    if b"/" in unquote_to_bytes(path):  # it is another address, or this one with a slash too many
        assert status in {308, 404}
        return
    assert told in {Reason.NUMBER_MISTYPED, Reason.UNKNOWN_NUMBER}
    assert status == (404 if told == Reason.UNKNOWN_NUMBER else 200)


@MANY
@given(text=typed | st.text(max_size=2000))
@example(text="https://cert.example.org/v#a.b.c")
@example(text="https://cert.example.org/v/BTX-0000-0000")
def test_any_text_in_both_forms(site: Site, text: str) -> None:
    """The page and the API say the same of a text, but for white space around it."""
    assume(text == text.strip(" \t\n\v\f\r") != "")
    assume("\0" not in text)
    reason, shown = read_verdict(site.client().post(VERIFY, json={"text": text}))
    assert shown is None
    assert reason.outcome is not Outcome.VALID
    assert reason not in NEVER_OF_A_TEXT
    page = site.client().post("/v", data={"text": text})
    assert read_page(page) == (404 if reason is Reason.UNKNOWN_NUMBER else 200, reason)


@MANY
@given(value=header_values)
@example(value="Bearer ")
@example(value="Bearer prb_" + "A" * 43)
@example(value="Basic Og==")
def test_any_authorization(site: Site, value: str) -> None:
    """Nobody comes in by a word that is not the key."""
    answer = site.client().get("/api/v1/certificates", headers={"Authorization": value})
    assert read_problem(answer) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@MANY
@given(value=header_values)
@example(value="cert.example.org.")
@example(value="[")
def test_any_host(site: Site, value: str) -> None:
    """A name that is not this site's is refused, and not said again."""
    assume(value.lower() != "cert.example.org")
    answer = site.client().get("/v", environ_overrides={"HTTP_HOST": value})
    assert read_page(answer) == (400, "bad_host")
    assert not re.search(r"[A-Za-z0-9]{8}", value) or value not in answer.text


@MANY
@given(
    name=st.sampled_from(HEADERS),
    value=header_values,
    path=st.sampled_from(["/v", "/s/1", "/t/1", "/admin/sign-in", "/static/admin/desk.css"]),
)
@example(name="Origin", value="http://[", path="/admin/sign-in")
@example(name="Accept-Encoding", value="gzip;q=", path="/s/1")
def test_any_header(site: Site, forge: Forge, name: str, value: str, path: str) -> None:
    """A header is used where it helps, and otherwise is nothing."""
    assert forge.number
    answer = site.client().get(path, headers={name: value})
    assert answer.status_code in {200, 206, 304, 416}
    sent = site.client().post("/admin/sign-in", headers={name: value})
    assert sent.status_code == 403  # it came from no page of ours
    check_calm(sent, MAX_ANSWER)


@MANY
@given(
    body=st.binary(max_size=400) | st.lists(st.sampled_from(PARTS), max_size=20).map(b"".join),
    kind=st.sampled_from(KINDS),
)
def test_any_form(site: Site, body: bytes, kind: str) -> None:
    """However a form is parted and whatever its parts say, it is read or refused."""
    assume(b"%PDF" not in body)  # tests/scan reads those
    answer = site.client().post("/v", data=body, content_type=kind)
    status, told = read_page(answer)
    assert status in {200, 400, 404, 413}
    assert told != Reason.VALID
    answer = site.client().post(VERIFY, data=body, content_type=kind)
    check_calm(answer, MAX_ANSWER)
    assert answer.status_code in {200, 400, 413, 415}


@MANY
@given(name=st.sampled_from(["page", "search", "state", "paper", "x"]), value=any_text)
@example(name="page", value="9223372036854775808")
@example(name="search", value="\x00")
def test_any_parameter(site: Site, name: str, value: str) -> None:
    """A list is given for what can be read, and the rest is named."""
    answer = site.client().get(
        "/api/v1/certificates", query_string={name: value}, headers=site.bearer
    )
    check_calm(answer, 65_536)
    if answer.status_code == 422:
        assert read_json(answer)["errors"][0]["field"] == name
    else:
        assert (answer.status_code, name in {"page", "search", "state"}) == (200, True)


@MANY
@given(value=any_text)
@example(value="A4")
@example(value="a4\n")
def test_any_paper(site: Site, forge: Forge, value: str) -> None:
    """There are two papers, in one spelling each."""
    assume(value not in {"a4", "letter"})
    answer = site.client().get(
        f"/api/v1/certificates/{forge.number}/certificate.pdf",
        query_string={"paper": value},
        headers=site.bearer,
    )
    assert read_problem(answer) == (422, "invalid_request")


@MANY
@given(secret=any_text, way=any_text)
@example(secret="A" * 43, way="//evil.test")
def test_any_sign_in_code(site: Site, secret: str, way: str) -> None:
    """Without the page's own token no code is looked at, and no way back is followed."""
    answer = site.client().post("/admin/sign-in", data={"secret": secret, "next": way})
    assert answer.status_code in ({403, 422} if "\0" in secret + way else {403})
    shown = site.client().get("/admin/sign-in", query_string={"next": way})
    assert shown.status_code in ({200, 422} if "\0" in way else {200})
    assert "evil.test" not in shown.text
