"""Mails to staff, by a real mail server: an invitation, a link that was made, a key that ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from issuer.accounts.roles import EVERY_ROLE, Role
from issuer.duties.api_keys import tell_ending_keys
from tests.notify.mail_server import MailServer, mail_server
from tests.web.issuer.conftest import Desk, MakeSite, Site
from tests.web.issuer.watching import mail_settings

NAME, MAIL = "Ines Example", "ines@example.org"
LINK = re.compile(r"https?://\S+/admin/join#([A-Za-z0-9_-]{43})")
AUDITOR = frozenset({Role.AUDITOR})


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Return a mailbox on loopback."""
    with mail_server() as made:
        yield made


@pytest.fixture
def site(make_site: MakeSite, server: MailServer) -> Site:
    """Return a site that writes to it."""
    return make_site(**mail_settings(server))


def invite(site: Site, name: str = NAME, mail: str | None = MAIL) -> str:
    """Invite somebody, and return the secret of the link that the desk shows."""
    return site.world.staff.invite(name, mail, AUDITOR, actor="test", at=site.clock())


def takes_up(site: Site, secret: str) -> bool:
    """Tell whether a link opens the choice of a way to sign in."""
    return Desk(site).post("/admin/join", secret=secret).status_code == 200


def waiting(site: Site) -> str:
    """Return everything that the outbox holds, as text."""
    with site.world.database.reading() as unit:
        rows = unit.transaction.connection.exec_driver_sql("select * from message").all()
    return repr(rows)


def test_an_invitation_is_mailed_with_a_link_of_its_own(site: Site, server: MailServer) -> None:
    """The mail goes to the one address, its link opens the invitation, and so does the desk's."""
    shown = invite(site)
    assert shown not in waiting(site)
    site.world.deliveries.deliver_due()
    ((to, mail),) = server.taken
    assert to == [MAIL]
    assert mail["Subject"] == f"You are invited to the desk of {site.world.body.name}"
    found = LINK.search(mail.get_content())
    assert found is not None
    assert found[1] != shown
    assert found[1] not in waiting(site)
    assert takes_up(site, found[1])
    assert takes_up(site, shown)


@pytest.mark.parametrize("ends", ["invited anew", "left", "expired"])
def test_an_invitation_that_ended_is_not_mailed(site: Site, server: MailServer, ends: str) -> None:
    """What waits is dropped: nobody gets a link that the desk did not mean any more."""
    invite(site)
    if ends == "invited anew":
        invite(site)
    elif ends == "left":
        site.world.staff.invite("Boss", None, EVERY_ROLE, actor="test", at=site.clock())
        site.world.staff.leave(NAME, actor="test", at=site.clock())
    else:
        site.clock.advance(timedelta(days=3))
    site.world.deliveries.deliver_due()
    assert len(server.mails) == (1 if ends == "invited anew" else 0)


def test_nothing_is_mailed_without_an_address(site: Site, server: MailServer) -> None:
    """The link that the desk shows is the only one."""
    invite(site, mail=None)
    site.world.deliveries.deliver_due()
    assert server.mails == []


def fill_office(site: Site, server: MailServer) -> None:
    """Invite five people, of whom Ann and Ben are administrators with an address."""
    staff, at = site.world.staff, site.clock()
    for name, mail, roles in [
        ("Ann", "ann@example.org", EVERY_ROLE),
        ("Ben", "ben@example.org", frozenset({Role.ADMINISTRATOR})),
        ("Cay", None, EVERY_ROLE),
        ("Dan", "dan@example.org", EVERY_ROLE),
        ("Eve", "eve@example.org", AUDITOR),
    ]:
        staff.invite(name, mail, roles, actor="test", at=at)
    staff.leave("Dan", actor="test", at=at)
    site.world.deliveries.deliver_due()
    server.taken.clear()


def test_administrators_hear_of_a_sign_in_link(site: Site, server: MailServer) -> None:
    """Each with an address, by mail, and nobody else; the link itself is in no mail."""
    staff, at = site.world.staff, site.clock()
    fill_office(site, server)
    secret = staff.make_link("Eve", actor="cli:root", at=at)
    assert secret not in waiting(site)
    site.world.deliveries.deliver_due()
    assert sorted(to[0] for to, _ in server.taken) == ["ann@example.org", "ben@example.org"]
    text = server.mails[0].get_content()
    assert "For: Eve\nBy: root" in text.replace("\r\n", "\n")
    assert secret not in text


def test_administrators_hear_of_a_key_that_ends(site: Site, server: MailServer) -> None:
    """Thirty and seven days before, once each; not of one that was ended, or is over."""
    fill_office(site, server)
    world, made = site.world, site.clock()
    for name, days in (("learning system", 100), ("away", 100), ("short", 5)):
        world.sign_in.make_api_key(name, lives=timedelta(days=days), actor="test", at=made)
    world.sign_in.end_api_key("away", actor="test", at=made)
    told: dict[int, list[str]] = {}
    for day in range(102):
        due = tell_ending_keys(world.database, at=made + timedelta(days=day))
        told |= {day: [key.name for key in due]} if due else {}
    assert told == {0: ["short"], 70: ["learning system"], 93: ["learning system"]}
    site.clock.advance(timedelta(days=93))
    world.deliveries.deliver_due()
    readers = sorted(to[0] for to, _ in server.taken)
    assert readers == ["ann@example.org"] * 3 + ["ben@example.org"] * 3
    (subject,) = {mail["Subject"] for mail in server.mails if "learning" in mail["Subject"]}
    assert subject == f"The API key learning system ends on {made + timedelta(days=100):%Y-%m-%d}"
