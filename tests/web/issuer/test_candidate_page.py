"""The candidate's own page: who gets in, for how long, and what else can happen there."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from issuer.candidates.links import LINK_LIVES
from tests.web.issuer.conftest import Desk, MakeSite, Site
from tests.web.issuer.linking import (
    COOKIE,
    DOOR,
    NAME,
    OWN,
    PAGE,
    Reader,
    apply,
    end_links,
    link,
    take_applications,
)

SECOND = timedelta(seconds=1)


@pytest.fixture
def application(site: Site) -> str:
    """Return an application of a registered nurse in Texas."""
    take_applications(site)
    return apply(site)


def test_the_button_opens_the_application(site: Site, application: str) -> None:
    """A cookie instead of a secret in the address, and the page says whose application it is."""
    reader = Reader(site)
    answer = reader.send(link(site, application))
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    page = reader.read()
    assert NAME in page
    assert "Certificate in Botulinum Toxin Injection" in page
    assert "Registered nurse · Texas (US-TX)" in page
    assert application in page
    assert site.world.body.telephone in page


def test_a_mail_scanners_look_changes_nothing(site: Site, application: str) -> None:
    """GET and HEAD, even with the secret in the address, give no cookie and write no row."""
    secret, rows = link(site, application), site.rows()
    for path in (DOOR, f"{DOOR}?secret={secret}", f"{DOOR}/", PAGE, f"{PAGE}?secret={secret}"):
        for method in ("GET", "HEAD"):
            answer = site.client().open(path, method=method)
            assert answer.status_code in {200, 303, 404}
            assert answer.headers.getlist("Set-Cookie") == []
            assert secret not in answer.text
            assert NAME not in answer.text
    assert site.rows() == rows
    assert Reader(site).send(secret).status_code == 303


@pytest.mark.parametrize("paste", ["{}", " {}\n", "https://cert.example.org/candidate#{}"])
def test_the_whole_link_may_be_pasted(site: Site, application: str, paste: str) -> None:
    """Without script the reader pastes the link, or its last part."""
    assert Reader(site).send(paste.format(link(site, application))).status_code == 303


@pytest.mark.parametrize("secret", ["", "x", "a" * 43, "é" * 43, "a" * 10_000, "\x00", "%", "#"])
def test_what_is_no_link_is_refused(shared: Site, secret: str) -> None:
    """A sentence with the telephone number, no cookie, nothing written."""
    rows = shared.rows()
    answer = Reader(shared).send(secret)
    assert answer.status_code in {403, 422}
    assert 'role="alert"' in answer.text
    assert shared.world.body.telephone in answer.text
    assert answer.headers.getlist("Set-Cookie") == []
    assert shared.rows() == rows


def test_without_a_link_there_is_a_door(shared: Site) -> None:
    """The page itself sends a stranger to the button."""
    answer = Reader(shared).look()
    assert (answer.status_code, answer.headers["Location"]) == (303, DOOR)


def test_a_link_that_is_ended_is_ended_at_once(site: Site, application: str) -> None:
    """In every browser that is in already, at the next look; its cookie is taken back."""
    secret, first, second = link(site, application), Reader(site), Reader(site)
    for reader in (first, second):
        reader.send(secret)
        assert NAME in reader.read()
    assert end_links(site, application) == 1
    for reader in (first, second):
        answer = reader.look()
        assert (answer.status_code, reader.cookie) == (403, None)
        assert "was ended" in answer.text
        assert NAME not in answer.text
    assert Reader(site).send(secret).status_code == 403


def test_a_link_expires_in_an_open_browser_too(site: Site, application: str) -> None:
    """A second before the ninety days are over it opens, then no more."""
    secret, reader = link(site, application), Reader(site)
    reader.send(secret)
    site.clock.advance(LINK_LIVES - SECOND)
    assert NAME in reader.read()
    assert Reader(site).send(secret).status_code == 303
    site.clock.advance(SECOND)
    assert reader.look().status_code == 403
    assert Reader(site).send(secret).status_code == 403


def test_two_browsers_are_two(site: Site, application: str) -> None:
    """The link opens in both; signing out of one leaves the other, and the link, as they were."""
    secret, first, second = link(site, application), Reader(site), Reader(site)
    first.send(secret)
    second.send(secret)
    answer = first.sign_out()
    assert answer.headers["Location"] == f"{DOOR}?bye=1"
    assert "You have signed out" in first.browser.get(answer.headers["Location"]).text
    assert first.look().status_code == 303
    assert NAME in second.read()
    assert first.send(secret).status_code == 303


def test_each_link_opens_its_own(site: Site, application: str) -> None:
    """Opening another link in the same browser shows its page, and nothing of the first."""
    other = apply(site, "C-2", "Omar Example-Okoye", profession="pa", region="GB-ENG")
    reader = Reader(site)
    reader.send(link(site, application))
    reader.send(link(site, other))
    page = reader.read()
    assert "Omar Example-Okoye" in page
    assert NAME not in page
    assert application not in page


def test_what_the_database_holds_opens_nothing(site: Site, application: str) -> None:
    """What is stored of a link is a digest, and as a cookie or a link it is worth nothing."""
    secret = link(site, application)
    digest = hashlib.sha256(secret.encode()).digest()
    ((stored,),) = site.ask("SELECT digest FROM candidate_link")
    assert stored == digest
    for value in (digest.hex(), digest.hex()[:43], secret.swapcase(), secret[:-1], "a" * 43):
        thief = Reader(site)
        thief.browser.set_cookie(COOKIE, value, domain="cert.example.org")
        assert thief.look().status_code in {303, 403}
        assert NAME not in thief.look().text
        assert thief.send(value).status_code in {403, 422}


def test_the_cookie_over_https(site: Site, application: str) -> None:
    """`__Host-`, Secure, HttpOnly, SameSite, for this host alone, until the browser is closed."""
    (cookie,) = Reader(site).send(link(site, application)).headers.getlist("Set-Cookie")
    value, *attributes = cookie.split("; ")
    assert value.startswith(f"{COOKIE}=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


def test_the_cookie_on_loopback(make_site: MakeSite) -> None:
    """Plain http knows no `__Host-`: another name, and the rest the same."""
    site = make_site("http://127.0.0.1:8297")
    take_applications(site)
    (cookie,) = Reader(site).send(link(site, apply(site))).headers.getlist("Set-Cookie")
    value, *attributes = cookie.split("; ")
    assert value.startswith("probatum-candidate=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_a_candidate_is_nobody_at_the_desk(site: Site, application: str) -> None:
    """The link's secret is no session of an officer, and an officer's is no link."""
    secret, desk = link(site, application), Desk(site).sign_in()
    reader = Reader(site)
    reader.browser.set_cookie("__Host-probatum", secret, domain="cert.example.org")
    assert reader.browser.get("/admin/certificates").status_code == 303
    assert reader.send(desk.cookie or "").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://cert.example.org"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://cert.example.org:8443"},
        {"Origin": "https://[evil"},
        {"Origin": ""},
    ],
)
def test_another_site_opens_and_closes_nothing(
    site: Site, application: str, headers: dict[str, str]
) -> None:
    """A form of another site neither signs out nor puts somebody else's link into the browser."""
    reader = Reader(site)
    mine = link(site, application)
    reader.send(mine)
    for answer in (
        reader.send(link(site, application), headers=headers),
        reader.sign_out(headers=headers),
    ):
        assert (answer.status_code, answer.mimetype) == (403, "text/html")
        assert "not sent from this site" in answer.text
    assert reader.cookie == mine


@pytest.mark.parametrize(
    "headers", [OWN, {"Origin": "https://cert.example.org"}, {"Origin": "null"}, {}]
)
def test_our_own_form_is_taken(site: Site, application: str, headers: dict[str, str]) -> None:
    """Of an old browser too, which says of a page without referrer that its origin is null."""
    assert Reader(site).send(link(site, application), headers=headers).status_code == 303


def test_one_address_tries_only_so_often(site: Site) -> None:
    """After sixty tries within a minute the next is refused, in words, with when to come again."""
    reader = Reader(site)
    answers = [reader.send("a" * 43) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [403] * 60 + [429]
    assert "Try again later" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) <= 60


def test_pages_are_not_kept_framed_indexed_or_scripted(site: Site, application: str) -> None:
    """Every answer, refusals too: `no-store`, `no-referrer`, `noindex`, and a closed policy."""
    reader = Reader(site)
    opened = reader.send(link(site, application))
    answers = [
        opened,
        reader.look(),
        reader.browser.get(DOOR),
        reader.send("x"),
        reader.send("a" * 43),
    ]
    answers += [reader.sign_out(headers={"Sec-Fetch-Site": "cross-site"})]
    for answer in answers:
        headers = answer.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["X-Frame-Options"] == "DENY"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "data:" not in policy
        assert not [name for name, _ in headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "POST"])
def test_nothing_can_be_changed_there(shared: Site, method: str) -> None:
    """The page takes no method but reading."""
    assert Reader(shared).browser.open(PAGE, method=method).status_code == 405


def test_a_lost_database_is_said(site: Site, application: str) -> None:
    """503 with when to come again while it is gone; afterwards the reader is in as before."""
    reader, secret = Reader(site), link(site, application)
    reader.send(secret)
    file = site.world.settings.home / "probatum.sqlite3"
    away = file.with_suffix(".away")
    site.world.database.dispose()
    file.rename(away)
    for answer in (reader.look(), reader.send(secret)):
        assert (answer.status_code, answer.mimetype) == (503, "text/html")
        assert int(answer.headers["Retry-After"]) > 0
        assert "Your application is as it was" in answer.text
    away.rename(file)
    assert NAME in reader.read()
