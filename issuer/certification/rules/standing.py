"""How one requirement stands, before it is told; and the words all rules share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from issuer.certification.findings import FindingStatus, Unmet, UnmetCode


@dataclass(frozen=True, slots=True)
class Standing:
    """A status with what there is, where it is met, and else with what is missing."""

    status: FindingStatus
    shown: str = ""
    lacks: tuple[Unmet, ...] = ()


def met(shown: str) -> Standing:
    """Return that it is met, by what."""
    return Standing(FindingStatus.MET, shown)


def unmet(code: UnmetCode, *pieces: str) -> Standing:
    """Return that it is not met, and piece by piece why not."""
    return Standing(FindingStatus.UNMET, lacks=tuple(Unmet(code, piece) for piece in pieces))


def expired(code: UnmetCode, *pieces: str) -> Standing:
    """Return that what met it has lapsed."""
    return Standing(FindingStatus.EXPIRED, lacks=tuple(Unmet(code, piece) for piece in pieces))


def counted(have: int, need: int, what: str) -> str | None:
    """Return `4 of 6 performed cases`, or None where there are enough."""
    return f"{have} of {need} {what}" if have < need else None


def pieces_of(*told: str | None) -> list[str]:
    """Return those that say something."""
    return [each for each in told if each]


def left_out(count: int, what: str, why: str) -> str | None:
    """Return a note on what was shown and does not count."""
    return f"not counted: {count} {what}, {why}" if count else None


def joined(names: Iterable[str]) -> str:
    """Return names as a list in a sentence."""
    return ", ".join(names)
