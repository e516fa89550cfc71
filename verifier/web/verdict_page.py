"""A verdict as its page shows it: the answer's words, with what only people need around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from verifier.answer import Answer, make_answer
from verifier.days import day_of
from verifier.trust import Trust, TrustedIssuer, is_specimen
from verifier.verdict import Finding, Outcome, Reason, Verdict
from verifier.words import FINDINGS, LICENCE_REMINDER, words_for

_ASK_AGAIN = frozenset(
    {Reason.UNKNOWN_NUMBER, Reason.MALFORMED, Reason.NUMBER_MISTYPED, Reason.UNREADABLE}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of "what we checked"."""

    name: str
    finding: Finding
    said: str


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """What the template shows. `bodies` are those to call when no issuer was proven.

    Where an early failure ended the check (`is_cut_short`), the steps it skipped are no lines.
    """

    answer: Answer
    caution: str
    reminder: str
    lines: tuple[Line, ...]
    is_cut_short: bool
    first_day: date | None
    bodies: tuple[TrustedIssuer, ...]
    specimen: bool
    host: str
    typed: str

    @property
    def is_valid(self) -> bool:
        """Tell whether the certificate may be relied on."""
        return self.answer.outcome is Outcome.VALID

    @property
    def asks_again(self) -> bool:
        """Tell whether asking once more, better, is what to do now."""
        return self.answer.reason in _ASK_AGAIN

    @property
    def is_from_record(self) -> bool:
        """Tell whether the issuer's own record was asked, rather than a list made earlier."""
        return self.answer.status_as_of == self.answer.checked_at


def make_page(verdict: Verdict, trust: Trust, *, host: str, typed: str = "") -> VerdictPage:
    """Return the page of `verdict`, checked by the site `host`; `typed` is what to type again."""
    credential = verdict.credential
    answer = make_answer(verdict, trust)
    bodies = () if credential else trust.issuers
    skipped = [check for check in answer.checks if check.finding is Finding.SKIPPED]
    is_cut_short = len(skipped) > 1  # one alone is the ledger that this verifier does not have
    told = [check for check in answer.checks if not (is_cut_short and check in skipped)]
    urls = [credential.issuer] if credential else [body.url for body in bodies]
    return VerdictPage(
        answer=answer,
        caution=words_for(verdict).caution,
        reminder=LICENCE_REMINDER,
        lines=tuple(Line(c.name, c.finding, FINDINGS[c.finding]) for c in told),
        is_cut_short=is_cut_short,
        first_day=day_of(credential.effective, expires=credential.expires) if credential else None,
        bodies=bodies,
        specimen=any(map(is_specimen, urls)),
        host=host,
        typed=typed,
    )
