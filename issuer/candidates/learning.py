"""Learning systems report who passed and failed, and take it back: signed, and each thing once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from issuer.body.schemes import SchemeShelf
from issuer.candidates.errors import SignatureError, StatementError, UnknownEntryError
from issuer.candidates.outside import Sender
from issuer.candidates.outside import Statement as KeptStatement
from issuer.candidates.ports import CandidateTransactions
from issuer.candidates.reported import attempt_of, result_of, subject_of
from issuer.candidates.results import ExamResults
from issuer.candidates.signature import check_signature, draw_secret, show_secret
from issuer.candidates.statements import (
    VOIDED,
    StatementAnswer,
    Told,
    actor_of,
    check_same,
    digest_of,
    find_statement,
    is_voided,
    keep_statement,
)
from issuer.certification.errors import CertificationError
from issuer.certification.xapi import (
    Outcome,
    Remark,
    Statement,
    Voiding,
    load_statements,
    read_statement,
)
from issuer.errors import (
    AttemptConflictError,
    InProgressError,
    IssuerError,
    IssuingStoppedError,
    KeyUnavailableError,
    MisissuanceError,
    StorageUnavailableError,
    UnknownAttemptError,
)
from issuer.evidence.event import Event, EventKind

Refusal = IssuerError | CertificationError
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")  # it stands in an address and in every attempt
_NOBODYS = bytes(32)
# These say nothing of the statement: the whole message is to be sent again.
_OURS = (
    InProgressError,
    IssuingStoppedError,
    KeyUnavailableError,
    MisissuanceError,
    StorageUnavailableError,
)


@dataclass(frozen=True, slots=True)
class LearningSystems:
    """Knows the learning systems that may report, here called senders, and takes what they state.

    A statement is known by its id: each id is one attempt, also where several of them share a
    registration. A sender's name is never given twice, and what one stated that was ended, its
    successors may state again or void.
    """

    transactions: CandidateTransactions
    schemes: SchemeShelf
    results: ExamResults

    def add_sender(self, name: str, *, actor: str, at: datetime) -> str:
        """Return the secret, `whsec_...`, of a new sender; it is never shown again.

        Raises `NameTakenError`, and `ValueError` for a name that is not like `NAME`.
        """
        if NAME.fullmatch(name) is None:
            raise ValueError("give 1 to 32 of a-z, 0-9 and -")
        secret = draw_secret()
        with self.transactions.writing() as unit:
            unit.senders.add(Sender(name, secret, at))
            unit.events.append([Event(at, EventKind.SENDER_MADE, name, actor)])
        return show_secret(secret)

    def end_sender(self, name: str, *, actor: str, at: datetime) -> bool:
        """End a sender at once; tell whether there was one to end."""
        with self.transactions.writing() as unit:
            ended = unit.senders.end(name, at)
            if ended:
                unit.events.append([Event(at, EventKind.SENDER_ENDED, name, actor)])
        return ended

    def take(
        self, sender: str, headers: Mapping[str, str], body: bytes, *, at: datetime
    ) -> list[StatementAnswer | Refusal]:
        """Take a signed message: one statement, or a list of up to 50, each for itself, in order.

        The refusal of a single statement is raised, those of a list are among the answers. Raises
        `SignatureError` before anything of the body is read, and `DocumentError` for one that
        holds no statements.
        """
        self._authenticate(sender, headers, body, at)
        loaded = load_statements(body)
        if not isinstance(loaded, list):
            return [self._take_one(sender, read_statement(loaded), at)]
        return [self._try_one(sender, members, at) for members in loaded]

    def _authenticate(
        self, name: str, headers: Mapping[str, str], body: bytes, at: datetime
    ) -> None:
        with self.transactions.reading() as unit:
            sender = unit.senders.find(name) if NAME.fullmatch(name) else None
        # Nobody's signature is computed too, so that time does not tell who is a sender.
        secret = _NOBODYS if sender is None else sender.secret
        check_signature(headers, body, secret=secret, at=at)
        if sender is None:
            raise SignatureError("there is no such sender")

    def _try_one(self, sender: str, members: object, at: datetime) -> StatementAnswer | Refusal:
        try:
            return self._take_one(sender, read_statement(members), at)
        except _OURS:
            raise
        except (IssuerError, CertificationError) as refusal:
            return refusal

    def _take_one(self, sender: str, statement: Statement, at: datetime) -> StatementAnswer:
        match statement:
            case Remark():
                return StatementAnswer(statement.id, Told.IGNORED)
            case Voiding():
                return self._void(sender, statement, at)
            case Outcome():
                return self._report(sender, statement, at)

    def _report(self, sender: str, outcome: Outcome, at: datetime) -> StatementAnswer:
        with self.transactions.reading() as unit:
            kept = find_statement(unit, sender, outcome.id)
        is_new = kept is None
        if kept is None:
            kept = self._take_result(sender, outcome, at)
        check_same(kept, outcome)
        settled = self._settle(sender, outcome.id, at, anew=is_new)
        told = Told.TAKEN if settled is None else Told.VOIDED
        return StatementAnswer(outcome.id, told, kept.attempt)

    def _take_result(self, sender: str, outcome: Outcome, at: datetime) -> KeptStatement:
        """Have the result recorded, then keep the statement: what is kept needs nothing more."""
        scheme, part = subject_of(outcome, self.schemes.all())
        attempt, actor = attempt_of(sender, outcome), actor_of(sender)
        with self.transactions.reading() as unit:
            result = result_of(unit, outcome, scheme, part, attempt=attempt, at=at)
            is_void = is_voided(unit, sender, outcome.id)
        if is_void:
            # Its result may be on record all the same, if the process died before this was kept.
            self._undo(sender, scheme.id, attempt, at)
            raise StatementError("it was voided before it arrived")
        try:
            self.results.take(result, actor=actor, at=at)
        except AttemptConflictError:
            # Another request with the same statement may have come between: then it is no news.
            self.results.take(result, actor=actor, at=at)
        made = KeptStatement(
            sender=sender,
            id=outcome.id,
            registration=outcome.registration,
            verb=outcome.verb.name.lower(),
            digest=digest_of(outcome),
            scheme=scheme.id,
            person=outcome.person,
            attempt=attempt,
            taken=at,
        )
        return keep_statement(self.transactions, made)

    def _void(self, sender: str, voiding: Voiding, at: datetime) -> StatementAnswer:
        with self.transactions.reading() as unit:
            kept = find_statement(unit, sender, voiding.id)
            target = find_statement(unit, sender, voiding.target)
        if target is not None and target.verb == VOIDED:
            raise StatementError("a statement that voids another cannot be voided")
        if kept is None:
            made = KeptStatement(
                sender=sender,
                id=voiding.id,
                registration=voiding.target,  # by it the statement finds what voids it
                verb=VOIDED,
                digest=digest_of(voiding),
                scheme="" if target is None else target.scheme,
                person="" if target is None else target.person,
                attempt="" if target is None else target.attempt,
                taken=at,
            )
            kept = keep_statement(self.transactions, made)
        check_same(kept, voiding)
        settled = self._settle(sender, voiding.target, at)
        if settled is None:
            return StatementAnswer(voiding.id, Told.NOTED)
        return StatementAnswer(voiding.id, Told.VOIDED, settled.attempt)

    def _settle(
        self, sender: str, id_: str, at: datetime, *, anew: bool = False
    ) -> KeptStatement | None:
        """Void the result of statement `id_`, if it and what voids it are both on record.

        Whichever of the two arrives last does it; done again it does nothing, unless the result
        may have been recorded `anew` since. Returns the statement, voided, or None.
        """
        with self.transactions.reading() as unit:
            kept = find_statement(unit, sender, id_)
            is_void = is_voided(unit, sender, id_)
        if kept is None or kept.verb == VOIDED or not is_void:
            return None
        if kept.voided is None or anew:
            self._undo(sender, kept.scheme, kept.attempt, at)
            kept = replace(kept, voided=at)
            with self.transactions.writing() as unit:
                unit.senders.keep(kept)
        return kept

    def _undo(self, sender: str, scheme: str, attempt: str, at: datetime) -> None:
        try:
            self.results.void(
                scheme, attempt, why="voided by the learning system", actor=actor_of(sender), at=at
            )
        except (UnknownAttemptError, UnknownEntryError):
            return  # nothing of it counts
