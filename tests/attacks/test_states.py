"""Genuine certificates that are no longer good: told at once, on every way of asking."""

from __future__ import annotations

from datetime import timedelta

from werkzeug.test import TestResponse

from issuer.credentials.lifecycle import Act
from tests.attacks.answers import read_json, read_page, read_verdict
from tests.attacks.world import Site
from verifier.verdict import Reason

VERIFY = "/api/v1/verify"
SECOND = timedelta(seconds=1)


def reasons(site: Site, number: str, token: str) -> set[str]:
    """Return what each way of asking says."""
    client = site.client()
    by_token, _ = read_verdict(client.post(VERIFY, json={"text": token}))
    by_number, _ = read_verdict(client.post(VERIFY, json={"text": number}))
    by_link, _ = read_verdict(client.post(VERIFY, json={"text": f"https://evil.test/v#{token}"}))
    pages = {read_page(client.get(f"/v/{number}"))[1], read_page(_typed(site, token))[1]}
    return {by_token, by_number, by_link, *pages}


def _typed(site: Site, text: str) -> TestResponse:
    return site.client().post("/v", data={"text": text})


def test_suspending_and_reinstating_are_told_at_once(own_site: Site) -> None:
    """The status follows in both directions, as often as it changes."""
    number, token = own_site.issue("EX-1")
    assert reasons(own_site, number, token) == {Reason.VALID}
    for _ in range(3):
        own_site.act(Act.SUSPEND, number, "audit-open")
        assert reasons(own_site, number, token) == {Reason.SUSPENDED}
        own_site.act(Act.REINSTATE, number, "cleared")
        assert reasons(own_site, number, token) == {Reason.VALID}


def test_withdrawing_is_for_ever(own_site: Site) -> None:
    """What was withdrawn stays so, with the day, and the twin of its signature helps nobody."""
    number, token = own_site.issue("EX-1")
    own_site.act(Act.REVOKE, number, "licence-lost")
    assert reasons(own_site, number, token) == {Reason.REVOKED}
    answer = read_json(own_site.client().post(VERIFY, json={"text": token}))
    assert answer["since"] == "2026-11-20T12:00:00Z"
    assert "licence-lost" not in own_site.client().get(f"/v/{number}").text
    own_site.clock.at += timedelta(days=3650)
    assert reasons(own_site, number, token) == {Reason.REVOKED}


def test_the_end_is_a_moment(own_site: Site) -> None:
    """One second before its end a certificate is valid, and at its end it is not."""
    number, token = own_site.issue("EX-1")
    with own_site.world.database.reading() as unit:
        end = unit.certificates.find([number])[number].expires
    own_site.clock.at = end - SECOND
    assert reasons(own_site, number, token) == {Reason.VALID}
    own_site.clock.at = end
    assert reasons(own_site, number, token) == {Reason.EXPIRED}


def test_one_code_on_many_papers_shows_whose_it_is(own_site: Site) -> None:
    """A genuine code copied onto false papers is valid each time, and names its holder."""
    number, token = own_site.issue("EX-1")
    client = own_site.client()
    for _ in range(50):
        reason, shown = read_verdict(client.post(VERIFY, json={"text": token}))
        assert reason is Reason.VALID
        assert shown is not None
        assert (shown["number"], shown["name"]) == (number, "Dr Þorbjörg Ÿÿþÿþÿ-Example")
    figures = client.get("/metrics").text
    assert 'probatum_verdicts_total{reason="valid",way="api"} 50.0' in figures.splitlines()
