"""Issues in bulk until it is killed, as often as it is told to: run by a test.

It loads the program once. Each line on its input, as JSON, makes a process that issues the
attempts from `start` on, by a clock of its own, and tells of each batch as its answer arrives.
With `at` it kills itself there; without, whoever started it does.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from issuer.credentials.number import draw_number
from issuer.intake.answers import Issued
from issuer.settings import IssuerSettings
from issuer.wiring import IssuerWorld, make_world
from tests.faults.sites import drawing, signing
from tests.issuer.board import make_result

BATCH = 20


def main() -> None:
    """Make a process for each line, which says who it is; wait for its end before the next."""
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if not child:
            _issue(**wanted)
        os.waitpid(child, 0)
        _tell(ended=child)


def _tell(**answer: Any) -> None:
    os.write(1, b"\n" + json.dumps(answer).encode() + b"\n")  # a line cut off before ends here


def _issue(settings: dict[str, str], start: int, clock: str, at: str | None) -> None:
    parent, moment = os.getppid(), datetime.fromisoformat(clock)
    world = make_world(IssuerSettings.model_validate(settings), clock=lambda: moment)
    world = _DYING[at](world) if at else world
    _tell(process=os.getpid())  # from here on it works
    while os.getppid() == parent:  # which may have been ended by a test that failed
        results = [make_result(attempt=f"A-{n}") for n in range(start, start + BATCH)]
        answers = world.intake.take_many(results, actor="test", at=moment)
        if at == "the answer":
            _die()
        told = {a.attempt: [a.number, a.token] for a in answers if isinstance(a, Issued)}
        _tell(told=told)
        start += BATCH


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _while_it_intends(world: IssuerWorld) -> IssuerWorld:
    drawn = iter(range(BATCH))

    def draw(prefix: str) -> str:
        if next(drawn) == BATCH // 2:
            _die()
        return draw_number(prefix)

    return drawing(world, draw)


@dataclass
class _DyingKeys:
    real: Any

    def credential_signer(self, at: datetime) -> Any:
        return self.real.credential_signer(at)

    def recorded_signer(self, kid: str, at: datetime) -> Any:  # noqa: ARG002 - as the real one
        _die()

    def status_signer(self, at: datetime) -> Any:
        return self.real.status_signer(at)


def _while_it_signs(world: IssuerWorld) -> IssuerWorld:
    return signing(world, _DyingKeys(world.keys))


@dataclass
class _DyingTransactions:
    """Dies at the end of a releasing transaction, with all of it written and nothing committed."""

    real: Any

    @contextmanager
    def writing(self) -> Iterator[Any]:
        with self.real.writing() as unit:
            yield unit
            _die()

    def reading(self) -> Any:
        return self.real.reading()


def _while_it_releases(world: IssuerWorld) -> IssuerWorld:
    issuer = replace(world.intake.issuer, transactions=_DyingTransactions(world.database))
    return replace(world, intake=replace(world.intake, issuer=issuer))


_DYING = {
    "the intention": _while_it_intends,
    "the signature": _while_it_signs,
    "the release": _while_it_releases,
    "the answer": lambda world: world,
}

main()
