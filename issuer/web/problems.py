"""The one table from a refusal's code to its HTTP status and to what people are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from issuer.certification.errors import CertificationError, DocumentError, ExamResultError, Fault
from issuer.errors import IssuerError

_SOON = 5  # seconds
_LATER = 60


@dataclass(frozen=True, slots=True)
class Refusal:
    """How one code is told. `retry_after` is in seconds.

    `explains` says that the error's own message is written for whoever asked, and holds nothing
    that only we should know.
    """

    status: int
    title: str
    retry_after: int | None = None
    explains: bool = False


REFUSALS = {
    "in_progress": Refusal(409, "This attempt is being issued right now. Ask again.", _SOON),
    "attempt_conflict": Refusal(409, "This attempt was reported before, with other content."),
    "idempotency_conflict": Refusal(422, "This idempotency key was used for another request."),
    "unknown_scheme": Refusal(422, "No scheme of this name is in force."),
    "scheme_conflict": Refusal(409, "This version of the scheme is in force with other content."),
    "already_founded": Refusal(409, "There is a certification body already."),
    "not_founded": Refusal(503, "There is no certification body yet.", _LATER),
    "body_refused": Refusal(422, "This cannot be taken for the body.", explains=True),
    "wrong_setting": Refusal(503, "The issuer is not set up correctly.", _LATER),
    "not_signed_in": Refusal(401, "Say who you are: the key is missing, ended or wrong."),
    "not_in_scope": Refusal(403, "This key may not do this.", explains=True),
    "password_refused": Refusal(422, "Choose another password.", explains=True),
    "not_proven": Refusal(403, "This did not prove who you are.", explains=True),
    "slow_down": Refusal(429, "Too many sign-ins failed. Wait a little.", _LATER, explains=True),
    "account_refused": Refusal(409, "The account does not allow this.", explains=True),
    "name_taken": Refusal(409, "Something else has this name already."),
    "unknown_certificate": Refusal(404, "There is no certificate with this number."),
    "unknown_attempt": Refusal(404, "No such attempt waits for a decision."),
    "wrong_state": Refusal(409, "The certificate's state does not allow this.", explains=True),
    "unknown_reason": Refusal(422, "This is no reason for this change.", explains=True),
    "wrong_day": Refusal(422, "This day cannot be.", explains=True),
    "second_person_needed": Refusal(409, "The scheme wants two people for this.", explains=True),
    "unknown_request": Refusal(404, "There is no such request."),
    "request_refused": Refusal(409, "This cannot be done to this request.", explains=True),
    "issuing_stopped": Refusal(503, "Issuing was stopped by an officer.", _LATER),
    "name_unprintable": Refusal(422, "The name cannot be printed.", explains=True),
    "name_too_long": Refusal(422, "The name is too long to be printed.", explains=True),
    "key_unavailable": Refusal(503, "No signing key can be used now. Verifying goes on.", _LATER),
    "clock_jumped": Refusal(503, "The server's clock jumped. Verifying goes on.", _LATER),
    "unknown_key": Refusal(404, "There is no such key."),
    "key_refused": Refusal(409, "This cannot be done to this key.", explains=True),
    "move_refused": Refusal(409, "The record cannot be moved so.", explains=True),
    "closing_refused": Refusal(409, "The body cannot be closed so.", explains=True),
    "misissuance": Refusal(500, "Our own verifier refused what we signed. Nothing was released."),
    "storage_unavailable": Refusal(503, "The record cannot be kept. Nothing is confirmed.", _SOON),
    "undrawable": Refusal(500, "A character of this certificate has no font of ours."),
    "overfull": Refusal(500, "The texts of this certificate do not fit its page."),
    "scheme_invalid": Refusal(422, "The scheme has a mistake."),
    "exam_result_invalid": Refusal(422, "The exam result has a mistake."),
    "exam_result_malformed": Refusal(400, "The body is not strict JSON."),
    "not_impartial": Refusal(403, "Who examined a candidate does not decide about them."),
    "unknown_person": Refusal(404, "Nobody of this reference is on record."),
    "unknown_application": Refusal(404, "There is no such application."),
    "application_conflict": Refusal(409, "This person has an open application already."),
    "application_closed": Refusal(409, "The application is closed: it was decided or withdrawn."),
    "no_dossier": Refusal(422, "Nobody applies under this scheme: it takes exam results alone."),
    "entry_conflict": Refusal(409, "The dossier has another document of this reference."),
    "unknown_entry": Refusal(404, "There is no such document that counts."),
    "requirements_unmet": Refusal(
        409, "Not everything is met. Nothing was granted.", explains=True
    ),
    "unknown_register_entry": Refusal(404, "The register has no such entry."),
    "proceeding_refused": Refusal(409, "This is not possible now.", explains=True),
    "score_refused": Refusal(403, "This score cannot be taken.", explains=True),
    "sheet_conflict": Refusal(409, "This score sheet was saved elsewhere meanwhile."),
    "link_refused": Refusal(403, "This link was ended, has expired, or never was one."),
    "signature_refused": Refusal(401, "The message is not signed by a sender we know, or is old."),
    "statement_refused": Refusal(422, "The statement cannot be taken.", explains=True),
    "holder_refused": Refusal(422, "This cannot be taken.", explains=True),
    "watch_refused": Refusal(422, "This cannot be watched.", explains=True),
    "document_invalid": Refusal(422, "The document has a mistake."),
    "archive_refused": Refusal(409, "The backup is not whole."),
    "restore_refused": Refusal(409, "This cannot be restored here and now.", explains=True),
    "journal_damaged": Refusal(503, "The journal is not what was written.", _LATER),
    "journal_foreign": Refusal(503, "The journal is one of another record.", _LATER),
    "record_rewritten": Refusal(500, "The record contradicts an earlier checkpoint."),
    "erasure_refused": Refusal(409, "This person cannot be erased now.", explains=True),
    "unknown_erasure": Refusal(404, "No such request waits for a decision."),
    "unknown_complaint": Refusal(404, "There is no such case, or the code is not its own."),
    "complaint_refused": Refusal(409, "This cannot be done to this case.", explains=True),
    "too_many_complaints": Refusal(503, "Too many reports come in. Please call.", _LATER),
    "unknown_lapse": Refusal(404, "There is no such task."),
    "lapse_refused": Refusal(409, "This cannot be done to this task.", explains=True),
    "renewal_refused": Refusal(409, "This cannot be done to this renewal.", explains=True),
    "wrong_author": Refusal(409, "The scheme wants another author for this decision."),
}

_FIELDS = {
    "unknown_scheme": Fault("scheme", "name a scheme that is in force"),
    "unknown_reason": Fault("reason", "give a reason that this change knows"),
    "name_unprintable": Fault("candidate.name", "write it with characters that can be printed"),
    "name_too_long": Fault("candidate.name", "shorten it"),
}


def refusal_of(error: IssuerError | CertificationError) -> Refusal:
    """Return how `error` is told."""
    return REFUSALS[error.code]


def detail_of(error: IssuerError | CertificationError) -> str | None:
    """Return the error's own sentence where it is meant for whoever asked."""
    return _sentence(str(error)) if refusal_of(error).explains else None


def faults_of(error: IssuerError | CertificationError) -> Sequence[Fault]:
    """Return what in the request to mend: each place with what to do there."""
    if isinstance(error, ExamResultError | DocumentError):
        return error.fields
    fault = _FIELDS.get(error.code)
    return (fault,) if fault else ()


def _sentence(fragment: str) -> str:
    return fragment[:1].upper() + fragment[1:].rstrip(".") + "."
