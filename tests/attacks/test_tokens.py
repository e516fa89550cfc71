"""Every attack on a token, on every way of asking: the exact reason, and nothing else happens."""

from __future__ import annotations

import json
from itertools import product

import pytest

from tests.attacks.answers import read_page, read_problem, read_verdict
from tests.attacks.canary import Canary
from tests.attacks.cases import TokenCase, token_cases
from tests.attacks.forging import Forge, make_forge
from tests.attacks.signing import NUMBERS
from tests.attacks.verifier_alone import Alone, make_alone
from tests.attacks.watch import Watch
from tests.attacks.world import Site
from verifier.verdict import Outcome, Reason

CASES = token_cases()
VERIFY = "/api/v1/verify"
# After these nothing of the credential may be shown: nobody proved it, or it is not on record.
HIDDEN = frozenset({Reason.ALTERED, Reason.MALFORMED, Reason.UNKNOWN_ISSUER})

TAKEN = [case for case in CASES if "api" not in case.refused]

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
every_case_taken = pytest.mark.parametrize("case", TAKEN, ids=lambda case: case.id)


@pytest.fixture(scope="module")
def forge(site: Site, canary: Canary) -> Forge:
    """Return what makes tokens for the shared site."""
    return make_forge(site, canary.port)


@pytest.fixture(scope="module")
def alone(site: Site, forge: Forge) -> Alone:
    """Return a verifier that believes the site by its trust file, and has no ledger."""
    assert forge.number
    return make_alone(site)


@every_case
def test_the_api_says_why(site: Site, forge: Forge, watch: Watch, case: TokenCase) -> None:
    """The API answers with the one reason, or with the one refusal, and shows no credential."""
    token = forge.make(case.token)
    with watch.refused(token[-40:], "Mallory"):
        # Escaped, as a program would: half a surrogate pair cannot be sent otherwise.
        body = json.dumps({"text": token})
        answer = site.client().post(VERIFY, data=body, content_type="application/json")
    if "api" in case.refused:
        assert read_problem(answer) == case.refused["api"]
        return
    reason, shown = read_verdict(answer)
    assert reason == case.reason
    assert (shown is None) == (case.reason in HIDDEN)


@every_case
def test_the_page_says_why(site: Site, forge: Forge, watch: Watch, case: TokenCase) -> None:
    """The page tells the same reason, with no script, and never a name that was not proven."""
    token = forge.make(case.token)
    with watch.refused(token[-40:], "Mallory"):
        data = {"text": token.encode("utf-8", "surrogatepass")}
        answer = site.client().post("/v", data=data)
    told = read_page(answer)
    if "page" in case.refused:
        assert told == case.refused["page"]
    else:
        assert told == (200, case.page)
    is_shown = "page" not in case.refused and case.page not in HIDDEN
    assert (forge.holder in answer.text) == is_shown
    assert "Mallory" not in answer.text
    assert "<script>alert" not in answer.text


@every_case_taken
def test_a_verifier_alone_says_why(
    alone: Alone, forge: Forge, canary: Canary, case: TokenCase
) -> None:
    """Without a ledger the reason is the same, except where only the record could know better."""
    calls = canary.connections
    answer = alone.client().post(VERIFY, json={"text": forge.make(case.token)})
    reason, shown = read_verdict(answer)
    assert reason == case.alone
    assert (shown is not None) == (case.alone not in HIDDEN)
    assert canary.connections == calls


def test_no_special_numbers_are_a_signature(site: Site, forge: Forge) -> None:
    """Zero, one, the order, the field and what is beside them: no two of them sign anything."""
    for first, second in product(NUMBERS, repeat=2):
        token = forge.make({"sign": f"numbers:{first}:{second}"})
        verdict = site.world.verifier.verify(token, at=site.clock())
        assert verdict.reason is Reason.ALTERED, (first, second)


def test_only_what_is_on_record_is_ever_valid() -> None:
    """No attack is answered with a yes where there is a ledger: the file of controls says so."""
    valid = {case.id for case in CASES if case.reason.outcome is Outcome.VALID}
    assert valid == {case.id for case in CASES if case.id.startswith("genuine/")}
    assert len(CASES) > 250
