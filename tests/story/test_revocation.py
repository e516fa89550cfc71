"""A whole revocation, as everybody lives it: from a patient's alarm to a red page on their phone.

`PROBATUM_PICTURES=docs/pictures/a-revocation` takes the pictures of docs/a-revocation.md anew.
"""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from standardwebhooks import Webhook

from issuer.accounts.roles import Role
from tests.story.office import Officer
from tests.story.revocation import (
    Arriving,
    Clinic,
    Paper,
    Phone,
    let_in,
    mailbox,
    picture,
    program,
    settings_of,
    sign_in,
    world_of,
)
from tests.story.running import Running, start_demo
from verifier.jws import parse
from verifier.status_list import Status, decode

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ROSE, DORA = "Rose Example-Revocation", "Dora Example-Decider"
OFFICERS = [(ROSE, Role.REVOCATION_OFFICER), (DORA, Role.DECISION_MAKER)]
PERSON = "C-2001"  # who meets everything, in the demonstration
WORDS = "She treated my lips. Her certificate does not name them."
NOTE = "The regulator has restricted the licence."
LOST = "The licence was lost or restricted"


@dataclass(frozen=True)
class Stage:
    """Everybody who takes part, and what arrives at the clinic."""

    running: Running
    paper: Paper
    phone: Phone
    clinic: Clinic
    rose: Officer
    dora: Officer
    hook: str
    calls: Arriving


@pytest.fixture(name="stage")
def _stage(tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    with (
        mailbox() as (server, mails),
        program() as (receiver, calls),
        start_demo(tmp_path, **settings_of(server)) as running,
    ):
        world = world_of(running, tmp_path)
        paper = Paper.make(world, PERSON)
        links = [let_in(world, *one) for one in OFFICERS]
        rose, dora = (sign_in(running, browser, link) for link in links)
        phone = Phone(browser, running.url, paper)
        clinic = Clinic(browser, running.url, mails)
        hook = f"http://127.0.0.1:{receiver.port}/probatum"
        yield Stage(running, paper, phone, clinic, rose, dora, hook, calls)


def test_from_the_alarm_to_a_red_page(stage: Stage) -> None:
    """Alarm, suspension by one, withdrawal by two; phone, clinic, list and record say the same."""
    number, phone = stage.paper.number, stage.phone
    secret = stage.clinic.watch(number, stage.hook)
    phone.reads("Valid today")
    picture(phone.page, "1-valid")

    case, code = phone.report("I was treated outside what the certificate covers", WORDS)
    picture(phone.page, "2-reported")
    _give_to_rose(stage.dora, case)
    _suspend(stage.rose, case, number)
    phone.reads("Suspended")
    picture(phone.page, "4-suspended")
    _told(stage, "suspended", secret)

    request = _ask_withdrawal(stage.rose, number)
    _is_refused_to_who_asked(stage.rose)
    phone.reads("Suspended")
    _approve(stage.dora, request, number)
    phone.reads("Withdrawn")
    picture(phone.page, "7-withdrawn")
    _told(stage, "withdrawn", secret)

    _is_on_record(stage, case, request)
    assert _offline_status(stage.paper.token) is Status.REVOKED
    phone.open_case(case, code)
    expect(phone.page.locator(".lead")).to_contain_text("Somebody who had no part in it")


def _give_to_rose(dora: Officer, case: str) -> None:
    dora.follow("Complaints")
    dora.follow(case)
    expect(dora.page.get_by_text(WORDS)).to_be_visible()
    dora.follow("Give it to somebody")
    dora.answer({"Officer": ROSE})
    dora.press("Give it to them")


def _suspend(rose: Officer, case: str, number: str) -> None:
    rose.follow("Complaints")
    rose.follow(case)
    picture(rose.page, "3-the-case")
    rose.follow("Suspend it")
    rose.answer({"Type the number to confirm": number})
    rose.press(f"Suspend {number}")
    rose.told(f"{number} is suspended. Every check says so now.")


def _ask_withdrawal(rose: Officer, number: str) -> str:
    """Ask, and return the request's id; nothing changes by it."""
    rose.page.goto(f"{rose.url}/admin/certificates/{number}/revoke")
    expect(rose.page.get_by_text("The scheme wants two people for this.")).to_be_visible()
    rose.answer({"Reason": LOST, "Note": NOTE, "Type the number to confirm": number})
    rose.press(f"Ask to withdraw {number}")
    expect(rose.page.get_by_text("You asked for this, so another officer decides.")).to_be_visible()
    expect(rose.page.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)
    picture(rose.page, "5-asked")
    return rose.page.locator("dd.number").first.inner_text()


def _is_refused_to_who_asked(rose: Officer) -> None:
    """What the page does not offer is refused, too, when it is sent all the same."""
    send = rose.page.get_by_role("button", name="Take it back")
    send.evaluate("one => one.form.action = one.form.action.replace('take-back', 'approve')")
    with rose.page.expect_navigation() as answered:
        send.click()
    assert answered.value.status == 409
    expect(rose.page.get_by_role("main")).to_contain_text("Who asked may not approve")


def _approve(dora: Officer, request: str, number: str) -> None:
    dora.follow("Waiting")
    dora.follow("Withdraw 1 certificate")
    assert dora.page.url.endswith(request)
    expect(dora.page.get_by_role("link", name=number)).to_be_visible()
    picture(dora.page, "6-to-approve")
    dora.press("Approve: withdraw 1 certificate")
    expect(dora.page.get_by_text("Done: 1 changed.")).to_be_visible()


def _told(stage: Stage, change: str, secret: str) -> None:
    """The clinic has a mail, which names nobody, and a call that its program can believe."""
    mail = stage.clinic.read_mail()
    number = stage.paper.number
    assert mail["Subject"] == f"{number}: {change}"
    assert f"{stage.running.url}/v/{number}" in mail.get_content()
    assert "Example-Santos" not in mail.as_string()
    path, headers, body = stage.calls.next()
    lower = {name.lower(): value for name, value in headers.items()}
    event = Webhook(secret).verify(body, lower)
    assert (path, event["type"]) == ("/probatum", "certificate.changed")
    assert event["data"]["number"] == number


def _is_on_record(stage: Stage, case: str, request: str) -> None:
    """Every step is an event with its author, in order; and the whole record holds."""
    number, rose = stage.paper.number, stage.rose
    told = json.loads(stage.running.done("audit", "--limit", "100", "--json"))
    mine = [each for each in told if each["subject"] in {number, case, request}]
    steps = [(each["kind"], each["actor"]) for each in sorted(mine, key=lambda one: one["seq"])]
    assert [step for step in steps if step[0].startswith(("compl", "cert", "req"))] == [
        ("complaint.received", "public"),
        ("complaint.assigned", DORA),
        ("certificate.suspended", ROSE),
        ("request.made", ROSE),
        ("request.approved", DORA),
        ("certificate.revoked", DORA),
    ]
    assert json.loads(stage.running.done("audit", "verify", "--json"))["record"] == "holds"
    rose.page.goto(f"{rose.url}/admin/certificates/{number}")
    history = rose.page.get_by_role("region", name="History")
    expect(history).to_contain_text(NOTE)
    expect(history).to_contain_text(DORA)
    _scroll_to(rose.page, "History")
    picture(rose.page, "8-history")


def _scroll_to(page: Page, heading: str) -> None:
    at_once = "one => one.scrollIntoView({behavior: 'instant'})"
    page.get_by_role("heading", name=heading, exact=True).evaluate(at_once)


def _offline_status(token: str) -> Status:
    """Return what the signed list says, which a phone without network has kept."""
    entry = json.loads(parse(token).payload)["status"]["status_list"]
    with urllib.request.urlopen(entry["uri"], timeout=10) as response:
        published = json.loads(parse(response.read().decode(), limit=10**6).payload)
    return decode(published["status_list"]["lst"])[entry["idx"]]
