"""One person holds one certificate of a scheme: a second is granted only to renew the first."""

from __future__ import annotations

from datetime import datetime, timedelta

from issuer.candidates.case_file import CaseFile
from issuer.candidates.doubts import STANDING
from issuer.candidates.errors import ProceedingError
from issuer.candidates.ports import CandidateUnit
from issuer.candidates.rulings import earlier_attempts
from issuer.candidates.toward_renewal import shown_for
from issuer.certification.certificate_rules import Recertification
from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.succession import Cause, Succession

_WINDOW = 180  # days before the end, where the scheme names none


def renewed_by(unit: CandidateUnit, case: CaseFile) -> Succession | None:
    """Return what a grant would renew, or None; raise `ProceedingError` if it would be a second.

    It renews from so many days before the end of the certificate that stands as the scheme says.
    """
    asked, at = case.record.application, case.assessment.at
    held = [
        made
        for made in unit.certificates.of_holders(asked.scheme, [asked.person])
        if made.state in STANDING and made.expires > at
    ]
    rule = case.scheme.recertification
    window = timedelta(days=rule.window_days if rule else _WINDOW)
    earlier = set(earlier_attempts(case.record))
    for made in held:
        if made.attempt in earlier:
            told = f"certificate {made.number} of an earlier decision stands"
            raise ProceedingError(f"{told}: settle its review first")
        if made.state is not CertificateState.ACTIVE:
            raise ProceedingError(f"certificate {made.number} is {made.state}: decide on it first")
        if made.expires - window > at:
            opens = (made.expires - window).date().isoformat()
            raise ProceedingError(f"certificate {made.number} stands: it is renewed from {opens}")
    renewed = max((made for made in held if made.successor is None), key=_end, default=None)
    if renewed is None:
        return None
    if rule is not None:
        _require_shown(unit, rule, renewed)
    return Succession(renewed.number, Cause.RENEWAL)


def _require_shown(unit: CandidateUnit, rule: Recertification, made: Certificate) -> None:
    missing = shown_for(unit, rule, made).missing
    if missing:
        raise ProceedingError(f"missing to renew {made.number}: {'; '.join(missing)}")


def _end(made: Certificate) -> tuple[datetime, str]:
    return made.expires, made.number
