"""`/watch` by HTTP: asked for, confirmed, filled, told, ended, with a real mail server beside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuer.candidates.application import ApplicationRecord, ApplicationState
from issuer.certification.dossier.dossier import Application, Person
from issuer.duties.deliveries import tidy
from issuer.duties.expiries import tell_expiries
from issuer.notify.message import Channel
from issuer.notify.ports import Outcome, Result
from tests.notify.mail_server import mail_server
from tests.store.making import make_number
from tests.web.issuer.conftest import NOON, URL
from tests.web.issuer.watching import COOKIE, END, MAIL, OWN, Clinic, make_clinic

SLIP = "BTX-0000-0001"
NOBODYS = make_number(7)


@pytest.fixture
def server():
    with mail_server() as made:
        yield made


@pytest.fixture
def clinic(make_site, server):
    return make_clinic(make_site, server)


def lists(clinic):
    with clinic.site.world.database.reading() as unit:
        return unit.watches.counts()


def test_a_list_begins_with_a_mail_and_a_button(clinic):
    """Asking sends one mail; opening its link, as a scanner does, confirms nothing."""
    answer = clinic.ask()
    assert "Look into your mail" in answer.text
    mail = clinic.read()
    assert (mail["To"], mail["From"]) == (
        MAIL,
        "Example Certification Board <no-reply@cert.example.org>",
    )
    assert mail["Subject"] == "Confirm your watch list at Example Certification Board"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@cert.example.org>")
    assert clinic.browser.get("/watch/open").status_code == 200
    assert lists(clinic) == {"confirmed": 0, "waiting": 1, "ended": 0, "watched": 0}
    assert clinic.post("/watch/open", secret=clinic.link()).status_code == 303
    assert lists(clinic)["confirmed"] == 1
    held = clinic.browser.get_cookie(COOKIE, "cert.example.org")
    assert (held.secure, held.http_only, held.same_site, held.path) == (True, True, "Lax", "/")
    assert "Nothing is watched yet" in clinic.list()


def test_secrets_are_nowhere_on_record(clinic):
    """Neither the link nor the words of a mail are kept: a copy of the database opens nothing."""
    clinic.enter()
    secret = clinic.browser.get_cookie(COOKIE, "cert.example.org").value
    file = (clinic.site.world.settings.home / "probatum.sqlite3").read_bytes()
    wal = clinic.site.world.settings.home / "probatum.sqlite3-wal"
    assert secret.encode() not in file + (wal.read_bytes() if wal.exists() else b"")


def test_what_was_pasted_is_told_line_by_line(clinic):
    """Numbers are watched once; slips and numbers nobody has are told, and left to be mended."""
    number = clinic.site.issue()
    clinic.enter()
    page = clinic.add(f"{number}\tDr Example\t2026", number.lower().replace("-", " "), SLIP)
    assert "<b>1 certificate added.</b>" in page.text
    assert f'have a slip: <bdi dir="auto">{SLIP}</bdi></p>' in page.text
    assert f"\n{SLIP}</textarea>" in page.text
    page = clinic.add(number, NOBODYS)
    assert "<b>0 certificates added.</b> 1 was on your list before." in page.text
    assert f'with these numbers: <bdi dir="auto">{NOBODYS}</bdi></p>' in page.text
    assert "Amélie" not in page.text
    assert clinic.add("").status_code == 422
    assert clinic.add(*["BTX"] * 501).status_code == 422


def test_a_list_has_its_cap(clinic, monkeypatch):
    """What does not fit is told, and not watched."""
    monkeypatch.setattr("issuer.notify.watch_lists.MAX_WATCHED", 2)
    numbers = [clinic.site.issue(attempt=f"A-{n}") for n in range(3)]
    clinic.enter()
    page = clinic.add(*numbers)
    assert "<b>2 certificates added.</b>" in page.text
    assert f'These are left over: <bdi dir="auto">{numbers[2]}</bdi></p>' in page.text


def test_changes_are_told_in_one_mail(clinic):
    """All that changed since goes into one mail: number and state, links to check, no name."""
    numbers = [clinic.site.issue(attempt=f"A-{n}") for n in range(2)]
    clinic.enter().add(*numbers)
    clinic.site.act(numbers[0], "suspend", "audit-open")
    clinic.site.act(numbers[0], "reinstate", "cleared")
    clinic.site.act(numbers[1], "revoke", "licence-lost")
    mail = clinic.read()
    text = mail.get_content().replace("\r\n", "\n")
    assert mail["Subject"] == "3 changes to certificates that you watch"
    assert f"{numbers[0]}: suspended, on 20 November 2026" in text
    assert f"{numbers[0]}: valid again, on 20 November 2026" in text
    assert f"{numbers[1]}: withdrawn, on 20 November 2026\n{URL}/v/{numbers[1]}" in text
    assert "licence-lost" not in text
    assert not {"Amélie", "Example-Santos"} & set(text.split())
    assert len(clinic.server.mails) == 2
    assert "Withdrawn" in clinic.list()


def test_a_mail_can_end_the_list_by_itself(clinic):
    """RFC 8058: its header names an address to which any program may post, with no cookie."""
    number = clinic.site.issue()
    clinic.enter().add(number)
    clinic.site.act(number, "suspend", "audit-open")
    mail = clinic.read()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = END.search(mail["List-Unsubscribe"])[1]
    stranger = clinic.site.client()
    assert "End your watch list?" in stranger.get(path).text
    assert lists(clinic)["confirmed"] == 1
    body = {"List-Unsubscribe": "One-Click"}
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    for _ in range(2):
        assert stranger.post(path, data=body, headers=headers).status_code == 200
    assert lists(clinic) == {"confirmed": 0, "waiting": 0, "ended": 1, "watched": 0}
    clinic.site.act(number, "reinstate", "cleared")
    assert clinic.site.world.deliveries.deliver_due() == 0
    assert clinic.browser.get("/watch/list").status_code == 403


def test_the_link_that_ends_opens_nothing(clinic):
    """What stands in a mail's header is good for ending alone."""
    clinic.enter()
    clinic.ask()
    path = END.search(clinic.read()["List-Unsubscribe"])[1]
    assert clinic.post("/watch/open", secret=path.rpartition("/")[2]).status_code == 403


def test_ending_on_the_page_forgets_at_once(clinic):
    """One press: the numbers are gone, what waits is dropped, and the links are dead."""
    number = clinic.site.issue()
    clinic.enter().add(number)
    secret = clinic.browser.get_cookie(COOKIE, "cert.example.org").value
    clinic.site.act(number, "suspend", "audit-open")
    assert "Your list is ended" in clinic.post("/watch/list/end").text
    assert lists(clinic)["watched"] == 0
    assert clinic.site.world.deliveries.deliver_due() == 0
    assert clinic.post("/watch/open", secret=secret).status_code == 403
    at = clinic.site.clock()
    assert tidy(clinic.site.world.database, at=at + timedelta(days=29)) == 0
    tidy(clinic.site.world.database, at=at + timedelta(days=31))
    assert lists(clinic)["ended"] == 0


def test_asking_again_opens_the_same_list_and_tells_a_stranger_nothing(clinic):
    """The answer is the same for every address; a list has five mails a day at most."""
    number = clinic.site.issue()
    first = clinic.ask().text
    clinic.post("/watch/open", secret=clinic.link())
    clinic.add(number)
    other = Clinic(clinic.site, clinic.server)
    for _ in range(9):
        assert other.ask(MAIL.upper()).text == first
        mail = other.read()
    assert mail["Subject"] == "Your watch list at Example Certification Board"
    assert len(clinic.server.mails) == 5
    other.post("/watch/open", secret=other.link())
    assert number in other.list()


def test_who_ends_what_a_stranger_asked_for_is_not_sent_more(clinic):
    """Five mails a day go to an address, however many lists were begun for it and ended by it."""
    for _ in range(9):
        clinic.ask()
        found = END.search(clinic.read().get_content())
        clinic.browser.post(found[1])
    assert len(clinic.server.mails) == 5
    clinic.site.clock.advance(timedelta(days=1, seconds=1))
    clinic.ask()
    clinic.read()
    assert len(clinic.server.mails) == 6


def test_what_is_no_address_is_refused(clinic):
    """The page says so, and nothing is on record."""
    answer = clinic.ask("a@b.example\r\nBcc: c@d.example")
    assert answer.status_code == 422
    assert "This is not a mail address." in answer.text
    assert lists(clinic)["waiting"] == 0


def test_an_organisation_is_one_line(clinic):
    """A line break in it becomes a space: it can add no header and no line of its own."""
    data = {"mail": MAIL, "organisation": "Clinic\r\nBcc: c@d.example"}
    clinic.browser.post("/watch", data=data, headers=OWN)
    mail = clinic.read()
    assert mail["Bcc"] is None
    assert clinic.server.taken[-1][0] == [MAIL]


def test_links_end_by_themselves(clinic):
    """A week to confirm; then ninety days for each link. An unconfirmed list is forgotten."""
    clinic.ask()
    secret = clinic.link()
    clinic.site.clock.advance(timedelta(days=7))
    assert clinic.post("/watch/open", secret=secret).status_code == 403
    tidy(clinic.site.world.database, at=clinic.site.clock() + timedelta(seconds=1))
    assert lists(clinic)["waiting"] == 0
    clinic.enter()
    clinic.ask()
    clinic.post("/watch/open", secret=clinic.link())
    clinic.site.clock.advance(timedelta(days=90))
    assert clinic.browser.get("/watch/list").status_code == 403


def test_forms_of_other_sites_change_nothing(clinic):
    """Neither a list nor a webhook is changed by a form that stands elsewhere."""
    number = clinic.site.issue()
    clinic.enter().add(number)
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    rows = clinic.site.rows()
    for path in (
        *("/watch", "/watch/open", "/watch/sign-out", "/watch/list", "/watch/list/remove"),
        *("/watch/list/end", "/watch/webhook", "/watch/webhook/secret", "/watch/webhook/test"),
        "/watch/webhook/remove",
    ):
        data = {"number": number, "mail": "x@y.example", "url": "https://evil.example/"}
        answer = clinic.browser.post(path, data=data, headers=elsewhere)
        assert answer.status_code == 403, path
    assert clinic.site.rows() == rows


def test_numbers_are_taken_off(clinic):
    """What is ticked is watched no more, and nothing else."""
    numbers = [clinic.site.issue(attempt=f"A-{n}") for n in range(2)]
    clinic.enter().add(*numbers)
    answer = clinic.post("/watch/list/remove", number=numbers[0])
    assert answer.location == "/watch/list?removed=1"
    assert numbers[0] not in clinic.list()
    assert numbers[1] in clinic.list()
    assert "not watched any more" in clinic.browser.get("/watch/list?removed=1").text
    for odd in ("x", "-1", "9" * 5000, "\u0661"):
        assert clinic.browser.get("/watch/list", query_string={"removed": odd}).status_code == 200


def test_nobody_sees_the_list_of_another(clinic):
    """Without a link there is no list; one link opens one list."""
    number = clinic.site.issue()
    clinic.enter().add(number)
    stranger = clinic.site.client()
    assert stranger.get("/watch/list").status_code == 303
    assert stranger.post("/watch/list", data={"numbers": number}, headers=OWN).status_code == 403
    other = Clinic(clinic.site, clinic.server)
    other.ask("other@clinic.example")
    other.post("/watch/open", secret=other.link())
    assert number not in other.list()


def test_ends_are_told_90_30_and_7_days_before_and_each_once(clinic):
    """One mail for each window; a window that was slept over is not told late."""
    number = clinic.site.issue()
    clinic.enter().add(number)
    world, clock = clinic.site.world, clinic.site.clock
    with world.database.reading() as unit:
        expires = unit.certificates.find([number])[number].expires
    told = []
    for days in (91, 90, 89, 30, 29, 8, 7, 6, 1, 0, -1):
        clock.at = expires - timedelta(days=days)
        for _ in range(2):
            tell_expiries(world.database, at=clock())
        before = len(clinic.server.mails)
        world.deliveries.deliver_due()
        if len(clinic.server.mails) > before:
            assert len(clinic.server.mails) == before + 1
            told.append((days, clinic.server.mails[-1]["Subject"]))
    assert told == [
        (90, f"{number}: ends within 90 days"),
        (30, f"{number}: ends within 30 days"),
        (7, f"{number}: ends within 7 days"),
    ]


def test_after_a_long_sleep_the_nearest_end_is_told_alone(clinic):
    """A server that was off for weeks tells 7 days, and neither 90 nor 30."""
    number = clinic.site.issue()
    clinic.enter().add(number)
    world, clock = clinic.site.world, clinic.site.clock
    with world.database.reading() as unit:
        expires = unit.certificates.find([number])[number].expires
    clock.at = expires - timedelta(days=5)
    assert [tell_expiries(world.database, at=clock()) for _ in range(2)] == [1, 0]
    assert clinic.read()["Subject"] == f"{number}: ends within 7 days"


def test_what_ends_soon_when_it_is_added_is_told_on_the_page(clinic):
    """The page says so at once; the mail about that window is not sent, the next one is."""
    number = clinic.site.issue()
    world, clock = clinic.site.world, clinic.site.clock
    with world.database.reading() as unit:
        expires = unit.certificates.find([number])[number].expires
    clock.at = expires - timedelta(days=20)
    page = clinic.enter().add(number)
    assert "Valid today, ends within 30 days" in page.text
    assert tell_expiries(world.database, at=clock()) == 0
    clock.at = expires - timedelta(days=6)
    assert tell_expiries(world.database, at=clock()) == 1


def test_without_a_mail_server_it_says_so_and_waits(make_site):
    """The page does not promise a mail that cannot come; when a server is set, it comes."""
    site = make_site()
    answer = site.client().post("/watch", data={"mail": MAIL}, headers=OWN)
    assert "cannot send mail at the moment" in answer.text
    assert site.world.deliveries.deliver_due() == 0
    assert site.rows()["message"] == 1


def test_guesses_are_limited(clinic):
    """A list is no quicker way to find numbers than the public pages are."""
    clinic.enter()
    answers = [clinic.add(NOBODYS).status_code for _ in range(10)]
    assert answers == [200] * 8 + [429] * 2


def test_the_desk_and_the_figures_tell_what_is_not_delivered(site, desk):
    """Every page of the desk says that mails wait or were given up, and `/metrics` counts them."""
    site.client().post("/watch", data={"mail": MAIL}, headers=OWN)
    assert "1 mail waits." in desk.get("/admin/certificates").text
    local = {"environ_overrides": {"REMOTE_ADDR": "127.0.0.1"}}
    figures = site.client().get("/metrics", **local).text
    assert 'probatum_messages{channel="mail",state="waiting"} 1.0' in figures
    with site.world.database.writing() as unit:
        claimed = unit.outbox.claim([Channel.MAIL], site.clock(), 1)
        unit.outbox.settle([Outcome(claimed[0], Result.REFUSED, "no")], site.clock(), 0.5)
    assert "1 message could not be delivered." in desk.get("/admin/certificates").text
    figures = site.client().get("/metrics", **local).text
    assert 'probatum_messages{channel="mail",state="dead"} 1.0' in figures


def test_a_holder_who_left_an_address_is_told(clinic):
    """A certificate that came from an application is told of at the address in it."""
    site = clinic.site
    number = site.issue()
    with site.world.database.writing() as unit:
        made = unit.certificates.find([number])[number]
        unit.people.add([Person("C-1", "Dr Example", mail="holder@home.example")], "test", NOON)
        application = Application("AP-1", "C-1", made.scheme, made.version, "rn", "AT", NOON)
        record = ApplicationRecord(application, "0" * 64, ApplicationState.GRANTED, 1, made.attempt)
        unit.applications.add([record], "test")
    site.act(number, "suspend", "audit-open")
    mail = clinic.read()
    assert (mail["To"], mail["Subject"]) == (
        "holder@home.example",
        f"Your certificate {number}: suspended",
    )
    assert "Dr Example" not in mail.get_content()
    assert f"{URL}/v/{number}" in mail.get_content()
