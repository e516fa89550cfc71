"""What a holder asks for: a code that was mailed, 72 hours to undo, and the desk's answer."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest

from issuer.evidence.event import EventKind
from tests.notify.mail_server import MailServer, mail_server
from tests.web.issuer.conftest import Desk, MakeSite
from tests.web.issuer.holding import MAIL, Certified, make_certified, plain

HOUR = timedelta(hours=1)
WORDS = "My name is now Dr Noor Example-Reyes."


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Return a mail server."""
    with mail_server() as made:
        yield made


@pytest.fixture
def holder(make_site: MakeSite, server: MailServer) -> Certified:
    """Return somebody with a certificate and a mailbox, on their own page."""
    return make_certified(make_site, server).enter()


def ask(holder: Certified, kind: str = "correction", *, words: str = WORDS) -> None:
    """Ask for something, with a code."""
    assert holder.post(f"/me/ask/{kind}/code").status_code == 200
    answer = holder.post(f"/me/ask/{kind}", words=words, code=holder.code())
    assert answer.location == "/me/certificate#ask", plain(answer.text)


def test_a_request_goes_to_the_desk_and_back(holder):
    """Mailed code, request, 72 hours, the desk's answer: the holder reads it on their page."""
    site = holder.site
    ask(holder)
    assert "You can undo it until 12:00 UTC on 23 November 2026" in holder.mails()[-1]
    desk = Desk(site).sign_in()
    (asked,) = site.world.holder.asks.waiting()
    assert "Can still be undone" in plain(desk.get("/admin/holders").text)
    desk.post(f"/admin/holders/{asked.id}", page="/admin/holders", done="1")
    assert "Waits for our answer" in holder.read()  # too early: nothing was done
    site.clock.advance(72 * HOUR)
    page = Desk(site).sign_in()
    listed = page.get("/admin/holders").text
    assert WORDS in listed
    assert f"/admin/certificates/{holder.number}/replace" in listed
    page.post(
        f"/admin/holders/{asked.id}", page="/admin/holders", done="1", answer="A new one is issued."
    )
    told = holder.read()
    assert "Done" in told
    assert "A new one is issued." in told
    assert site.world.holder.asks.waiting() == []


def test_it_can_be_undone_for_72_hours(holder):
    """To the last second; then no more here, and never by anyone else."""
    ask(holder, "surrender", words="")
    (asked,) = holder.site.world.holder.asks.waiting()
    stranger = Certified(holder.site, holder.server, ref="C-2", name="Dr Example Other").enter()
    assert stranger.post(f"/me/asked/{asked.id}/undo").status_code == 422
    holder.site.clock.advance(72 * HOUR - timedelta(seconds=1))
    assert "Undo it" in holder.read()
    assert holder.post(f"/me/asked/{asked.id}/undo").status_code == 303
    assert "Undone by you" in holder.read()
    assert holder.post(f"/me/asked/{asked.id}/undo").status_code == 422
    ask(holder, "surrender", words="")
    again = holder.site.world.holder.asks.waiting()[0]
    holder.site.clock.advance(72 * HOUR)
    assert holder.post(f"/me/asked/{again.id}/undo").status_code == 422


@pytest.mark.parametrize("case", ["wrong", "none", "late", "spent", "another's", "guessed"])
def test_without_a_fresh_code_nothing_is_asked(holder, case):
    """A wrong, old, used or foreign code takes nothing, in the same words."""
    holder.post("/me/ask/surrender/code")
    code = holder.code()
    if case == "wrong":
        code = str((int(code) + 1) % 10**8).zfill(8)
    if case == "none":
        code = ""
    if case == "late":
        holder.site.clock.advance(timedelta(minutes=20))
    if case == "spent":
        assert holder.post("/me/ask/held", code=code).status_code == 200
    if case == "another's":
        other = Certified(
            holder.site, holder.server, ref="C-2", name="Dr Example Other", mail="o@home.example"
        ).enter()
        other.post("/me/ask/surrender/code")
        code = other.code()
        assert holder.post("/me/ask/surrender", code=code).status_code == 422
    if case == "guessed":
        for _ in range(5):
            holder.post("/me/ask/surrender", code="00000000")
    answer = holder.post("/me/ask/surrender", code=code)
    if case == "another's":
        assert answer.status_code in {303, 422}
        return
    assert answer.status_code == 422
    assert "This code is wrong, was used, or is older than 20 minutes." in plain(answer.text)
    assert holder.site.world.holder.asks.waiting() == []


def test_codes_go_to_the_address_on_file_alone(holder):
    """Six a day; a thief of the link reads none of them."""
    holder.mails()
    before = len(holder.server.taken)
    statuses = [holder.post("/me/ask/erasure/code").status_code for _ in range(7)]
    assert statuses == [200] * 6 + [422]
    holder.mails()
    assert {tuple(to) for to, _ in holder.server.taken[before:]} == {(MAIL,)}


def test_who_left_no_address_is_told_to_call(make_site):
    """Nothing can be proven then, so nothing is asked here."""
    holder = Certified(make_site(), mail=None).enter()
    assert "Call us." in holder.read("/me/ask/surrender")
    assert holder.post("/me/ask/surrender/code").status_code == 422


def test_one_request_of_a_kind_at_a_time(holder):
    """A second one waits for the answer to the first."""
    ask(holder, "erasure", words="")
    holder.post("/me/ask/erasure/code")
    answer = holder.post("/me/ask/erasure", code=holder.code())
    assert answer.status_code == 422
    assert "You asked for this before" in plain(answer.text)


@pytest.mark.parametrize("words", ["", "  ", "x" * 1001, "a\u202eb"])
def test_what_cannot_be_read_is_not_taken(holder, words):
    """An empty, endless or unprintable correction is refused, and the code is not spent."""
    holder.post("/me/ask/correction/code")
    code = holder.code()
    assert holder.post("/me/ask/correction", words=words, code=code).status_code == 422
    assert holder.post("/me/ask/correction", words=WORDS, code=code).status_code == 303


def test_what_is_held_about_me(holder):
    """One file, for whoever has a code; it is about this person and no other."""
    holder.post("/me/ask/held/code")
    answer = holder.post("/me/ask/held", code=holder.code())
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
        data = json.loads(folder.read("data.json"))
    assert data["person"] == "C-1"
    assert data["held"]["holder_link"]


def test_every_step_is_on_record(holder):
    """Link, request, its undoing, its answer: each is an event, without the holder's words."""
    site = holder.site
    ask(holder, "surrender", words="Because.")
    (first,) = site.world.holder.asks.waiting()
    holder.post(f"/me/asked/{first.id}/undo")
    ask(holder)
    site.clock.advance(72 * HOUR)
    (second,) = site.world.holder.asks.waiting()
    site.world.holder.asks.settle(
        second.id, is_done=False, answer="No.", actor="Desk", at=site.clock()
    )
    holder.post("/me/links/end", all="1")
    with site.world.database.reading() as unit:
        told = list(unit.chain.newest(50, subject=holder.number))
    kinds = {each.link.kind for each in told}
    assert kinds >= {
        EventKind.HOLDER_LINK_MADE,
        EventKind.HOLDER_LINKS_ENDED,
        EventKind.HOLDER_ASKED,
        EventKind.HOLDER_UNDID,
        EventKind.HOLDER_ANSWERED,
    }
    assert not [each for each in told if b"Reyes" in each.data or b"Because" in each.data]


def test_the_desk_s_button(holder):
    """A registrar makes a link, shown once, and ends all of them."""
    site = holder.site
    desk = Desk(site).sign_in()
    page = f"/admin/certificates/{holder.number}"
    shown = desk.post(f"{page}/holder-link", page=page).text
    assert f"{site.world.body.url}/me#" in shown
    secret = shown.partition("/me#")[2][:43]
    assert Certified.enter(holder, secret).look().status_code == 200
    assert desk.post(f"{page}/holder-link/end", page=page).status_code == 303
    assert holder.look().status_code == 403
    assert desk.get("/admin/certificates/SMA11-0000-0000").status_code == 404
