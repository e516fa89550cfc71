"""What recertification refuses."""

from __future__ import annotations

from issuer.errors import IssuerError


class UnknownLapseError(IssuerError):
    """No such task is on record."""

    code = "unknown_lapse"


class LapseError(IssuerError):
    """A task does not allow what was asked."""

    code = "lapse_refused"


class RenewalError(IssuerError):
    """A renewal does not allow what was asked."""

    code = "renewal_refused"
