"""A holder's certificates: the one a link was made for, what it replaced, and what replaced it."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.errors import LinkError
from issuer.holder.ports import HolderUnit

_NEVER_RELEASED = frozenset({CertificateState.INTENDED, CertificateState.VOIDED})
_LONGEST = 50  # replacements of replacements


@dataclass(frozen=True, slots=True)
class Holding:
    """`current` is the newest; `older` are those before it, the newest of them first."""

    current: Certificate
    older: tuple[Certificate, ...] = ()

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """Return all of them, the current one first."""
        return (self.current, *self.older)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return every number, the current one first."""
        return (self.current.number, *(each.number for each in self.older))


def holding_of(unit: HolderUnit, number: str) -> Holding:
    """Return the chain that `number` is in, or raise `LinkError` if nothing was released.

    What takes another's place is the same person's: replacing and renewing see to that.
    """
    made = _released(unit, number)
    if made is None:
        raise LinkError("the certificate of this link is gone")
    chain = [made]
    while len(chain) < _LONGEST and chain[0].successor:
        newer = _released(unit, chain[0].successor)
        if newer is None:
            break
        chain.insert(0, newer)
    while len(chain) < _LONGEST and chain[-1].succeeds:
        older = _released(unit, chain[-1].succeeds)
        if older is None:
            break
        chain.append(older)
    return Holding(chain[0], tuple(chain[1:]))


def address_of(unit: HolderUnit, holding: Holding) -> str | None:
    """Return the address on file: that of the newest application among the chain's."""
    found = (unit.watches.holder_mail(number) for number in holding.numbers)
    return next((mail for mail in found if mail), None)


def _released(unit: HolderUnit, number: str) -> Certificate | None:
    made = unit.certificates.find([number]).get(number)
    return None if made is None or made.state in _NEVER_RELEASED else made
