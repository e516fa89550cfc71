"""Status lists that are not what they say: a verifier alone never calls a certificate valid by one.

What it saw before stays believed: a list that is refused displaces nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from issuer.credentials.lifecycle import Act
from tests.attacks.answers import read_verdict
from tests.attacks.canary import Canary
from tests.attacks.cases import load
from tests.attacks.forging import Forge, make_forge
from tests.attacks.list_forging import forge_lists
from tests.attacks.verifier_alone import Alone, Offered, make_alone, trust_file
from tests.attacks.world import DAY, Site
from verifier.list_fetch import HttpLists
from verifier.status_lists import StatusLists
from verifier.trust import PinnedTrust
from verifier.trust_file import parse_trust
from verifier.verdict import Reason
from verifier.verify import Verifier

CASES = load("lists")
SECOND = timedelta(seconds=1)
VERIFY = "/api/v1/verify"

every_list = pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])


@pytest.fixture(scope="module")
def forge(site: Site, canary: Canary) -> Forge:
    """Return what makes tokens for the shared site."""
    return make_forge(site, canary.port)


@pytest.fixture(scope="module")
def lists(site: Site, forge: Forge) -> Forge:
    """Return what makes lists for the shared site."""
    return forge_lists(site, forge)


def reason_of(alone: Alone, token: str) -> Reason:
    """Return what a verifier says of a token."""
    reason, _ = read_verdict(alone.client().post(VERIFY, json={"text": token}))
    return reason


@every_list
def test_a_list_is_believed_only_as_it_is(
    site: Site, forge: Forge, lists: Forge, case: dict[str, Any]
) -> None:
    """Offered this list and never another, a verifier says so, and no more than it knows."""
    offered = Offered({forge.values["list"]: lists.make(case["list"])})
    assert reason_of(make_alone(site, offered), forge.genuine.token) == case["reason"]


@every_list
def test_a_refused_list_displaces_nothing(
    site: Site, forge: Forge, lists: Forge, case: dict[str, Any]
) -> None:
    """Offered after a good one, a list that cannot be believed or is older changes nothing."""
    uri, token, at = forge.values["list"], forge.genuine.token, site.clock()
    offered = Offered({uri: lists.genuine.token})
    trust = PinnedTrust(parse_trust(trust_file(site)).trust)
    verifier = Verifier(trust, StatusLists(offered))
    assert verifier.verify(token, at=at).reason is Reason.VALID
    offered.tokens[uri] = lists.make(case["list"])
    assert verifier.verify(token, at=at).reason == case.get("kept", "valid")


def test_yesterday_s_list_does_not_undo_today_s(own_site: Site, canary: Canary) -> None:
    """A list from before a revocation, offered again after it, is not believed any more."""
    forge = make_forge(own_site, canary.port)
    uri = forge.values["list"]
    before = own_site.world.publisher.fetch(uri)
    own_site.clock.at += SECOND
    own_site.act(Act.REVOKE, forge.number, "licence-lost")
    after = own_site.world.publisher.fetch(uri)
    offered = Offered({uri: before})
    alone = make_alone(own_site, offered)
    said = [reason_of(alone, forge.genuine.token)]
    for token in (after, before, after, before):
        offered.tokens[uri] = token
        said.append(reason_of(alone, forge.genuine.token))
    assert said == [Reason.VALID, *[Reason.REVOKED] * 4]


@pytest.mark.parametrize(
    ("off", "reason"),
    [
        (-DAY, Reason.CLOCK),
        (-61 * SECOND, Reason.CLOCK),
        (-60 * SECOND, Reason.NOT_YET_VALID),
        (0 * SECOND, Reason.VALID),
        (DAY - SECOND, Reason.VALID),
        (DAY, Reason.STALE),
        (2 * DAY, Reason.STALE),
        (3650 * DAY, Reason.EXPIRED),
    ],
)
def test_a_wrong_clock_is_never_a_yes(
    site: Site, forge: Forge, lists: Forge, off: timedelta, reason: Reason
) -> None:
    """With a clock a day off, the verdict is never stronger than what the list can carry."""
    alone = make_alone(site, Offered({forge.values["list"]: lists.genuine.token}))
    alone.clock.at += off
    assert reason_of(alone, forge.genuine.token) is reason


def test_lists_are_fetched_for_nobody_s_token(site: Site, forge: Forge, canary: Canary) -> None:
    """A verifier that fetches lists calls no address of a token, whoever signed it."""
    fetching = make_alone(site, HttpLists(Offered(), site.clock))
    addresses = [
        f"http://127.0.0.1:{canary.port}/s/1",
        f"https://cert.example.org@127.0.0.1:{canary.port}/s/1",
        f"https://cert.example.org.127.0.0.1:{canary.port}/s/1",
    ]
    calls = canary.connections
    for uri in addresses:
        for sign in ("own", "stranger"):
            status = f'{{"status_list":{{"idx":1,"uri":"{uri}"}}}}'
            token = forge.make({"payload members": {"status": status}, "sign": sign})
            reason = reason_of(fetching, token)
            assert reason is (Reason.MALFORMED if sign == "own" else Reason.ALTERED)
    assert canary.connections == calls
