"""The record, people's data and archives at the desk: pages, buttons, and what they leave."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest

from issuer.duties.access_log import purge_access_log
from issuer.evidence.checkpoint import origin_of
from issuer.evidence.checkpoints import Checkpoints
from issuer.evidence.event import EventKind
from issuer.web.admin.event_words import EVENTS, event_in_words
from tests.web.issuer.conftest import OFFICER, Desk, Site

PERSON = "/admin/privacy/people/C-10023"
NAME = "Amélie"


def ask(site: Site, desk: Desk) -> str:
    """Ask for the example person to be erased, and return the request's id."""
    answer = desk.post(f"{PERSON}/erasure", page=PERSON, why="A letter of today")
    assert answer.status_code == 303, answer.text
    with site.world.database.reading() as unit:
        return unit.erasures.waiting()[0].id


def test_the_whole_way_of_an_erasure(site, desk):
    """One officer asks, another decides; then nobody finds the person, and checks tell the end."""
    number = site.issue()
    shown = desk.get(PERSON).text
    assert NAME in shown
    assert "Nothing stands against it" in shown
    assert f"Erasing withdraws {number}" in shown
    erasure = f"/admin/privacy/erasures/{ask(site, desk)}"
    alone = desk.get(erasure).text
    assert "Somebody else decides" in alone
    assert "Nobody is left who may decide a request for erasure here" in alone
    refused = desk.post(f"{erasure}/approve", page=PERSON)
    assert refused.status_code == 409
    assert "Who asked for an erasure does not decide on it" in refused.text
    other = Desk(site).sign_in("Bo Example-Decider")
    assert "Erase for ever" in other.get(erasure).text
    assert "Nobody is left" not in other.get(erasure).text
    assert other.post(f"{erasure}/approve", page=erasure).status_code == 303
    assert f"Withdrawn with it: {number}" in other.get("/admin/privacy").text
    assert other.get(PERSON).status_code == 404
    told = site.client().post("/api/v1/verify", json={"text": number}).json
    assert (told["reason"], told.get("credential")) == ("revoked", None)
    page = site.client().get(f"/v/{number}")
    assert page.status_code == 200
    assert "Withdrawn" in page.text
    assert NAME not in page.text
    assert "Withdrawn" in other.get(f"/admin/certificates/{number}").text
    assert site.get(f"/api/v1/certificates/{number}").json["certificate"]["state"] == "revoked"
    assert site.get(f"/api/v1/certificates/{number}/certificate.pdf").status_code == 404


def test_a_declined_erasure_changes_nothing(site, desk):
    """The person stays, and the outcome is shown."""
    site.issue()
    erasure = f"/admin/privacy/erasures/{ask(site, desk)}"
    other = Desk(site).sign_in("Bo Example-Decider")
    assert other.post(f"{erasure}/decline", page=erasure).status_code == 303
    assert "Declined" in other.get("/admin/privacy").text
    assert NAME in other.get(PERSON).text
    assert other.get(erasure).status_code == 404


def test_what_stands_against_it_is_said(site, desk):
    """What waits is named, and the button to erase is not there."""
    site.report(scheme="btx-2", attempt="W-1")
    assert "Exam result W-1 waits for a decision." in desk.get(PERSON).text
    erasure = f"/admin/privacy/erasures/{ask(site, desk)}"
    other = Desk(site).sign_in("Bo Example-Decider")
    assert "Erase for ever" not in other.get(erasure).text
    refused = other.post(f"{erasure}/approve", page=erasure)
    assert (refused.status_code, "Exam result W-1 waits" in refused.text) == (409, True)


def test_the_file_for_a_person(site, desk):
    """A page and JSON, with who read it; that it was made is an event."""
    number = site.issue()
    desk.get(f"/admin/certificates/{number}")
    site.get(f"/api/v1/certificates/{number}")
    answer = desk.post(f"{PERSON}/export", page=PERSON)
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        told = json.loads(packed.read("data.json"))
        page = packed.read("index.html").decode()
    assert told["held"]["holder"][0]["name"] == "Dr Amélie Example-Santos"
    assert told["held"]["attempt"][0]["document"]["candidate"]["reference"] == "C-10023"
    assert {(each["by"], each["of"]) for each in told["read_by"]} >= {
        (OFFICER, number),
        ("api:exam system", number),
        (OFFICER, "C-10023"),
    }
    assert "Dr Amélie Example-Santos" in page
    with site.world.database.reading() as unit:
        assert unit.chain.newest(1)[0].link.kind == "person.exported"


def test_the_access_log_is_kept_for_a_year(site, desk):
    """Reads are noted: of one, and of lists without whom; after a year they are forgotten."""
    number = site.issue()
    before = site.ask("SELECT count(*) FROM access")[0][0]
    desk.get(f"/admin/certificates/{number}")
    desk.get("/admin/certificates")
    desk.get("/admin/certificates/BTX-0000-0000")  # nobody's
    assert site.ask("SELECT count(*) FROM access")[0][0] == before + 2
    assert site.ask("SELECT subject FROM access ORDER BY id DESC LIMIT 2") == [("*",), (number,)]
    for days, left in ((365, before + 2), (366, 0)):
        purge_access_log(site.world.database, at=site.clock() + timedelta(days=days))
        assert site.ask("SELECT count(*) FROM access")[0][0] == left


def test_an_archive(site, desk):
    """The button gives the signed zip; without a key it says what is missing."""
    number = site.issue()
    page = f"/admin/certificates/{number}/archive"
    assert f"{number}/archive" in desk.get(f"/admin/certificates/{number}").text
    assert desk.post(page).status_code == 503
    work = Checkpoints(
        site.world.database, origin_of(site.world.body.url), site.world.settings.key_folder
    )
    work.make_key(actor="test", at=site.clock())
    answer = desk.post(page)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert "MANIFEST.sha256.sig" in packed.namelist()
    assert desk.get("/admin/certificates/BTX-0000-0000/archive").status_code == 404


def test_the_record(site, desk):
    """Its newest events, of all or of one; and whether all of it holds."""
    number = site.issue()
    assert "credential.released" in desk.get("/admin/record").text
    of_one = desk.get(f"/admin/record?of={number}").text
    assert "credential.intended" in of_one
    assert "body.founded" not in of_one
    assert "There is no such event" in desk.get("/admin/record?of=nobody").text
    assert "Older events" not in desk.get("/admin/record").text
    older = desk.get("/admin/record?before=4").text
    assert ("Events 3 to 1" in older, "credential.released" in older) == (True, False)
    assert "The newest" in desk.get("/admin/record?before=1").text
    assert desk.get(f"/admin/record?before={'9' * 30}").status_code == 200
    held = desk.post("/admin/record/verify", page="/admin/record")
    assert "events hold" in held.text
    site.ask("DROP TRIGGER event_no_update")
    site.ask("UPDATE event SET kind = 'x' WHERE seq = 5")
    broken = desk.post("/admin/record/verify", page="/admin/record")
    assert "The record is broken at event 5" in broken.text


@pytest.mark.parametrize("days", [0, 1])
def test_checks_are_counted_by_day(site, days):
    """What was answered is on record by day and reason, and nothing about whom."""
    number = site.issue()
    site.clock.advance(timedelta(days=days))
    for text in (number, number, "nonsense"):
        site.client().post("/api/v1/verify", json={"text": text}).close()
    site.clock.advance(timedelta(seconds=31))
    site.client().get("/healthz").close()
    day = site.clock().date().isoformat()
    counted = site.ask("SELECT day, reason, number FROM check_count ORDER BY reason")
    assert counted == [(day, "malformed", 1), (day, "valid", 2)]


def test_every_event_has_words(site, desk):
    """A table with every kind; the page says the words, who in words, and the class of a reason."""
    assert set(EVENTS) == set(EventKind)
    assert len(set(EVENTS.values())) == len(EVENTS)
    assert event_in_words("kind.of_tomorrow") == "kind.of_tomorrow"
    number = site.issue()
    site.act(number, "suspend", "complaint-under-review")
    page = desk.get(f"/admin/record?of={number}").text
    for said in ("Suspended", "Class of the reason: under review", "exam system (program)"):
        assert said in page
    assert "21:00 CET" in page or " CET</td>" in page
    history = desk.get(f"/admin/certificates/{number}").text
    assert "Class of the reason: under review, nothing is decided" in history
    assert "About to be issued" not in history
    public = site.client().get(f"/v/{number}").text
    assert "nothing is decided" not in public
