"""Signing in and out of the desk: links, sessions, cookies."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from issuer.accounts.sign_in import SIGN_IN_LIVES
from issuer.web.admin.sessions import SEEN_EVERY
from tests.web.issuer.conftest import OFFICER, Desk, MakeSite, Site

SECOND = timedelta(seconds=1)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
HOME = "/admin/certificates"
SIGN_IN = "/admin/sign-in"
PAGES = [
    "/admin/",
    HOME,
    f"{HOME}/BTX-0000-0000",
    f"{HOME}/BTX-0000-0000/certificate.pdf",
    f"{HOME}/BTX-0000-0000/qr.svg",
    f"{HOME}/BTX-0000-0000/revoke",
    "/admin/waiting",
    "/admin/waiting/attempt?scheme=btx-2&attempt=A-1",
]


def test_a_link_signs_in_once(site: Site) -> None:
    """The first to press the button is in; the link is nothing afterwards."""
    link, first, second = site.link(), Desk(site), Desk(site)
    assert first.post(SIGN_IN, secret=link).headers["Location"] == HOME
    assert OFFICER in first.get(HOME).text
    refused = second.post(SIGN_IN, secret=link)
    assert (refused.status_code, "was used before" in refused.text) == (403, True)
    assert second.get(HOME).status_code == 303


def test_opening_a_link_redeems_nothing(site: Site) -> None:
    """A mail scanner that opens the address, even with the secret in it, leaves the link whole."""
    link = site.link()
    for _ in range(3):
        assert site.client().get(SIGN_IN).status_code == 200
        assert site.client().get(f"{SIGN_IN}?secret={link}").status_code == 200
        assert site.client().head(SIGN_IN).status_code == 200
    assert Desk(site).post(SIGN_IN, secret=link).status_code == 303


def test_a_link_lives_for_fifteen_minutes(site: Site) -> None:
    """A second before its end it is good, at its end it is not."""
    early, late = site.link(), site.link()
    site.clock.advance(SIGN_IN_LIVES - SECOND)
    assert Desk(site).post(SIGN_IN, secret=early).status_code == 303
    site.clock.advance(SECOND)
    assert Desk(site).post(SIGN_IN, secret=late).status_code == 403


def test_of_many_who_press_at_once_one_is_in(site: Site) -> None:
    """A link that was copied opens one session, however close the race."""
    link = site.link()
    desks = [Desk(site) for _ in range(8)]
    tokens = [desk.token(SIGN_IN) for desk in desks]

    def press(place: int) -> int:
        data = {"csrf_token": tokens[place], "secret": link}
        return desks[place].browser.post(SIGN_IN, data=data).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(press, range(8))) == [303] + [403] * 7
    assert site.rows()["session"] == 1


def test_one_address_tries_only_so_often(site: Site) -> None:
    """After sixty tries within a minute the next is refused, in words, with when to come again."""
    desk = Desk(site)
    data = {"csrf_token": desk.token(SIGN_IN), "secret": "a" * 43}
    answers = [desk.browser.post(SIGN_IN, data=data) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [403] * 60 + [429]
    assert "Try again in a minute" in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) <= 60


def test_the_whole_link_may_be_pasted(site: Site) -> None:
    """Without script the reader pastes the link, or its last part, with or without spaces."""
    for paste in ("{}", " {}\n", "https://cert.example.org/admin/sign-in#{}"):
        assert Desk(site).post(SIGN_IN, secret=paste.format(site.link())).status_code == 303


@pytest.mark.parametrize("secret", ["", "x", "a" * 43, "é" * 43, "a" * 10_000, "\x00", "%", "#"])
def test_what_is_no_link_is_refused(shared: Site, secret: str) -> None:
    """A sentence, no session, nothing written."""
    rows = shared.rows()
    response = Desk(shared).post(SIGN_IN, secret=secret)
    assert response.status_code in {403, 422}
    assert 'role="alert"' in response.text
    assert shared.rows() == rows


def test_strangers_leave_no_rows(shared: Site) -> None:
    """A visitor who is not signed in has a cookie, and the database does not know of it."""
    rows = shared.rows()
    for _ in range(20):
        shared.client().get(SIGN_IN)
        shared.client().get(HOME)
    assert shared.rows() == rows


@pytest.mark.parametrize("path", PAGES)
def test_every_page_wants_a_session(shared: Site, path: str) -> None:
    """Without one a reader is sent to the sign-in, whatever is at the address."""
    response = shared.client().get(path)
    assert response.status_code == 303
    assert response.headers["Location"].startswith(SIGN_IN)


def test_after_signing_in_one_is_where_one_wanted_to_be(site: Site) -> None:
    """The page asked for before is opened then."""
    desk = Desk(site)
    to = desk.get(f"{HOME}?search=%C3%A9&page=2").headers["Location"]
    page = desk.get(to).text
    assert 'value="/admin/certificates?search=%C3%A9&amp;page=2"' in page
    wanted = f"{HOME}?search=%C3%A9&page=2"
    assert desk.post(SIGN_IN, secret=site.link(), next=wanted).headers["Location"] == wanted


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/admin/",
        "//evil.example/admin/",
        "/\\evil.example",
        "/admin//evil.example",
        "/admin\\@evil.example",
        "/admin/\r\nSet-Cookie: a=b",
        "/v/BTX-0000-0000",
        "javascript:alert(1)",
        "admin/",
        "/administrator",
    ],
)
def test_signing_in_leads_nowhere_else(site: Site, path: str) -> None:
    """What is no page of the desk is not gone to."""
    response = Desk(site).post(SIGN_IN, secret=site.link(), next=path)
    assert response.headers["Location"] == HOME
    shown = site.client().get(SIGN_IN, query_string={"next": path}).text
    assert "evil.example" not in shown


def test_signing_in_makes_a_new_cookie(site: Site) -> None:
    """Whoever planted or saw the cookie of before has nothing (session fixation)."""
    desk, thief = Desk(site), Desk(site)
    desk.get(SIGN_IN)
    planted = desk.cookie
    assert planted is not None
    thief.browser.set_cookie("__Host-probatum", planted, domain="cert.example.org")
    desk.sign_in()
    assert desk.cookie != planted
    assert desk.get(HOME).status_code == 200
    assert thief.get(HOME).status_code == 303


def test_signing_in_again_ends_the_session_before(site: Site) -> None:
    """The old cookie is dead, though nobody signed out."""
    desk, thief = Desk(site).sign_in(), Desk(site)
    thief.browser.set_cookie("__Host-probatum", desk.cookie or "", domain="cert.example.org")
    token = thief.token(HOME)
    data = {"csrf_token": token, "secret": site.link("Other Officer")}
    assert desk.browser.post(SIGN_IN, data=data).status_code == 303
    assert "Other Officer" in desk.get(HOME).text
    assert thief.get(HOME).status_code == 303
    assert site.rows()["session"] == 1


def test_the_cookie_over_https(site: Site) -> None:
    """`__Host-`, Secure, HttpOnly, SameSite, for this host alone, until the browser is closed."""
    response = Desk(site).post(SIGN_IN, secret=site.link())
    (cookie,) = response.headers.getlist("Set-Cookie")
    value, *attributes = cookie.split("; ")
    assert value.startswith("__Host-probatum=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


def test_the_cookie_on_loopback(make_site: MakeSite) -> None:
    """Plain http knows no `__Host-`: another name, and the rest the same."""
    site = make_site("http://127.0.0.1:8298")
    response = Desk(site).post(SIGN_IN, secret=site.link())
    (cookie,) = response.headers.getlist("Set-Cookie")
    value, *attributes = cookie.split("; ")
    assert value.startswith("probatum=")
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_the_database_cannot_sign_in(site: Site) -> None:
    """What is stored of a session is a digest: neither it nor a sign-in's opens anything."""
    desk = Desk(site).sign_in()
    secret = desk.cookie or ""
    ((stored,),) = site.ask("SELECT digest FROM session")
    assert stored == hashlib.sha256(secret.encode()).digest()
    thief = Desk(site)
    for value in (stored.hex(), stored.hex()[:43]):
        thief.browser.set_cookie("__Host-probatum", value, domain="cert.example.org")
        assert thief.get(HOME).status_code == 303


def test_a_cookie_that_was_touched_is_nobody(site: Site) -> None:
    """Every other text is a stranger: sent to the sign-in, with no error and no row."""
    desk = Desk(site).sign_in()
    secret, rows = desk.cookie or "", site.rows()
    flipped = secret[:-2] + ("A" if secret[-2] != "A" else "B") + secret[-1]
    for value in (flipped, secret[:-1], secret + "A", secret.swapcase(), "", "x", "a" * 43):
        thief = Desk(site)
        thief.browser.set_cookie("__Host-probatum", value, domain="cert.example.org")
        assert thief.get(HOME).status_code == 303
    for header in (
        f"=__Host-probatum={secret}",
        f"probatum={secret}",
        f'__Host-probatum="{secret[:10]}\\054"',
        "__Host-probatum=" + "a" * 65_536,
        "; ".join(f"c{place}=x" for place in range(500)),
        "\xff\xfe=\x01",
    ):
        response = site.client().get(HOME, headers={"Cookie": header})
        assert response.status_code == 303, header[:40]
    assert site.rows() == rows


def test_a_session_ends_when_nothing_is_done(site: Site) -> None:
    """Each page starts the half hour anew; at its end the session is gone, row and all."""
    desk = Desk(site).sign_in()
    for _ in range(3):
        site.clock.advance(IDLE - SECOND)
        assert desk.get(HOME).status_code == 200
    site.clock.advance(IDLE)
    assert desk.get(HOME).status_code == 303
    assert site.rows()["session"] == 0


def test_a_session_ends_after_a_working_day(site: Site) -> None:
    """However busy, eight hours after the sign-in it is over."""
    desk = Desk(site).sign_in()
    steps = LONGEST // (IDLE / 2)
    for _ in range(steps - 1):
        site.clock.advance(IDLE / 2)
        assert desk.get(HOME).status_code == 200
    site.clock.advance(IDLE / 2 - SECOND)
    assert desk.get(HOME).status_code == 200
    site.clock.advance(SECOND)
    assert desk.get(HOME).status_code == 303


def test_a_clock_set_back_keeps_the_session(site: Site) -> None:
    """An hour back signs nobody out, and does not make the session longer."""
    number, desk = site.issue(), Desk(site).sign_in()
    site.clock.advance(-timedelta(hours=1))
    fields = {"reason": "audit-open", "note": "", "number": number}
    assert desk.post(f"{HOME}/{number}/suspend", **fields).status_code == 303  # leaves a message
    site.clock.advance(timedelta(hours=1))
    assert desk.get(HOME).status_code == 200
    site.clock.advance(LONGEST)
    assert desk.get(HOME).status_code == 303


def test_reading_seldom_writes(site: Site) -> None:
    """Pages opened within a minute leave the session's row as it is."""
    desk = Desk(site).sign_in()

    def seen() -> object:
        return site.ask("SELECT seen FROM session")

    first = seen()
    site.clock.advance(SEEN_EVERY - SECOND)
    desk.get(HOME)
    assert seen() == first
    site.clock.advance(SECOND)
    desk.get(HOME)
    assert seen() != first


def test_signing_out_ends_every_copy(site: Site) -> None:
    """The cookie is taken back, and a copy of it is worth nothing."""
    desk, thief = Desk(site).sign_in(), Desk(site)
    thief.browser.set_cookie("__Host-probatum", desk.cookie or "", domain="cert.example.org")
    assert thief.get(HOME).status_code == 200
    response = desk.post("/admin/sign-out", page=HOME)
    assert response.headers["Location"].startswith(SIGN_IN)
    assert "You have signed out" in desk.get(response.headers["Location"]).text
    assert desk.get(HOME).status_code == 303
    assert thief.get(HOME).status_code == 303
    assert site.rows()["session"] == 0


def test_signing_out_is_no_link(site: Site) -> None:
    """A picture on another site must not sign anybody out: 405 to GET."""
    desk = Desk(site).sign_in()
    assert desk.get("/admin/sign-out").status_code == 405
    assert desk.get(HOME).status_code == 200


def test_an_officer_who_is_gone_is_nobody(site: Site) -> None:
    """A session is worth as much as its officer's place on record."""
    desk = Desk(site).sign_in()
    site.ask("UPDATE session SET officer = NULL")
    assert desk.get(HOME).status_code == 303


def test_signing_in_is_on_record(site: Site) -> None:
    """Who was invited and who came in are events."""
    Desk(site).sign_in()
    with site.world.database.reading() as unit:
        kinds = [opened.link.kind for opened in unit.chain.newest(9, subject=OFFICER)]
    assert kinds == ["officer.signed_in", "officer.invited"]


def test_a_lost_database_is_said_and_signs_nobody_out(site: Site) -> None:
    """503 while it is gone, for pages and for the sign-in; afterwards all is as before."""
    desk, link = Desk(site).sign_in(), site.link()
    token = Desk(site).token(SIGN_IN)
    file = site.world.settings.home / "probatum.sqlite3"
    away = file.with_suffix(".away")
    site.world.database.dispose()
    file.rename(away)
    for response in (
        desk.get(HOME),
        desk.browser.post(SIGN_IN, data={"csrf_token": token, "secret": link}),
    ):
        assert (response.status_code, response.mimetype) == (503, "text/html")
        assert int(response.headers["Retry-After"]) > 0
        assert "Nothing is confirmed" in response.text
    away.rename(file)
    assert desk.get(HOME).status_code == 200
