"""What is left after a fault: is all there that was acknowledged, and does every verdict hold?"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from tests.chaos.load import Told
from tests.chaos.served import Served


@dataclass(frozen=True)
class Row:
    """One line of the table: a fault, and what came of it."""

    fault: str
    tried: int
    acknowledged: int
    lost: int
    wrong: int
    recovery: float | None  # seconds until it served again, the worst of all tries
    told: str = ""  # what its users were told meanwhile
    broken: tuple[str, ...] = ()  # what does not hold

    @property
    def holds(self) -> bool:
        """Tell whether nothing is lost, wrong or broken."""
        return not (self.lost or self.wrong or self.broken)


@dataclass(frozen=True)
class Found:
    """What a look at everything found."""

    lost: list[str]
    wrong: list[str]
    broken: list[str]


def judge(server: Served, told: Told) -> Found:
    """Ask for every verdict, and have the program check its own record."""
    lost, wrong = [], list(told.wrong)
    numbers = Counter(number for number, _ in told.issued.values())
    broken = [f"{number} was given twice" for number, times in numbers.items() if times > 1]
    tokens = list(told.issued.values())
    reasons = server.verdicts([token for _, token in tokens])
    for (number, _), reason in zip(tokens, reasons, strict=True):
        may = {"revoked"} if number in told.revoked else {"valid"}
        may |= {"revoked"} if number in told.asked else set()
        if reason in {"altered", "unknown_number"}:
            lost.append(f"{number}: {reason}")
        elif number in told.revoked and reason == "valid":
            lost.append(f"{number}: its withdrawal")
        elif reason not in may:
            wrong.append(f"{number}: {reason or 'no answer'}")
    broken += _record(server)
    if told.failures:
        broken.append(f"{told.failures} answers were an incident: {dict(told.statuses)}")
    return Found(lost, wrong, broken)


def _record(server: Served) -> list[str]:
    """Return what `probatum check` and `probatum audit verify` find."""
    made = server.run("check", "--json")
    try:
        checked = json.loads(made.stdout)
    except ValueError:
        return [f"check: {made.stdout}{made.stderr}"]
    faults = [f"check: {fault}" for fault in checked["faults"]]
    chain = [] if checked["chain"] == "holds" else [f"check: the chain {checked['chain']}"]
    return faults + chain


def row(fault: str, server: Served, told: Told, *, tried: int, recovery: float | None) -> Row:
    """Return the line of a fault, after a look at everything."""
    found = judge(server, told)
    for each in [*found.lost, *found.wrong]:
        print(f"    {fault}: {each}")
    return Row(
        fault,
        tried,
        told.acknowledged,
        len(found.lost),
        len(found.wrong),
        recovery,
        said(told),
        tuple(found.broken),
    )


def said(told: Told) -> str:
    """Return what was answered while it was broken, in a few words."""
    kinds = Counter[str]()
    for name, number in told.statuses.items():
        status = name.split()[1]
        if status not in {"200", "201"}:
            kinds[{"0": "no answer", "503": "503", "409": "409"}.get(status, status)] += number
    return ", ".join(f"{number} x {kind}" for kind, number in sorted(kinds.items()))
