"""What the scheme of a certificate says of its changes: for which reasons, and by how many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from issuer.body.schemes import SchemeShelf
from issuer.certification.certificate_rules import Transition
from issuer.certification.scheme import Scheme
from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.lifecycle import RULES, Act
from issuer.errors import UnknownSchemeError

_CALLED = {CertificateState.REVOKED: "withdrawn"}  # what a scheme calls a state of ours


@dataclass(frozen=True, slots=True)
class SchemeRules:
    """Implements `ChangeRules` over the scheme version under which a certificate was granted.

    Where that says nothing of a change, one person may do it, for the reasons of every scheme.
    """

    schemes: SchemeShelf

    def reasons(self, act: Act, certificate: Certificate) -> Sequence[str]:
        """Return the reasons for which it may be done."""
        stated = [
            reason for transition in self._stated(act, certificate) for reason in transition.reasons
        ]
        return tuple(dict.fromkeys(stated)) or RULES[act].reasons

    def needs_second(self, act: Act, certificate: Certificate) -> bool:
        """Tell whether a second person must approve."""
        return any(each.second_person for each in self._stated(act, certificate))

    def needs_second_to_replace(self, certificate: Certificate) -> bool:
        """Tell whether the scheme wants two people to let a newer one take its place."""
        return any(
            each.second_person for each in self._to(certificate, CertificateState.SUPERSEDED)
        )

    def _stated(self, act: Act, certificate: Certificate) -> Iterator[Transition]:
        return self._to(certificate, RULES[act].target)

    def _to(self, certificate: Certificate, target: CertificateState) -> Iterator[Transition]:
        try:
            shelved = self.schemes.version(certificate.scheme, certificate.version)
        except UnknownSchemeError:
            return
        called, before = _called(target), _called(certificate.state)
        for transition in shelved.scheme.transitions:
            if transition.to == called and before in transition.after:
                yield transition


def _called(state: CertificateState) -> str:
    return _CALLED.get(state, state.value)


def all_reasons(act: Act, schemes: Iterable[Scheme]) -> tuple[str, ...]:
    """Return every reason that a scheme, or none of them, gives for an act."""
    called = _called(RULES[act].target)
    stated = (
        reason
        for scheme in schemes
        for transition in scheme.transitions
        if transition.to == called and _comes_after(transition, act)
        for reason in transition.reasons
    )
    return tuple(dict.fromkeys([*RULES[act].reasons, *stated]))


def _comes_after(transition: Transition, act: Act) -> bool:
    return any(_called(source) in transition.after for source in RULES[act].sources)
