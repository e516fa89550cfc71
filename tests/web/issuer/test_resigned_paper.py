"""A key was stolen: what holders get, and what their old and newer papers say at the issuer's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuer.store import notices
from tests.notify.mail_server import mail_server
from tests.web.issuer.holding import Certified, make_certified
from tests.web.issuer.test_dropped_in import ask

SETTLED = timedelta(seconds=11)


@pytest.fixture
def holder(make_site):
    """Return somebody with a certificate and a mailbox."""
    with mail_server() as server:
        made = make_certified(make_site, server)
        made.mails()  # the one that came with the certificate
        yield made


def paper(site, number):
    return site.get(f"/api/v1/certificates/{number}/certificate.pdf").data


def sign_anew(site):
    """Take the key out of use a month later, and sign everything anew."""
    site.clock.advance(timedelta(days=30))
    world = site.world
    kid = world.keys.credential_signer(site.clock()).kid
    world.compromises.declare(kid, since=None, why="stolen", actor="Ines", at=site.clock())
    site.clock.advance(SETTLED)
    return world.compromises.resigning.run(actor="Ines", clock=site.clock)


def test_a_holder_gets_a_letter_and_both_papers_are_valid(holder):
    """The newer one is drawn with the days of before, and its code is the newer credential."""
    site = holder.site
    old = paper(site, holder.number)
    assert sign_anew(site) == 1
    _, letter = holder.mails()
    assert "under the same number" in letter
    holder.enter(holder.mailed())
    new = paper(site, holder.number)
    assert new != old
    told = [ask(site, pdf) for pdf in (old, new)]
    assert [(each["reason"], each["saved_again"]) for each in told] == [("valid", False)] * 2
    assert told[0]["credential"]["effective"] == told[1]["credential"]["effective"]


def test_letters_leave_a_few_a_second(holder, monkeypatch):
    """Thousands of letters are no flood, and a code that somebody waits for is not behind them."""
    monkeypatch.setattr(notices, "LETTERS_A_SECOND", 2)
    site = holder.site
    for serial, name in enumerate(("Dr Example Two", "Dr Example Three"), 2):
        Certified(site, ref=f"C-{serial}", name=name)
    assert sign_anew(site) == 3
    due = site.ask("SELECT due FROM message WHERE topic = 'holder_resigned' ORDER BY due")
    assert (len(due), len({moment for (moment,) in due})) == (3, 2)
