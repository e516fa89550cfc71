"""A list of rows in, an answer to each in their order: one trust, one list, one moment for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from verifier.inquiry import Inquiry
from verifier.judge_day import answer_day
from verifier.languages import ENGLISH, Language
from verifier.roster.answer import ListPart, RowAnswer, make_row_answer
from verifier.roster.gathering import key_of
from verifier.roster.held_lists import HeldLists
from verifier.roster.match import compare
from verifier.roster.row import Row
from verifier.scan.pool import ReaderBusyError
from verifier.trust import PinnedTrust, TrustSource
from verifier.verdict import Reason, Verdict


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """The answer to a row, and the verdict in it, which is counted."""

    answer: RowAnswer
    verdict: Verdict


@dataclass(slots=True)
class RosterCheck:
    """Answers the rows of one list as of `at`, and tells which status lists it relied on.

    A row whose text is the name of one of `documents` is answered by that document. What is told
    is in `language`.
    """

    inquiry: Inquiry
    trust: TrustSource
    at: datetime
    documents: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    language: Language = ENGLISH
    _held: HeldLists = field(init=False)

    def __post_init__(self) -> None:
        """Hold trust and lists still."""
        verifier = self.inquiry.verifier
        self._held = HeldLists(verifier.lists)
        self.trust = PinnedTrust(self.trust.current())
        still = replace(verifier, trust=self.trust, lists=self._held)
        self.inquiry = replace(self.inquiry, verifier=still)

    def answer(self, rows: Iterable[Row], *, first: int = 1) -> Iterator[CheckedRow]:
        """Yield the answer to each row, numbered from `first`. No row fails: each has a verdict."""
        for place, row in enumerate(rows, first):
            yield self._check(row, place)

    @property
    def lists(self) -> list[ListPart]:
        """Return each status list that was read for the rows answered so far."""
        return [
            ListPart(uri=each.uri, issued=each.issued, sha256=each.digest.hex())
            for each in self._held.known()
        ]

    def _check(self, row: Row, place: int) -> CheckedRow:
        asked = self._ask(row)
        # Nothing was learnt of a document that nobody had time to read: it is no verdict on it.
        verdict = Verdict(Reason.STATUS_UNAVAILABLE, self.at) if asked is None else asked
        credential, trust = verdict.credential, self.trust.current()
        issuer = None if credential is None else trust.find(credential.issuer)
        match = compare(row, credential, issuer, self.language)
        ledgers = self.inquiry.verifier.ledgers
        on = None if row.on is None else answer_day(verdict, row.on, ledgers)
        finished = asked is not None
        answer = make_row_answer(
            place, match, on, verdict, trust, finished=finished, language=self.language
        )
        return CheckedRow(answer, verdict)

    def _ask(self, row: Row) -> Verdict | None:
        document = self.documents.get(key_of(row.text))
        if document is None:
            verdict = self.inquiry.ask_text(row.text, at=self.at)
            if verdict.asks_name and row.name:  # a number from before: the list has the name
                return self.inquiry.ask_text(f"{row.text}, {row.name}", at=self.at)
            return verdict
        try:
            return self.inquiry.ask_document(document, at=self.at)
        except ReaderBusyError:
            return None


def check_rows(
    inquiry: Inquiry, trust: TrustSource, rows: Iterable[Row], *, at: datetime
) -> Iterator[CheckedRow]:
    """Yield the answer to each of `rows` as of `at`."""
    return RosterCheck(inquiry, trust, at).answer(rows)
