"""A newer certificate takes an older one's place: both are told of each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.notices import Change
from issuer.credentials.ports import Unit
from issuer.credentials.succession import Cause, Succession
from issuer.errors import TransitionError
from issuer.evidence.event import Event, EventKind


def require_replaceable(certificate: Certificate) -> None:
    """Raise `TransitionError` unless it is in force and nothing has taken its place.

    A suspended one is not replaced: the newer one would be in force, and the doubt forgotten.
    """
    if certificate.state is not CertificateState.ACTIVE:
        raise TransitionError(
            f"{certificate.number} is {certificate.state}: only one in force is replaced"
        )
    if certificate.successor is not None:
        raise TransitionError(f"{certificate.number} was replaced by {certificate.successor}")


def check_succession(unit: Unit, succession: Succession | None) -> None:
    """Raise `TransitionError` if what is to be replaced cannot be any more."""
    if succession is not None and succession.cause is not Cause.RENEWAL:
        replaced = succession.replaces
        require_replaceable(unit.certificates.find([replaced], lock=True)[replaced])


def link_successors(
    unit: Unit, successions: Mapping[str, Succession], *, actor: str, at: datetime
) -> list[Event]:
    """Tell old certificates of their successors, by the successor's number; return the events.

    A reduced scope counts at once. A renewal whose old certificate fell meanwhile stands alone.
    """
    wanted = [each.replaces for each in successions.values()]
    found = unit.certificates.find(wanted, lock=True)
    events: list[Event] = []
    ended: list[str] = []
    for number, succession in successions.items():
        old, ends = found[succession.replaces], succession.cause.ends(at)
        if succession.cause is not Cause.RENEWAL:
            require_replaceable(old)
        elif old.state is not CertificateState.ACTIVE or old.successor is not None:
            continue
        unit.certificates.succeed(old.number, number, ends)
        data: dict[str, str | int] = {"cause": succession.cause.value, "successor": number}
        events.append(Event(at, EventKind.CERTIFICATE_SUCCEEDED, old.number, actor, data))
        if ends is not None and ends <= at:
            ended.append(old.number)
    return [*events, *supersede(unit, ended, actor=actor, at=at)]


def supersede(unit: Unit, numbers: list[str], *, actor: str, at: datetime) -> list[Event]:
    """Let certificates in force, held by the caller, say that they were replaced."""
    if not numbers:
        return []
    unit.certificates.change_many(numbers, CertificateState.SUPERSEDED, at, "replaced")
    unit.notices.changed(numbers, Change.SUPERSEDED, at)
    kind, data = EventKind.CERTIFICATE_SUPERSEDED, {"reason": "replaced"}
    return [Event(at, kind, number, actor, data) for number in numbers]
