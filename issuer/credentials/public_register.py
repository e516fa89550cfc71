"""The public register: what anyone may learn of certificates, and no more than was agreed.

By number a certificate can be looked up by whoever has its number. By name it is found only where
its scheme says that the candidates' agreement makes the register public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuer.credentials.certificate import Certificate

SMALLEST = 5  # a smaller count could point at somebody


@dataclass(frozen=True, slots=True)
class Count:
    """How many certificates of a scheme are in force in one profession.

    `number` is None where it is told only that there are fewer than `SMALLEST`.
    """

    scheme: str
    profession: str
    number: int | None


class PublicRegister(Protocol):
    """Certificates as the public may search them."""

    def named(self, name: str, profession: str, at: datetime) -> list[Certificate]:
        """Return those of holders called exactly `name`, whose last day is not over.

        Case and accents make no difference. The name in the holder's own script counts too.
        """
        ...

    def in_force(self, at: datetime) -> list[Count]:
        """Return how many are in force by scheme and profession, in this order."""
        ...


def suppress(counts: Iterable[Count]) -> list[Count]:
    """Return `counts` without small numbers. No sum is told, from which they would follow."""
    return [
        one
        if one.number is not None and one.number >= SMALLEST
        else Count(one.scheme, one.profession, None)
        for one in counts
    ]
