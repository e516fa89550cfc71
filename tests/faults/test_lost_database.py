"""PostgreSQL goes away, between requests and within them: 503, honest verdicts, and no restart."""

from __future__ import annotations

import re
from dataclasses import dataclass

import psycopg
import pytest

from issuer.credentials.examine import examine
from issuer.credentials.number import draw_number
from issuer.evidence.audit import first_break
from tests.faults.sites import ask, drawing, open_site, probatum, signing, told
from verifier.status_list import Status

pytestmark = pytest.mark.postgres
REFUSED = (503, "storage_unavailable")


@pytest.fixture
def site(far):
    """A worker whose database is behind the way that can be cut, with one certificate."""
    made = open_site(far)
    made.issue(attempt="A-1")
    yield made
    made.world.database.dispose()


@pytest.fixture
def held(site):
    """The certificate: number and token."""
    answer = site.report(attempt="A-1").json
    return answer["certificate"]["number"], answer["token"]


def end_connections(url, port):
    """Have the server end every connection of this test, as an operator's restart would."""
    with psycopg.connect(url, autocommit=True) as admin:
        ended = admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = %s",
            [f"faults_{port}"],
        ).fetchall()
    assert ended


def sound(site, credentials):
    """Check that everything on record verifies, and how much there is."""
    examination = examine(site.world.database, site.world.verifier)
    assert (examination.examined, examination.faults) == (credentials, ())
    assert first_break(site.world.database) is None


def test_ended_between_requests(site, held, server, proxy):
    """No request is lost: each finds that its connection is dead, and takes another one."""
    number, token = held
    steps = [
        lambda: site.client().get(f"/v/{number}").status_code == 200,
        lambda: ask(site, token)["reason"] == "valid",
        lambda: site.report(attempt="A-2").status_code == 201,
        lambda: site.client().get("/s/1").status_code == 200,
        lambda: site.act(number, "suspend", "audit-open").status_code == 200,
        lambda: ask(site, number)["reason"] == "suspended",
    ]
    for step in steps:
        end_connections(server, proxy.port)
        assert step()
    sound(site, 2)


def test_ended_within_a_transaction(far, site, server, proxy):
    """The whole transaction is refused: nothing of it is on record, and a retry succeeds."""
    ending = []

    def draw(prefix):
        if ending:
            end_connections(server, ending.pop())
        return draw_number(prefix)

    worker = open_site(far, lambda world: drawing(world, draw))
    ending.append(proxy.port)
    assert told(worker.report(attempt="A-2")) == REFUSED
    with site.world.database.reading() as unit:
        assert unit.attempts.find("btx-1", ["A-2"]) == {}
    assert told(worker.report(attempt="A-2")) == (201, "")
    sound(worker, 2)
    worker.world.database.dispose()


@dataclass
class Cutting:
    """Signing keys: when they are first asked for what is intended, the way is cut."""

    real: object
    proxy: object
    asked: int = 0

    def credential_signer(self, at):
        return self.real.credential_signer(at)

    def recorded_signer(self, kid, at):
        self.asked += 1
        if self.asked == 1:
            self.proxy.cut()
        return self.real.recorded_signer(kid, at)

    def status_signer(self, at):
        return self.real.status_signer(at)


def test_gone_between_intention_and_release(far, site, proxy):
    """Nothing gets out; until a minute has passed the retry is told to wait, then it heals."""
    worker = open_site(far, lambda world: signing(world, Cutting(world.keys, proxy)))
    assert told(worker.report(attempt="A-2")) == REFUSED
    proxy.mend()
    assert told(worker.report(attempt="A-2")) == (409, "in_progress")
    worker.clock.at = site.clock.at = site.clock.at.replace(minute=2)
    assert told(worker.report(attempt="A-2")) == (201, "")
    sound(worker, 2)
    with worker.world.database.reading() as unit:
        (uri,) = [stored.uri for stored in unit.lists.all()]
        assert [status for _, status in unit.lists.changed_entries(uri)] == [Status.REVOKED]
    worker.world.database.dispose()


def test_gone(far, site, held, proxy):
    """What would be written is refused; verdicts are honest, never valid and never invalid."""
    number, token = held
    assert ask(site, token)["reason"] == "valid"  # a list remembered from now is no excuse
    proxy.cut()
    assert told(site.report(attempt="A-2")) == REFUSED
    assert told(site.report(attempt="A-1")) == REFUSED
    assert told(site.act(number, "revoke", "licence-lost")) == REFUSED
    assert told(site.get(f"/api/v1/certificates/{number}")) == REFUSED
    assert told(site.client().get("/s/1"))[0] == 503
    for what in (number, token):
        verdict = ask(site, what)
        assert (verdict["outcome"], verdict["reason"]) == ("undetermined", "status_unavailable")
    page = site.client().get(f"/v/{number}")
    assert page.status_code == 200
    heading = re.sub(r"<[^>]+>", "", re.search(r"<h1.*?</h1>", page.text, re.DOTALL)[0])
    assert heading.strip().startswith("We could not finish the check")
    assert ask(site, token[:-6] + "AAAAAA")["reason"] == "altered"
    assert site.client().get("/.well-known/jwks.json").status_code == 200
    assert site.client().get("/healthz").status_code == 200
    assert site.client().get("/readyz").status_code == 503
    for arguments in (("issue", "docs/examples/physician.json"), ("list",), ("check",)):
        result = probatum(far, *arguments)
        assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
        assert result.stderr.startswith("storage_unavailable: ")
    assert probatum(far, "verify", token).exit_code == 3


def test_back_again(site, held, proxy):
    """The same workers go on by themselves, with everything that was acknowledged."""
    number, token = held
    site.act(number, "suspend", "audit-open")
    for round_trip in range(3):
        proxy.cut()
        assert told(site.report(attempt=f"B-{round_trip}")) == REFUSED
        proxy.mend()
        assert ask(site, token)["reason"] == "suspended"
        assert site.report(attempt=f"B-{round_trip}").status_code == 201
    assert site.client().get("/readyz").status_code == 200
    sound(site, 4)


def test_no_secret_in_a_refusal(far, site, proxy):
    """Neither an answer nor a line on the terminal holds the database's address or user."""
    proxy.cut()
    response = site.report(attempt="A-2")
    result = probatum(far, "list")
    for text in (response.text, result.output):
        assert "postgresql://" not in text
        assert "search_path" not in text
