"""Status lists: build, sign, parse; and verification with a warm list, whatever its size."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bench.figure import Figure, rate
from bench.world import example_result, found_world
from issuer.intake.answers import Issued
from keys.signer import Signer
from verifier.clock import utc_now
from verifier.status_list import Status, pack
from verifier.status_lists import StatusLists
from verifier.status_token import LIFETIME, StatusList, parse_status_list, sign_status_list
from verifier.trust import PinnedTrust, Trust, TrustedIssuer
from verifier.trust_file import PinnedLists
from verifier.verify import Verifier

SIZES = (1 << 17, 1 << 20)
SHARE = 0.01  # of the entries are not valid


def measure(folder: Path) -> list[Figure]:
    """Measure both sizes, one entry in a hundred revoked."""
    world = found_world(folder / "lists")
    answer = world.intake.take(example_result(), actor="bench", at=utc_now())
    assert isinstance(answer, Issued), answer
    at = utc_now() + timedelta(seconds=1)
    issuer = world.trust.current().issuers[0]
    signer = world.keys.status_signer(at)
    (uri,) = world.publisher.uris()
    proven = world.verifier.prove(answer.token, at=at)
    assert proven is not None
    mine, figures, rates = proven.credential.status.index, [], []
    for size in SIZES:
        figure, token = _measure(size, mine, uri, issuer, signer, at)
        figures.append(figure)
        warm = Verifier(PinnedTrust(Trust([issuer])), StatusLists(PinnedLists({uri: token})))
        assert warm.verify(answer.token, at=at)
        rates.append(rate(partial(warm.verify, answer.token, at=at)))
    told = f"{rates[1]:,.0f}/s against {rates[0]:,.0f}/s"
    name = "verify with a warm list of 2^20 against 2^17"
    return [*figures, Figure(name, told, rates[1] / rates[0], 0.8)]


def _measure(
    size: int, mine: int, uri: str, issuer: TrustedIssuer, signer: Signer, at: datetime
) -> tuple[Figure, str]:
    chosen = set(random.Random(1).sample(range(size), int(size * SHARE))) - {mine}
    changed = [(index, Status.REVOKED) for index in chosen]
    made = StatusList(uri, at, at + LIFETIME, pack(changed, size=size), frozenset())
    sign = partial(sign_status_list, made, issuer=issuer, signer=signer)
    token = sign()
    works = [
        partial(pack, changed, size=size),
        sign,
        partial(parse_status_list, token, issuer=issuer, uri=uri),
    ]
    build, signed, parse = (1000 / rate(work, seconds=0.2, windows=3) for work in works)
    told = f"build {build:.1f}, sign {signed:.1f}, parse {parse:.2f} ms"
    return Figure(f"status list of {size:,}", f"{told}; {len(token):,} characters"), token
