"""The mail with the link: sent while it is expected; otherwise the desk hands the link over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuer.credentials.lifecycle import Act
from issuer.credentials.succession import Cause
from issuer.requests.replacing import Replacement
from tests.notify.mail_server import mail_server
from tests.web.issuer.conftest import Desk
from tests.web.issuer.holding import MAIL, Certified, make_certified, plain

DAY = timedelta(days=1)


def told_at_desk(holder):
    """Return the certificate's page at the desk."""
    return plain(Desk(holder.site).sign_in().get(f"/admin/certificates/{holder.number}").text)


@pytest.fixture
def holder(make_site):
    """Return somebody with a certificate and a mailbox."""
    with mail_server() as server:
        yield make_certified(make_site, server)


@pytest.mark.parametrize(("waited", "leaves"), [(3 * DAY, False), (3 * DAY - DAY / 24, True)])
def test_a_link_that_waited_too_long_is_dropped(holder, waited, leaves):
    """A mail server set months after sends no link of back then; the desk says so."""
    holder.site.clock.advance(waited)
    assert len(holder.mails()) == leaves
    sentence = "A link was mailed" if leaves else "came too late to be sent: make a link"
    assert sentence in told_at_desk(holder)
    holder.post("/me/lost", number=holder.number)
    holder.mails()
    assert "A link was mailed to the address on file." in told_at_desk(holder)


def test_a_code_that_waited_is_dropped(holder):
    """Nobody expects one an hour later, and it would have run out."""
    holder.enter().post("/me/ask/held/code")
    holder.site.clock.advance(timedelta(hours=1))
    assert not [mail for mail in holder.mails() if "code" in mail.lower()]


def test_without_a_mail_server_the_desk_hands_the_link_over(make_site):
    """The page says so, with and without an address."""
    site = make_site()
    holder = Certified(site)
    assert "No mail server is set, so that nothing was mailed" in told_at_desk(holder)
    other = Certified(site, ref="C-2", name="Dr Example Other", mail=None)
    assert "No mail address is on file: make a link" in told_at_desk(other)


def test_a_replacement_is_mailed_too(holder):
    """Its holder gets a link of its own, and hears of what happens to it."""
    first = holder.mailed()
    site, before = holder.site, len(holder.server.taken)
    wanted = Replacement(Cause.NAME, "Dr Noor Example-Reyes")
    newer = site.world.replacing.ask(holder.number, wanted, actor="Desk", at=site.clock())
    secret = holder.mailed()
    assert secret != first
    assert [to for to, _ in holder.server.taken[before:]] == [[MAIL]]
    assert newer.number in holder.enter(secret).read()
    site.world.lifecycle.act(
        Act.SUSPEND, newer.number, reason="audit-open", actor="Desk", at=site.clock()
    )
    assert newer.number in holder.mails()[-1]
    assert holder.server.taken[-1][0] == [MAIL]
