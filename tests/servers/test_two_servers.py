"""What was begun at one server goes on at the other: nothing is kept where only one can see it."""

from __future__ import annotations

import html
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from issuer.accounts.roles import EVERY_ROLE
from issuer.evidence.audit import opened_links
from tests.accounts.authenticator import Authenticator
from tests.attacks.world import RESULT
from tests.servers.pair import LOOKUPS, Browser
from verifier.clock import utc_now

# Six processes start, on a machine that may have other things to do.
pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.timeout(400)]
CERTIFICATES = 50


def result(attempt):
    """Return an exam result."""
    person = {"reference": f"C-{attempt}", "name": "Dr Ann Example"}
    return {**RESULT, "attempt": attempt, "candidate": person}


def options_on(page):
    """Return the options that a page holds for a device."""
    found = re.search(r'data-options="([^"]+)"', page.text)
    assert found is not None, page.text[:2000]
    return html.unescape(found[1])


def test_issue_here_verify_there_revoke_here(pair):
    """Each sees at once what the other did; the key of a retry is known at both."""
    retry = {"Idempotency-Key": "once"}
    made = pair.issue(pair.first, result("S-1"), **retry)
    assert made.status == 201, made.text
    again = pair.issue(pair.second, result("S-1"), **retry)
    assert (again.status, again.json) == (made.status, made.json)
    other = pair.issue(pair.second, result("S-2"), **retry)
    assert other.json["code"] == "idempotency_conflict"

    number = made.json["certificate"]["number"]
    assert "Valid today" in pair.second.get(f"/v/{number}").text
    before = pair.first.get("/s/1").text
    reason = {"reason": "licence-lost"}
    revoked = pair.call(pair.second, f"certificates/{number}/revoke", reason)
    assert revoked.status == 200, revoked.text
    assert "Withdrawn" in pair.first.get(f"/v/{number}").text
    lists = {pair.first.get("/s/1").text, pair.second.get("/s/1").text}
    assert len(lists) == 1
    assert before not in lists


def test_a_desk_between_two_servers(pair):
    """A passkey, its challenge, the session, the forms and a file handed in: turn by turn."""
    device = Authenticator(pair.world.body.url, "localhost")
    secret = pair.world.staff.invite(
        "Ines Example-Officer", None, EVERY_ROLE, actor="test", at=utc_now()
    )
    browser = pair.browser()
    page = browser.post("/admin/join", page="/admin/join", secret=secret)
    answer = device.create(options_on(page))
    joined = browser.post("/admin/join/passkey", page="/admin/join", secret=secret, answer=answer)
    assert joined.status == 201, joined.text

    browser = pair.browser()
    device.counter = 2
    answer = device.get(options_on(browser.get("/admin/sign-in")))
    thief = Browser([pair.second, pair.first], dict(browser.cookies))
    signed = browser.post("/admin/sign-in/passkey", page="/admin/sign-in", answer=answer)
    assert signed.status == 303, signed.text
    for _ in range(4):
        assert "Ines Example-Officer" in browser.get("/admin/account").text
    replayed = thief.post("/admin/sign-in/passkey", page="/admin/sign-in", answer=answer)
    assert replayed.status != 303

    stopped = browser.post("/admin/stop", page="/admin/stop", why="drill")
    assert stopped.status == 303, stopped.text
    for server in (pair.first, pair.second):
        assert pair.issue(server, result("S-9")).json["code"] == "issuing_stopped"
    pair.world.requests.stopping.break_glass("drill", actor="test", at=utc_now())
    assert pair.issue(pair.first, result("S-9")).status == 201


def test_both_revoke_the_same_at_once(pair):
    """A hundred revocations of fifty certificates: one change of state and one event each."""
    numbers = [
        pair.issue(pair.first, result(f"R-{serial}")).json["certificate"]["number"]
        for serial in range(CERTIFICATES)
    ]

    def revoke(place):
        server = (pair.first, pair.second)[place % 2]
        path = f"certificates/{numbers[place // 2]}/revoke"
        return pair.call(server, path, {"reason": "licence-lost"}).status

    with ThreadPoolExecutor(20) as pool:
        statuses = Counter(pool.map(revoke, range(2 * CERTIFICATES)))
    assert statuses == {200: CERTIFICATES, 409: CERTIFICATES}
    told = Counter(
        opened.link.subject
        for opened in opened_links(pair.world.database)
        if opened.link.kind == "certificate.revoked"
    )
    assert {told[number] for number in numbers} == {1}


def test_one_allowance_at_both(pair):
    """Who asks the one and then the other is counted once: the last of these is refused."""
    statuses = [
        (pair.first, pair.second)[turn % 2].get("/v/BTX-0000-0000").status
        for turn in range(LOOKUPS + 1)
    ]
    assert statuses[-1] == 429
    assert statuses.count(429) <= 3  # what tests before asked counts, too
