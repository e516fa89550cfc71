"""The holder's own page: who gets in, what it says, and what it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from issuer.credentials.number import draw_number
from issuer.holder.sharing import Switch
from tests.notify.mail_server import MailServer, mail_server
from tests.web.issuer.conftest import MakeSite
from tests.web.issuer.holding import (
    COOKIE,
    EDUCATION,
    MAIL,
    NAME,
    Certified,
    make_certified,
    plain,
)
from tests.web.issuer.linking import record

DAY = timedelta(days=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Return a mail server."""
    with mail_server() as made:
        yield made


@pytest.fixture
def holder(make_site: MakeSite, server: MailServer) -> Certified:
    """Return somebody with a certificate and a mailbox."""
    return make_certified(make_site, server)


def other_browser(holder: Certified) -> Certified:
    """Return the same person at another browser."""
    same = object.__new__(Certified)
    same.__dict__ |= holder.__dict__ | {"browser": holder.site.client()}
    return same


def test_the_link_comes_with_the_release(holder):
    """Whoever left an address gets the way to their page, and it opens it."""
    secret = holder.mailed()
    assert holder.server.taken[-1][0] == [MAIL]
    page = holder.enter(secret).read()
    assert "Valid today" in page
    assert NAME in page
    assert holder.number in page


def test_who_left_no_address_gets_no_mail(make_site):
    """Then the desk makes a link."""
    site = make_site()
    holder = Certified(site, mail=None)
    assert site.ask("SELECT count(*) FROM message")[0][0] == 0
    assert holder.number in holder.enter().read()


def test_a_scanner_that_opens_the_link_redeems_nothing(holder):
    """Opening the address shows a button and sets no cookie; the secret is behind the #."""
    before = holder.site.rows()
    answer = holder.look("/me")
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    assert holder.site.rows() == before
    assert holder.look().status_code == 303


@pytest.mark.parametrize("case", ["guessed", "expired", "ended", "altered"])
def test_a_link_that_does_not_hold_opens_nothing(holder, case):
    """Whatever is wrong with it, the answer is the same, and no cookie is set."""
    secret = holder.made()
    if case == "guessed":
        secret = "A" * 43
    if case == "altered":
        secret = secret[:-1] + ("A" if secret[-1] != "A" else "E")
    if case == "expired":
        holder.site.clock.advance(90 * DAY)
    if case == "ended":
        pages = holder.site.world.holder.pages
        pages.end_all(holder.number, actor="desk", at=holder.site.clock())
    answer = holder.post("/me", secret=secret)
    assert answer.status_code == 403
    assert "This link was ended, has expired, or never was one." in plain(answer.text)
    assert "Set-Cookie" not in answer.headers
    assert holder.number not in answer.text


def test_the_last_moment_of_a_link(holder):
    """It opens the page to the last second of its 90 days."""
    secret = holder.made()
    holder.site.clock.advance(90 * DAY - timedelta(seconds=1))
    assert holder.enter(secret).look().status_code == 200
    holder.site.clock.advance(timedelta(seconds=1))
    assert holder.look().status_code == 403


def test_two_browsers_at_once(holder):
    """One link opens both; ended in one, it is ended in the other at its next look."""
    secret = holder.made()
    other = other_browser(holder)
    holder.enter(secret)
    other.enter(secret)
    assert other.look().status_code == 200
    assert holder.post("/me/links/end", all="1").status_code == 303
    answer = other.look()
    assert answer.status_code == 403
    assert COOKIE in answer.headers["Set-Cookie"]  # it is taken back
    assert other.look("/me/certificate.pdf").status_code == 403


def test_links_are_ended_one_by_one(holder):
    """The page names each link, ends the ticked ones, and stays open by another."""
    stolen = holder.made()
    holder.site.clock.advance(timedelta(hours=1))
    holder.enter()
    names = re.findall(r'name="link" value="([0-9a-f]{16})"', holder.look().text)
    assert len(names) == 2  # the newest first; the one that waits in the outbox is not drawn yet
    assert holder.post("/me/links/end", link=names[1]).location == "/me/certificate#links"
    assert holder.look().status_code == 200
    assert other_browser(holder).post("/me", secret=stolen).status_code == 403


def test_nobody_ends_a_stranger_s_link(make_site):
    """A link's name opens nothing and is looked for among one's own alone."""
    site = make_site()
    mine, theirs = Certified(site), Certified(site, ref="C-2", name="Dr Example Other")
    secret = theirs.made()
    theirs.enter(secret)
    (name,) = re.findall(r'name="link" value="([0-9a-f]{16})"', theirs.look().text)
    mine.enter().post("/me/links/end", link=name)
    assert theirs.look().status_code == 200


def test_no_address_names_a_certificate(make_site):
    """Whatever number is asked for, the page is that of the cookie's link."""
    site = make_site()
    mine, theirs = Certified(site), Certified(site, ref="C-2", name="Dr Example Other")
    mine.enter()
    for path in ("/me/certificate", "/me/certificate.pdf", "/me/code.svg"):
        for query in (f"number={theirs.number}", f"of={theirs.number}"):
            answer = mine.look(f"{path}?{query}")
            assert theirs.number not in answer.headers.get("Content-Disposition", "")
            assert theirs.number.encode() not in answer.data
    assert mine.look(f"/me/certificate/{theirs.number}").status_code == 404


def test_a_stranger_cannot_tell_whether_a_number_exists(holder):
    """A number with and one without a certificate get the same page, and the same rows."""
    holder.mails()
    known = holder.post("/me/lost", number=holder.number)
    unknown = holder.post("/me/lost", number="SMA11-0000-0000")
    assert (known.status_code, unknown.status_code) == (200, 422)  # a slip is told to everybody
    unknown = holder.post("/me/lost", number=draw_number("SMA11"))
    assert unknown.status_code == 200
    assert _without_id(unknown.text) == _without_id(known.text)
    assert holder.site.ask("SELECT count(*) FROM message WHERE state = 'waiting'")[0][0] == 2
    before = len(holder.server.mails)
    holder.mails()
    assert [to for to, _ in holder.server.taken[before:]] == [[MAIL]]


def test_a_lost_link_is_sent_again_three_times_a_day(holder):
    """More mails a day nobody can make us send; the old link works on."""
    first = holder.mailed()
    count = len(holder.server.mails)
    for _ in range(5):
        assert holder.post("/me/lost", number=holder.number).status_code == 200
    assert len(holder.mails()) - count == 2  # the one of the release is the first of three
    assert holder.mailed() != first
    holder.enter(first)


def test_a_cookie_is_what_browsers_protect(holder):
    """It is for this host alone, no script reads it, and no other site sends it."""
    answer = holder.post("/me", secret=holder.made())
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "path", ["/me", "/me/lost", "/me/sign-out", "/me/share/on", "/me/links/end"]
)
def test_another_site_s_form_does_nothing(holder, path):
    """Each form must stand on our own page."""
    holder.enter()
    before = holder.site.rows()
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    answer = holder.browser.post(path, data={"number": holder.number}, headers=headers)
    assert answer.status_code == 403
    assert holder.site.rows() == before


def test_what_is_missing_for_a_renewal(holder):
    """Hours on record count by topic, and the page says from when and until when."""
    holder.site.clock.advance(6 * DAY)
    record(holder.site, "C-1", EDUCATION)
    record(holder.site, "C-1", {**EDUCATION, "ref": "CE-0", "on": "2026-11-19", "hours": 9})
    page = holder.enter().read()
    assert "You can renew from 23 May 2028, and until 19 November 2028." in page
    assert "6.5 of 20 hours" in page  # of the day before the certificate began, nothing counts
    assert "6.5 of 12 hours" in page
    assert "0 of 2 hours" in page
    assert "0 / 50" in page


def test_the_page_says_what_the_public_sees(holder):
    """Withdrawn, it says so, with the reason in the timeline, and no officer's name."""
    holder.enter()
    answer = holder.site.act(holder.number, "revoke", "holder-request")
    assert answer.status_code == 200
    page = holder.read()
    assert "Withdrawn on 20 November 2026" in page
    assert "exam system" not in page
    assert 'class="invalid"' in holder.look().text


def test_a_page_of_the_erased_is_gone(holder):
    """Once somebody was erased, nothing opens any more."""
    holder.enter()
    world, at = holder.site.world, holder.site.clock()
    world.holder.sharing.switch(_secret(holder), Switch.ON, at=at)
    asked = world.erasures.ask("C-1", why="asked", actor="a", at=at)
    holder.site.clock.advance(4000 * DAY)
    world.erasures.approve(asked.id, actor="b", at=holder.site.clock())
    assert holder.look().status_code == 403
    for table in ("holder_link", "share", "fresh_code", "holder_request"):
        assert holder.site.ask(f"SELECT count(*) FROM {table}")[0][0] == 0  # noqa: S608


def _secret(holder: Certified) -> str:
    held = holder.browser.get_cookie(COOKIE, "cert.example.org")
    assert held is not None
    return held.value


def _without_id(page: str) -> str:
    return re.sub(r"[0-9a-f]{16,}", "", page)
