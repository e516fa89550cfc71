"""Continuing education: entered by its holder, accepted or declined at the desk, then it counts."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.certification.audit_sample import Sample
from issuer.recertification import claim
from issuer.recertification.claim import MAX_PROOF, Claimable, ClaimState, Faults, read_told
from tests.notify.mail_server import MailServer, mail_server
from tests.web.issuer.conftest import Desk, MakeSite
from tests.web.issuer.holding import OWN, Certified, make_certified, plain

DAY = timedelta(days=1)
PDF = b"%PDF-1.7 a certificate of attendance"
ENTRY = {
    "on": "2026-11-24",
    "title": "Anatomy of the lower face",
    "provider": "Example Academy",
    "hours": "6,5",
    "topic": "injectables",
}
RULE = Claimable(date(2026, 11, 20), date(2026, 11, 26), ("injectables", "ethics-law"))


@pytest.fixture
def holder(make_site: MakeSite) -> Certified:
    """Return somebody with a certificate, six days later, on their own page."""
    made = Certified(make_site())
    made.site.clock.advance(6 * DAY)
    return made.enter()


def enter(holder: Certified, proof: bytes = b"", **changes: str) -> Any:
    """Send an entry."""
    fields: dict[str, Any] = {**ENTRY, **changes}
    if proof:
        fields["proof"] = (io.BytesIO(proof), "../proof.pdf")
    form = "multipart/form-data"
    return holder.browser.post("/me/education", data=fields, headers=OWN, content_type=form)


def entries(holder: Certified) -> list[Any]:
    """Return what waits at the desk."""
    return holder.site.world.recertification.claiming.waiting()


def test_from_the_form_to_the_count(holder):
    """Unverified it counts for nothing; accepted it is a document, and what is missing is less."""
    assert enter(holder, PDF).location == "/me/certificate#entered"
    assert enter(holder, title="Consent", topic="ethics-law", hours="1").status_code == 303
    page = holder.read()
    assert "0 of 20 hours" in page
    assert page.count("Waits to be looked at") == 2
    first, second = sorted(entries(holder), key=lambda each: each.told.title)
    desk = Desk(holder.site).sign_in()
    assert f"{holder.number} : 2 entries" in plain(desk.get("/admin/renewals").text)
    path = f"/admin/renewals/{holder.number}"
    told = plain(desk.get(path).text)
    assert "Anatomy of the lower face Not verified" in told
    assert "6.5 hours on Injectables" in told
    proof = desk.get(f"{path}/entries/{first.id}/proof")
    assert proof.data == PDF
    assert proof.headers["Content-Disposition"].startswith("attachment;")
    assert desk.get(f"{path}/entries/{second.id}/proof").status_code == 404
    settle = f"{path}/entries/"
    assert desk.post(settle + first.id, page=path, accept="1", saw="1").status_code == 303
    refused = desk.post(settle + second.id, page=path)
    assert refused.status_code == 422
    assert "Say why, for the holder." in plain(refused.text)
    assert desk.post(settle + second.id, page=path, why="No such course.").status_code == 303
    page = holder.read()
    assert "6.5 of 20 hours" in page
    assert "6.5 of 12 hours" in page
    assert "Accepted: it counts" in page
    assert "Declined: it does not count No such course." in page
    assert "evidence was seen" in plain(desk.get(path).text)
    assert desk.post(settle + first.id, page=path, accept="1").status_code == 422  # once
    with holder.site.world.database.reading() as unit:
        kinds = {each.link.kind for each in unit.chain.newest(50, subject=holder.number)}
        (recorded,) = [e for e in unit.entries.of(["C-1"])["C-1"] if e.document.kind == "education"]
    assert kinds >= {"education.entered", "education.settled", "evidence.seen"}
    assert recorded.document.ref == first.id


def test_in_the_audit_sample_only_what_was_seen_counts(holder):
    """The holder's page says so, and counts as the desk does."""
    with holder.site.world.database.writing() as unit:
        unit.renewal_audits.draw(Sample("small", "2028", "0" * 64, 100, holder.site.clock()))
    enter(holder)
    (asked,) = entries(holder)
    desk, path = Desk(holder.site).sign_in(), f"/admin/renewals/{holder.number}"
    desk.post(f"{path}/entries/{asked.id}", page=path, accept="1")
    page = holder.read()
    assert "Your renewal was drawn for a closer look" in page
    assert "0 of 20 hours" in page


def test_taken_back_before_anybody_looked(holder):
    """Its holder takes it back, and nobody else; afterwards nobody accepts it."""
    enter(holder)
    (asked,) = entries(holder)
    back = f"/me/education/{asked.id}/take-back"
    stranger = Certified(holder.site, ref="C-2", name="Dr Example Other").enter()
    assert stranger.post(back).status_code == 422
    assert enter(holder).status_code == 422  # the same again
    assert holder.post(back).status_code == 303
    assert holder.post(back).status_code == 422
    assert "Taken back by you" in holder.read()
    assert enter(holder).status_code == 303


def test_the_holder_who_is_an_officer_settles_nothing_of_their_own(holder):
    """However the name is spelt at the desk."""
    enter(holder)
    (asked,) = entries(holder)
    desk = Desk(holder.site).sign_in("Dr. Noor Example Haddad")
    path = f"/admin/renewals/{holder.number}"
    answer = desk.post(f"{path}/entries/{asked.id}", page=path, accept="1")
    assert answer.status_code == 422
    assert "Nobody settles an entry of their own." in plain(answer.text)
    assert entries(holder) == [asked]


@pytest.mark.parametrize("case", ["suspended", "withdrawn", "ended", "no dossier"])
def test_who_may_enter(holder, case):
    """As long as the certificate runs, also suspended; and only who applied here."""
    site = holder.site
    if case == "suspended":
        assert site.act(holder.number, "suspend", "audit-open").status_code == 200
    if case == "withdrawn":
        site.act(holder.number, "revoke", "holder-request")
    if case == "ended":
        site.clock.advance(800 * DAY)
        holder.enter()
    if case == "no dossier":
        with site.world.database.writing() as unit:
            unit.transaction.connection.exec_driver_sql("UPDATE application SET attempt = 'other'")
    is_open = case == "suspended"
    assert ("Add continuing education" in holder.read()) is is_open
    assert enter(holder).status_code == (303 if is_open else 422)
    assert len(entries(holder)) == is_open


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("on", "", claim.NO_DAY),
        ("on", "24/11/2026", claim.NO_DAY),
        ("on", "2026-11-27", claim.NOT_YET),
        ("on", "2026-11-19", claim.TOO_EARLY),
        ("title", " ", claim.NO_LINE),
        ("title", "a\u202eb", claim.NO_LINE),
        ("provider", "x" * 201, claim.NO_LINE),
        ("hours", "0", claim.NO_HOURS),
        ("hours", "-1", claim.NO_HOURS),
        ("hours", "1.234", claim.NO_HOURS),
        ("hours", "NaN", claim.NO_HOURS),
        ("hours", "200.01", claim.NO_HOURS),
        ("topic", "btx", claim.NO_TOPIC),
    ],
)
def test_what_is_wrong_is_said_at_its_field(holder, field, typed, sentence):
    """The page comes back with what was typed, and nothing is recorded."""
    answer = enter(holder, **{field: typed})
    assert answer.status_code == 422
    assert sentence in plain(answer.text)
    assert f'id="{field}-wrong"' in answer.text
    assert f'aria-describedby="{field}-wrong"' in answer.text
    assert entries(holder) == []


@pytest.mark.parametrize("proof", [b"<html>", b"MZ"], ids=["page", "program"])
def test_a_file_that_is_none_of_ours_is_refused(holder, proof):
    """By its first bytes, whatever it is called."""
    answer = enter(holder, proof)
    assert answer.status_code == 422
    assert claim.NO_FILE in plain(answer.text)


def test_a_file_too_large_is_refused():
    """Up to 2 MB it is taken, and not a byte more."""
    longest = PDF.ljust(MAX_PROOF, b".")
    assert read_told(ENTRY, longest, RULE).proof.content == longest
    assert read_told(ENTRY, longest + b".", RULE) == Faults({"proof": claim.NO_FILE})


def test_a_body_far_too_large_is_refused_unread(holder):
    """Before a byte of it is read."""
    answer = holder.browser.post(
        "/me/education",
        data=bytes(MAX_PROOF + 40_000),
        headers=OWN,
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413


def test_no_more_than_forty_wait(holder):
    """Whoever fills the desk's list is stopped."""
    secret, at = holder.made(), holder.site.clock()
    claiming = holder.site.world.recertification.claiming
    for number in range(40):
        told = read_told({**ENTRY, "title": f"Course {number}"}, b"", RULE)
        claiming.enter(secret, told, at=at)
    answer = enter(holder)
    assert answer.status_code == 422
    assert "Too many entries wait" in plain(answer.text)


@given(st.fixed_dictionaries({name: st.text(max_size=12) for name in ENTRY}), st.binary())
def test_any_text_is_read_or_told_what_is_wrong(fields, proof):
    """The reader is total: an entry within its rule, or a sentence for a field that there is."""
    match read_told(fields, proof, RULE):
        case Faults(of):
            assert of
            assert of.keys() <= {*ENTRY, "proof"}
        case told:
            assert RULE.since <= told.on <= RULE.today
            assert 0 < told.hours <= 200


@pytest.mark.parametrize("typed", ["6.5", "6,5", " 6.50 ", "\u0666\u066b\u0665"])
def test_hours_as_people_write_them(typed):
    """A comma, a point, digits of another script."""
    told = read_told({**ENTRY, "hours": typed}, b"", RULE)
    assert told.hours == Decimal("6.5")


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Return a mail server."""
    with mail_server() as made:
        yield made


def test_it_is_in_the_file_about_me_and_goes_with_an_erasure(make_site, server):
    """What was entered is told, the file sent is in the zip as it was; erased, neither is left."""
    holder = make_certified(make_site, server)
    holder.site.clock.advance(6 * DAY)
    holder.enter()
    enter(holder, PDF)
    holder.post("/me/ask/held/code")
    answer = holder.post("/me/ask/held", code=holder.code())
    with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
        held = json.loads(folder.read("data.json"))["held"]
        (entry,) = held["education_claim"]
        assert entry["title"] == ENTRY["title"]
        assert folder.read(f"{entry['id']}.pdf") == PDF
        assert PDF.hex() not in folder.read("index.html").decode()
    assert entries(holder)[0].state is ClaimState.OPEN
    world = holder.site.world
    asked = world.erasures.ask("C-1", why="asked", actor="a", at=holder.site.clock())
    holder.site.clock.advance(4000 * DAY)
    world.erasures.approve(asked.id, actor="b", at=holder.site.clock())
    for table in ("education_claim", "education_proof"):
        assert holder.site.ask(f"SELECT count(*) FROM {table}")[0][0] == 0  # noqa: S608


def test_an_entry_is_settled_once(holder):
    """Taken back and accepted at the same moment, one of the two is refused."""
    enter(holder)
    (found,) = entries(holder)
    settled = replace(found, state=ClaimState.TAKEN_BACK, settled_by="holder")
    with holder.site.world.database.writing() as unit:
        assert unit.education_claims.settle(settled)
        assert not unit.education_claims.settle(replace(settled, state=ClaimState.ACCEPTED))
