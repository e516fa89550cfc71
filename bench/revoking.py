"""From the answer to a revocation until another worker says so."""

from __future__ import annotations

import time
from pathlib import Path

from bench.figure import Figure, percentile
from bench.world import found_world, results
from issuer.credentials.lifecycle import Act
from issuer.intake.answers import Issued
from issuer.wiring import make_world
from verifier.clock import utc_now
from verifier.verdict import Reason

COUNT = 100


def measure(folder: Path) -> list[Figure]:
    """Revoke in one world; ask another, with connections and caches of its own, at once."""
    world = found_world(folder / "revoke")
    other = make_world(world.settings)
    answers = world.intake.take_many(results(COUNT), actor="bench", at=utc_now())
    acts, checks, listed, at_once = [], [], [], 0
    for answer in answers:
        assert isinstance(answer, Issued), answer
        assert other.verifier.verify(answer.token, at=utc_now())
        start = time.perf_counter()
        world.lifecycle.act(
            Act.REVOKE, answer.number, reason="licence-lost", actor="bench", at=utc_now()
        )
        done = time.perf_counter()
        verdict = other.verifier.verify(answer.token, at=utc_now())
        seen = time.perf_counter()
        at_once += verdict.reason is Reason.REVOKED
        acts.append((done - start) * 1000)
        checks.append((seen - done) * 1000)
        other.publisher.serve(other.publisher.uris()[0])
        listed.append((time.perf_counter() - done) * 1000)
    told = f"p50 {percentile(acts, 0.5):.1f} ms, p99 {percentile(acts, 0.99):.1f} ms"
    seen_told = f"{at_once} of {COUNT}, check p99 {percentile(checks, 0.99):.1f} ms"
    return [
        Figure("revoke, durable", told),
        Figure("another worker's next check says so", seen_told, at_once / COUNT, 1.0),
        Figure(
            "new status list served by another worker", f"p99 {percentile(listed, 0.99):.1f} ms"
        ),
    ]
