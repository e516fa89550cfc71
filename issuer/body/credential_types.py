"""The type of the credentials that a scheme grants: what patients are told, derived from it."""

from __future__ import annotations

from collections.abc import Callable

from issuer.body.body import Body
from issuer.body.ports import RecordedType
from issuer.certification.public_words import Translation
from issuer.certification.requirements import (
    CasesRequirement,
    IdentityRequirement,
    LicenceRequirement,
    Requirement,
    TrainingRequirement,
)
from issuer.certification.scheme import Scheme
from verifier.credential_type import CredentialType, LicenceRegister, Shown, TypeWords
from verifier.trust import TYPE_PATH
from verifier.type_metadata import to_document

_MARK_BEFORE = "SPECIMEN: "
_MARK_AFTER = " (SPECIMEN)"  # what begins with Latin letters is laid out from left to right


def type_of(scheme: Scheme, body: Body, *, serial: int) -> RecordedType:
    """Return the type, to be recorded once, when the scheme is put in force."""
    url = f"{body.url}{TYPE_PATH}{serial}"
    before, after = (_MARK_BEFORE, _MARK_AFTER) if body.is_specimen else ("", "")
    kind = CredentialType(
        url=url,
        title=before + scheme.title,
        scheme=scheme.id,
        version=scheme.version,
        scope=tuple(scope.text for scope in scheme.scope),
        everyday=tuple(scope.everyday for scope in scheme.scope),
        professions=scheme.professions,
        limits=scheme.limits_text,
        shown=shown_by(scheme),
        registers=_registers(scheme),
        translations={tag: _words(told, scheme, after) for tag, told in scheme.languages.items()},
    )
    ids = tuple(scope.id for scope in scheme.scope)
    return RecordedType(serial, url, scheme.id, scheme.version, ids, to_document(kind))


def shown_by(scheme: Scheme) -> Shown:
    """Return what every holder had to show: nothing that is asked of some, or can be waived."""
    return Shown(
        licence=bool(_least(scheme, lambda each: isinstance(each, LicenceRequirement))),
        identity=bool(_least(scheme, lambda each: isinstance(each, IdentityRequirement))),
        training_hours=_least(scheme, _hours),
        supervised_cases=_least(scheme, _cases),
        written=scheme.written is not None,
        practical=scheme.practical is not None,
    )


def _least(scheme: Scheme, figure: Callable[[Requirement], int]) -> int:
    """Return the most that is asked of a profession everywhere, of the one asked least.

    The same hours and cases may meet two requirements, so that these do not add up.
    """
    everywhere = [each for each in scheme.requirements if not each.regions and not each.waivable]
    return min(
        max((figure(each) for each in everywhere if each.applies(profession, "")), default=0)
        for profession in scheme.professions
    )


def _hours(requirement: Requirement) -> int:
    """Return the whole hours of training asked."""
    if not isinstance(requirement, TrainingRequirement):
        return 0
    return int(requirement.classroom_hours + requirement.hands_on_hours)


def _cases(requirement: Requirement) -> int:
    return requirement.performed if isinstance(requirement, CasesRequirement) else 0


def _registers(scheme: Scheme) -> tuple[LicenceRegister, ...]:
    return tuple(
        LicenceRegister(each.region, each.place, each.regulator, each.url, each.professions)
        for each in scheme.registers
    )


def _words(told: Translation, scheme: Scheme, mark: str) -> TypeWords:
    scope = [told.scope[each.id] for each in scheme.scope]
    return TypeWords(
        title=told.title + mark,
        scope=tuple(each.text for each in scope),
        everyday=tuple(each.everyday for each in scope),
        professions=told.professions,
        places=told.places,
    )
