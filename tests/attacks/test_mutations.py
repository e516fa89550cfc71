"""A genuine token, result, list, trust file or CSV, broken in thousands of ways."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

import pytest

from issuer.certification.exam_csv import read_results
from tests.attacks.answers import check_calm, read_problem, read_verdict
from tests.attacks.canary import Canary
from tests.attacks.forging import Forge, make_forge
from tests.attacks.mutating import mutations
from tests.attacks.verifier_alone import Offered, trust_file
from tests.attacks.watch import Watch
from tests.attacks.world import EXAMPLES, Site, make_result
from verifier.malformed import MalformedError
from verifier.status_lists import StatusLists
from verifier.trust import PinnedTrust
from verifier.trust_file import TrustFile, parse_trust
from verifier.verdict import Reason
from verifier.verify import Verifier

VERIFY = "/api/v1/verify"
RESULTS = "/api/v1/exam-results"
TOKENS, DOCUMENTS, LISTS = 5000, 400, 1500
FORGED = {Reason.ALTERED, Reason.MALFORMED, Reason.UNKNOWN_ISSUER}


@pytest.fixture(scope="module")
def forge(site: Site, canary: Canary) -> Forge:
    """Return what makes tokens for the shared site."""
    return make_forge(site, canary.port)


def ask(site: Site, tokens: Iterable[str]) -> Counter[str]:
    """Ask the API about each of `tokens`; return how often it gave which reason."""
    client, told = site.client(), Counter[str]()
    for token in tokens:
        reason, shown = read_verdict(client.post(VERIFY, json={"text": token}))
        assert shown is None
        told[reason] += 1
    return told


def test_no_mutation_of_a_token_is_believed(site: Site, forge: Forge, watch: Watch) -> None:
    """Thousands of changes of a genuine token: altered or malformed, each of them, and no more."""
    token = forge.genuine.token
    texts = (changed.decode("latin-1").replace("\0", "\1") for changed in mutate(token, TOKENS))
    with watch.refused(token[-40:], requests=TOKENS):
        told = ask(site, texts)
    assert told.total() == TOKENS
    assert told.keys() <= FORGED
    assert min(told[Reason.ALTERED], told[Reason.MALFORMED]) > TOKENS // 20


def test_no_part_of_a_token_is_believed(site: Site, forge: Forge, watch: Watch) -> None:
    """Cut short anywhere, from either end, a token is no certificate."""
    token = forge.genuine.token
    starts = [token[:end] for end in range(len(token))]
    tails = [token[start:] for start in range(1, len(token))]
    with watch.refused(requests=len(starts)):
        assert ask(site, starts).keys() == {Reason.MALFORMED}
    for tail in tails:
        assert site.world.verifier.verify(tail, at=site.clock()).reason is Reason.MALFORMED


def mutate(text: str, count: int) -> Iterable[bytes]:
    """Return mutations of a text."""
    return mutations(text.encode(), count)


def test_no_bit_of_a_token_may_differ(site: Site, forge: Forge) -> None:
    """Every character stands for bits that are signed: each bit of each byte, turned, is seen."""
    signed, _, signature = forge.genuine.token.rpartition(".")
    verdicts = Counter[str]()
    for text, rest in ((signed, "." + signature), (signature, "")):
        prefix = "" if rest else signed + "."
        for at in range(len(text)):
            for bit in range(7):
                flipped = chr(ord(text[at]) ^ 1 << bit)
                token = prefix + text[:at] + flipped + text[at + 1 :] + rest
                verdict = site.world.verifier.verify(token, at=site.clock())
                assert verdict.credential is None
                verdicts[verdict.reason] += 1
    assert verdicts.total() == 7 * (len(forge.genuine.token) - 1)
    assert verdicts.keys() <= FORGED


def test_a_mutated_result_is_refused_or_decided(own_site: Site) -> None:
    """A broken result is a problem that names its fault, or it is decided like any other."""
    client, told = own_site.client(), Counter[int]()
    genuine = json.dumps(make_result(), ensure_ascii=False).encode()
    for body in mutations(genuine, DOCUMENTS):
        answer = client.post(
            RESULTS, data=body, content_type="application/json", headers=own_site.bearer
        )
        check_calm(answer, 8192)
        if answer.status_code >= 400:
            status, code = read_problem(answer)
            assert (status, code) in REFUSED, answer.text
        told[answer.status_code] += 1
    assert told[400] > DOCUMENTS // 4
    assert told[422] > DOCUMENTS // 20


REFUSED = {
    (400, "exam_result_malformed"),
    (409, "attempt_conflict"),
    (413, "too_large"),
    (422, "exam_result_invalid"),
    (422, "unknown_scheme"),
    (422, "name_unprintable"),
}


def test_a_mutated_list_is_never_believed(site: Site, forge: Forge) -> None:
    """A list in which anything differs is no list: no status is known by it."""
    uri, told = forge.values["list"], Counter[str]()
    trust = PinnedTrust(parse_trust(trust_file(site)).trust)
    genuine = site.world.publisher.fetch(uri)
    for changed in [genuine.encode(), *mutate(genuine, LISTS)]:
        offered = Offered({uri: changed.decode("latin-1")})
        verdict = Verifier(trust, StatusLists(offered)).verify(forge.genuine.token, at=site.clock())
        told[verdict.reason] += 1
    assert told == {Reason.VALID: 1, Reason.STATUS_UNAVAILABLE: LISTS}


def test_a_mutated_trust_file_is_read_or_refused(site: Site) -> None:
    """A broken trust file is refused in words; one that is read names whom it believes as text."""
    read = [file for changed in mutations(trust_file(site), LISTS) if (file := read_trust(changed))]
    assert 0 < len(read) < LISTS
    for file in read:
        for issuer in file.trust.issuers:
            assert all(
                isinstance(each, str) for each in (issuer.url, issuer.name, issuer.telephone)
            )
        assert all(isinstance(token, str) for token in file.lists.values())


def read_trust(data: bytes) -> TrustFile | None:
    """Return what a trust file says, or None where it is refused."""
    try:
        return parse_trust(data)
    except MalformedError:
        return None


def test_a_mutated_csv_is_read_line_by_line() -> None:
    """A broken file of results gives a row for each line: a result, or errors in words."""
    genuine, told = (EXAMPLES / "roster.csv").read_bytes(), Counter[bool]()
    for changed in mutations(genuine, LISTS):
        for row in read_results(changed):
            assert (row.result is None) == bool(row.errors)
            assert row.line >= 1
            told[row.result is None] += 1
    assert min(told.values()) > LISTS
