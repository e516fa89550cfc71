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


class MisissuanceError(IssuerError):
    """We signed something our own verifier refuses. Nothing was released."""

    code = "misissuance"


class StorageUnavailableError(IssuerError):
    """The database did not take it; nothing was acknowledged. Try again."""

    code = "storage_unavailable"


class UnknownPersonError(IssuerError):
    """Nobody of this reference is on record."""

    code = "unknown_person"


class UnknownApplicationError(IssuerError):
    """There is no such application."""

    code = "unknown_application"


class ApplicationConflictError(IssuerError):
    """The person has an open application for this scheme, with other content."""

    code = "application_conflict"


class ApplicationClosedError(IssuerError):
    """The application is decided or withdrawn: nothing can be added or decided."""

    code = "application_closed"


class NoDossierError(IssuerError):
    """The scheme takes exam results alone: nobody applies under it."""

    code = "no_dossier"


class EntryConflictError(IssuerError):
    """The dossier has a document of this kind and reference, with other content."""

    code = "entry_conflict"


class UnknownEntryError(IssuerError):
    """There is no such document that counts."""

    code = "unknown_entry"


class UnmetError(IssuerError):
    """The scheme's requirements are not met: it cannot be granted."""

    code = "requirements_unmet"


class UnknownListedError(IssuerError):
    """The register has no such entry."""

    code = "unknown_register_entry"


class ProceedingError(IssuerError):
    """The appeal or review does not allow this; the message says why."""

    code = "proceeding_refused"


class ScoreError(IssuerError):
    """The examiner may not score this station now; the message says why."""

    code = "score_refused"


class SheetConflictError(IssuerError):
    """The score sheet was saved elsewhere meanwhile."""

    code = "sheet_conflict"


class LinkError(IssuerError):
    """The link to the candidate's page is unknown, expired or ended."""

    code = "link_refused"


class SignatureError(IssuerError):
    """The message is not signed by a sender we know, or is older than five minutes."""

    code = "signature_refused"


class StatementError(IssuerError):
    """The statement cannot be taken; the message says why."""

    code = "statement_refused"
