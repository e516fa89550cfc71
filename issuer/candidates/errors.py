"""What is refused about candidates, their dossiers, examinations and learning systems."""

from __future__ import annotations

from issuer.errors import IssuerError


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


class SignatureError(IssuerError):
    """The message is not signed by a sender we know, or is older than five minutes."""

    code = "signature_refused"


class StatementError(IssuerError):
    """The statement cannot be taken; the message says why."""

    code = "statement_refused"
