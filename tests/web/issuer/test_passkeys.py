"""Passkeys as an attacker would use them: another origin, a replay, a counter that goes back."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import cbor2
import pytest
from webauthn.helpers import bytes_to_base64url
from werkzeug.test import TestResponse

from issuer.accounts.roles import EVERY_ROLE
from tests.accounts.authenticator import PRESENT, VERIFIED, Authenticator
from tests.web.issuer.conftest import URL, Desk, Site

NAME = "Ines Example-Officer"
HOST = "cert.example.org"
SIGN_IN = "/admin/sign-in/passkey"
_OPTIONS = re.compile(r'data-options="([^"]+)"')


def options_on(page: TestResponse) -> str:
    """Return the options that a page holds for the device."""
    found = _OPTIONS.search(page.text)
    assert found is not None, page.text
    return html.unescape(found[1])


def invite(site: Site, name: str = NAME) -> str:
    """Return an invitation."""
    return site.world.staff.invite(name, None, EVERY_ROLE, actor="test", at=site.clock())


def join(site: Site, device: Authenticator, name: str = NAME) -> Desk:
    """Return a browser whose officer took up an invitation with a device."""
    desk, secret = Desk(site), invite(site, name)
    page = desk.post("/admin/join", secret=secret)
    answer = device.create(options_on(page))
    joined = desk.post("/admin/join/passkey", page="/admin/join", secret=secret, answer=answer)
    assert joined.status_code == 201, joined.text
    return desk


def sign_in(site: Site, device: Authenticator, desk: Desk | None = None) -> TestResponse:
    """Return the answer to a sign-in by a device."""
    desk = desk or Desk(site)
    options = options_on(desk.get("/admin/sign-in"))
    return desk.post(SIGN_IN, page="/admin/sign-in", answer=device.get(options))


@pytest.fixture
def device(site: Site) -> Authenticator:
    """Return the device with which an officer joined."""
    made = Authenticator(URL, HOST)
    join(site, made)
    made.counter = 2
    return made


def kinds(site: Site) -> list[str]:
    """Return the events, oldest first."""
    return [kind for (kind,) in site.ask("SELECT kind FROM event ORDER BY seq")]


def test_in_by_passkey(site: Site, device: Authenticator) -> None:
    """The device alone says who comes; it is an event, and its counter is kept."""
    desk = Desk(site)
    assert sign_in(site, device, desk).status_code == 303
    assert NAME in desk.get("/admin/account").text
    assert site.ask("SELECT counter FROM passkey") == [(2,)]
    assert kinds(site)[-3:] == ["officer.signed_in", "recovery_codes.made", "officer.signed_in"]


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://cert.example.org"},
        {"origin": f"{URL}.evil.example"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"id": b"\0" * 32},
    ],
)
def test_what_is_not_the_officers_device(site: Site, device: Authenticator, changed: dict) -> None:
    """Another origin or domain, no officer seen, another credential: 403 and nothing happens."""
    before = site.rows()
    for name, value in changed.items():
        setattr(device, name, value)
    answer = sign_in(site, device)
    assert (answer.status_code, 'role="alert"' in answer.text) == (403, True)
    assert site.rows() == before


def test_another_key_of_the_same_name(site: Site, device: Authenticator) -> None:
    """Who knows the id of a credential has nothing: the signature is not of its key."""
    forged = Authenticator(URL, HOST, counter=9, id=device.id)
    assert sign_in(site, forged).status_code == 403


def test_an_answer_is_good_once(site: Site, device: Authenticator) -> None:
    """Sent again by the same browser, or by another, it opens nothing."""
    desk, thief = Desk(site), Desk(site)
    device.counter = 0  # a device that does not count is not saved by its counter
    site.ask("UPDATE passkey SET counter = 0")
    options = options_on(desk.get("/admin/sign-in"))
    cookie, answer = desk.cookie or "", device.get(options)
    token = desk.token("/admin/sign-in")
    assert thief.post(SIGN_IN, page="/admin/sign-in", answer=answer).status_code == 403
    assert desk.post(SIGN_IN, page="/admin/sign-in", answer=answer).status_code == 303
    thief.browser.set_cookie("__Host-probatum", cookie, domain=HOST)
    again = thief.browser.post(SIGN_IN, data={"csrf_token": token, "answer": answer})
    assert again.status_code == 403
    assert site.rows()["spent_challenge"] == 2


def test_a_challenge_lives_for_five_minutes(site: Site, device: Authenticator) -> None:
    """A second before its end it is good, at its end it is not."""
    for seconds, status in ((299, 303), (300, 403)):
        desk = Desk(site)
        options = options_on(desk.get("/admin/sign-in"))
        site.clock.advance(timedelta(seconds=seconds))
        device.counter += 1
        answer = desk.post(SIGN_IN, page="/admin/sign-in", answer=device.get(options))
        assert answer.status_code == status


def test_a_challenge_is_for_one_purpose(site: Site, device: Authenticator) -> None:
    """What was asked for a registration proves nobody."""
    desk = join(site, Authenticator(URL, HOST), "Adam Example-Officer")
    options = options_on(desk.get("/admin/account/passkeys/new"))
    answer = device.get(options)
    desk.post("/admin/sign-out", page="/admin/account")
    assert desk.post(SIGN_IN, page="/admin/sign-in", answer=answer).status_code == 403


def test_a_counter_that_goes_back_is_told(site: Site, device: Authenticator) -> None:
    """Somebody holds a copy: refused, the counter stays, and it is an event."""
    device.counter = 7
    assert sign_in(site, device).status_code == 303
    for counter in (7, 6, 0):
        device.counter = counter
        assert sign_in(site, device).status_code == 403
        assert kinds(site)[-1] == "passkey.doubted"
    assert site.ask("SELECT counter FROM passkey") == [(7,)]


def _nested() -> bytes:
    return b"\x81" * 5_000 + b"\x01"


@pytest.mark.parametrize(
    "attestation",
    [
        b"",
        b"\xff",
        _nested(),
        b"\x7f" * 100,
        b"\xbf\x5f\x41",
        cbor2.dumps({"fmt": "none"}),
        cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": b"x" * 37}),
        cbor2.dumps({"fmt": "packed", "attStmt": {"alg": 0}, "authData": b"x" * 200}),
        cbor2.dumps([1, 2, 3]),
        cbor2.dumps({"fmt": {}, "attStmt": [], "authData": "text"}),
        cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": b""}) + b"trailing",
    ],
)
def test_malformed_registrations(shared: Site, attestation: bytes) -> None:
    """CBOR that is none, too deep, endless or of other types: a sentence, and nobody joined."""
    desk, secret = Desk(shared), invite(shared)
    options = options_on(desk.post("/admin/join", secret=secret))
    answer = Authenticator(URL, HOST).create(options, attestation=attestation)
    sent = desk.post("/admin/join/passkey", page="/admin/join", secret=secret, answer=answer)
    assert sent.status_code == 403
    assert "could not be registered" in sent.text
    assert (shared.rows()["passkey"], shared.rows()["invitation"]) == (0, 1)


@pytest.mark.parametrize("way", ["origin", "host", "unverified", "rsa"])
def test_registrations_that_are_not_ours(shared: Site, way: str) -> None:
    """Another origin or domain, nobody verified, an algorithm that was not offered."""
    desk, secret = Desk(shared), invite(shared)
    options = options_on(desk.post("/admin/join", secret=secret))
    device = Authenticator(URL, HOST)
    if way == "origin":
        device.origin = "https://evil.example"
    elif way == "host":
        device.host = "evil.example"
    elif way == "unverified":
        device.flags = PRESENT
    answer = device.create_rsa(options) if way == "rsa" else device.create(options)
    sent = desk.post("/admin/join/passkey", page="/admin/join", secret=secret, answer=answer)
    assert sent.status_code == 403
    assert shared.rows()["passkey"] == 0


@pytest.mark.parametrize(
    "answer",
    [
        "{}",
        "[]",
        "null",
        "x",
        '{"id": 1}',
        '{"id": "AA", "response": {}}',
        '{"id": "AA", "response": {"clientDataJSON": "AA"}}',
        json.dumps({"id": "é", "response": {"clientDataJSON": "é"}}),
        "[" * 9_000,
        "x" * 16_385,
        "",
        json.dumps({"id": "AA", "response": {"clientDataJSON": bytes_to_base64url(b"[1]")}}),
        json.dumps(
            {"id": "AA", "response": {"clientDataJSON": bytes_to_base64url(b'{"challenge":1}')}}
        ),
    ],
)
def test_what_is_no_answer(shared: Site, answer: str) -> None:
    """Any text at all is refused in a sentence, and nothing is written."""
    before = shared.rows()
    sent = Desk(shared).post(SIGN_IN, page="/admin/sign-in", answer=answer)
    assert sent.status_code in {403, 422}
    assert 'role="alert"' in sent.text
    assert shared.rows() == before


def test_a_passkey_of_somebody_else_does_not_confirm(site: Site, device: Authenticator) -> None:
    """A step-up takes the same officer's proof: a colleague's is refused and changes nothing."""
    other = Authenticator(URL, HOST)
    desk = join(site, other, "Adam Example-Officer")
    site.clock.advance(timedelta(minutes=6))
    page = desk.get("/admin/staff/invite")
    assert page.status_code == 403
    answer = device.get(options_on(page))
    link = site.link()
    before = site.rows()
    sent = desk.post("/admin/confirm/passkey", page="/admin/account", answer=answer)
    assert (sent.status_code, "somebody else" in sent.text) == (403, True)
    sent = desk.post("/admin/confirm", page="/admin/account", secret=link)
    assert (sent.status_code, "somebody else" in sent.text) == (403, True)
    assert site.rows() == before
    assert Desk(site).post("/admin/sign-in", secret=link).status_code == 303  # it is still good
    other.counter = 2
    answer = other.get(options_on(desk.get("/admin/staff/invite")))
    sent = desk.post("/admin/confirm/passkey", page="/admin/account", answer=answer)
    assert sent.status_code == 303
    assert desk.get("/admin/staff/invite").status_code == 200


def test_an_invitation_is_taken_up_once(site: Site) -> None:
    """Two browsers opened it; the one that finishes first has it."""
    secret = invite(site)
    desks = [Desk(site), Desk(site)]
    pages = [desk.post("/admin/join", secret=secret) for desk in desks]
    statuses = []
    for desk, page in zip(desks, pages, strict=True):
        answer = Authenticator(URL, HOST).create(options_on(page))
        sent = desk.post("/admin/join/passkey", page="/admin/join", secret=secret, answer=answer)
        statuses.append(sent.status_code)
    assert statuses == [201, 403]
    assert site.rows()["passkey"] == 1


def test_the_last_way_in_is_not_removed(site: Site, device: Authenticator) -> None:
    """A second passkey first, then the first may go: and it opens nothing any more."""
    desk = Desk(site)
    sign_in(site, device, desk)
    name = device.id.hex()
    remove = "/admin/account/passkeys/remove"
    assert desk.post(remove, page="/admin/account", passkey=name).status_code == 409
    second = Authenticator(URL, HOST)
    answer = second.create(options_on(desk.get("/admin/account/passkeys/new")))
    assert desk.post("/admin/account/passkeys/new", answer=answer).status_code == 303
    again = desk.post("/admin/account/passkeys/new", answer=answer)
    assert again.status_code in {403, 409}
    assert desk.post(remove, page="/admin/account", passkey=name).status_code == 303
    device.counter = 9
    assert sign_in(site, device).status_code == 403
    second.counter = 2
    assert sign_in(site, second).status_code == 303
