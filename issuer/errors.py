"""Refusals: what the issuer will not do, and why. `code` is public; the message is not."""

from __future__ import annotations


class IssuerError(Exception):
    """Base of all refusals; never raised itself."""

    code: str


class InProgressError(IssuerError):
    """The same attempt is being issued right now; ask again in a minute."""

    code = "in_progress"


class AttemptConflictError(IssuerError):
    """The attempt was reported before, with another content."""

    code = "attempt_conflict"


class IdempotencyConflictError(IssuerError):
    """The idempotency key was used before, for another request."""

    code = "idempotency_conflict"


class UnknownSchemeError(IssuerError):
    """No active scheme has this name."""

    code = "unknown_scheme"


class SchemeConflictError(IssuerError):
    """A version of a scheme is never edited: this one is active with other bytes."""

    code = "scheme_conflict"


class AlreadyFoundedError(IssuerError):
    """The database has its certification body; there is one, for ever."""

    code = "already_founded"


class NotFoundedError(IssuerError):
    """There is no certification body yet."""

    code = "not_founded"


class SettingsError(IssuerError):
    """A setting is missing or contradicts what is on record; the message names it."""

    code = "wrong_setting"


class BodyError(IssuerError):
    """What was told of the certification body cannot be taken; the message says what to mend."""

    code = "body_refused"


class NotSignedInError(IssuerError):
    """The caller did not prove who it is."""

    code = "not_signed_in"


class NameTakenError(IssuerError):
    """Something else has this name already."""

    code = "name_taken"


class UnknownCertificateError(IssuerError):
    """There is no such certificate."""

    code = "unknown_certificate"


class UnknownAttemptError(IssuerError):
    """No such attempt waits for a decision."""

    code = "unknown_attempt"


class TransitionError(IssuerError):
    """The certificate's state does not allow this change."""

    code = "wrong_state"


class ReasonError(IssuerError):
    """The reason is not one an officer may give for this change."""

    code = "unknown_reason"


class StatedDateError(IssuerError):
    """A day that was stated for a change cannot be; the message says why."""

    code = "wrong_day"


class SecondPersonError(IssuerError):
    """The scheme wants two people for this change: it must be asked for, and approved."""

    code = "second_person_needed"


class UnknownRequestError(IssuerError):
    """There is no such request, or it does not wait any more."""

    code = "unknown_request"


class RequestError(IssuerError):
    """The request does not allow this; the message says why."""

    code = "request_refused"


class IssuingStoppedError(IssuerError):
    """Issuing is stopped by an officer."""

    code = "issuing_stopped"


class NameUnprintableError(IssuerError):
    """Our fonts cannot draw a character of the name."""

    code = "name_unprintable"


class NameTooLongError(IssuerError):
    """With this name the QR code would be too fine to scan from paper."""

    code = "name_too_long"


class KeyUnavailableError(IssuerError):
    """There is no usable signing key; verifying goes on."""

    code = "key_unavailable"


class UnknownKeyError(IssuerError):
    """No key of this body was ever called so."""

    code = "unknown_key"


class KeyRefusedError(IssuerError):
    """What was asked of a key cannot be done; the message says why."""

    code = "key_refused"


class ClockJumpedError(IssuerError):
    """The machine's clock jumped, so no certificate is dated by it; verifying goes on."""

    code = "clock_jumped"


class MisissuanceError(IssuerError):
    """We signed something our own verifier refuses. Nothing was released."""

    code = "misissuance"


class StorageUnavailableError(IssuerError):
    """The database did not take it; nothing was acknowledged. Try again."""

    code = "storage_unavailable"


class LinkError(IssuerError):
    """The link to the candidate's page is unknown, expired or ended."""

    code = "link_refused"


class RecordRewrittenError(IssuerError):
    """The record contradicts an earlier checkpoint; the message says where."""

    code = "record_rewritten"


class ErasureRefusedError(IssuerError):
    """A person cannot be erased now; the message says what stands against it."""

    code = "erasure_refused"


class UnknownErasureError(IssuerError):
    """No such request waits for a decision."""

    code = "unknown_erasure"


class WatchError(IssuerError):
    """A number cannot be watched, or told as asked; the message says why."""

    code = "watch_refused"


class HolderRefusedError(IssuerError):
    """What a holder asked for cannot be taken; the message says why."""

    code = "holder_refused"
