"""Refusals about complaints. `code` is public; the message is for whoever asked."""

from __future__ import annotations

from issuer.errors import IssuerError


class UnknownComplaintError(IssuerError):
    """There is no such case, or the code given is not its own."""

    code = "unknown_complaint"


class ComplaintError(IssuerError):
    """The complaint does not allow this; the message says why."""

    code = "complaint_refused"


class TooManyComplaintsError(IssuerError):
    """Somebody floods us with reports; the telephone is still open."""

    code = "too_many_complaints"
