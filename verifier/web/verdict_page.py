"""A verdict as its page shows it: the answer's words, with what only people need around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from verifier.answer import Answer, make_answer
from verifier.credential import Credential
from verifier.credential_type import CredentialType
from verifier.days import day_of
from verifier.languages import ENGLISH, Language
from verifier.trust import Trust, TrustedIssuer, is_specimen
from verifier.type_words import shown_in_words, type_words, words_language
from verifier.verdict import Choice, Finding, Outcome, Reason, Step, Verdict
from verifier.words import FINDINGS, LICENCE_REMINDER, words_for

ASK_AGAIN = frozenset(
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
    `type_language` is the one in which the scheme has its own words, `several_languages` those of
    the certificates among which the reader chooses. `concern` is where a concern
    about this certificate can be reported, or empty.
    """

    answer: Answer
    type_language: str
    several_languages: tuple[str, ...]
    shown: tuple[str, ...]
    caution: str
    reminder: str
    lines: tuple[Line, ...]
    is_cut_short: bool
    first_day: date | None
    bodies: tuple[TrustedIssuer, ...]
    specimen: bool
    host: str
    typed: str
    concern: str

    @property
    def is_valid(self) -> bool:
        """Tell whether the certificate may be relied on."""
        return self.answer.outcome is Outcome.VALID

    @property
    def is_invalid(self) -> bool:
        """Tell whether the certificate may not be relied on."""
        return self.answer.outcome is Outcome.INVALID

    @property
    def is_undetermined(self) -> bool:
        """Tell whether the check could not be finished."""
        return self.answer.outcome is Outcome.UNDETERMINED

    @property
    def is_checked(self) -> bool:
        """Tell whether there is a check to tell of: always here, and not always in a browser."""
        return True

    @property
    def is_unreachable(self) -> bool:
        """Tell whether the site could not be asked: whoever reads a page from here asked it."""
        return False

    @property
    def asks_again(self) -> bool:
        """Tell whether asking once more, better, is what to do now."""
        return self.answer.reason in ASK_AGAIN

    @property
    def is_from_record(self) -> bool:
        """Tell whether the issuer's own record answered, rather than a list made earlier."""
        findings = {check.step: check.finding for check in self.answer.checks}
        answered = findings.get(Step.LEDGER, Finding.PASSED) in {Finding.PASSED, Finding.FAILED}
        return self.answer.status_as_of is not None and answered

    @property
    def is_from_list(self) -> bool:
        """Tell whether what was relied on is a list made earlier."""
        return self.answer.status_as_of is not None and not self.is_from_record

    @property
    def is_of_another_day(self) -> bool:
        """Tell whether that list is not of the day of the check."""
        as_of = self.answer.status_as_of
        return as_of is not None and as_of.date() != self.answer.checked_at.date()


def make_page(
    verdict: Verdict,
    trust: Trust,
    *,
    host: str,
    typed: str = "",
    concern: str = "",
    language: Language = ENGLISH,
) -> VerdictPage:
    """Return the page of `verdict`, checked by the site `host`; `typed` is what to type again."""
    credential = verdict.credential
    answer = make_answer(verdict, trust, language)
    bodies = () if credential else trust.issuers
    skipped = [check for check in answer.checks if check.finding is Finding.SKIPPED]
    is_cut_short = len(skipped) > 1  # one alone is the ledger that this verifier does not have
    told = [check for check in answer.checks if not (is_cut_short and check in skipped)]
    urls = [credential.issuer] if credential else [body.url for body in bodies]
    kind = _type(credential, trust)
    return VerdictPage(
        answer=answer,
        type_language=type_words(kind, language)[1] if kind else ENGLISH.code,
        several_languages=tuple(_language_of(each, trust, language) for each in verdict.several),
        shown=shown_in_words(kind.shown, language) if kind else (),
        caution=words_for(verdict, language).caution,
        reminder=language.say(LICENCE_REMINDER),
        lines=tuple(Line(c.name, c.finding, language.say(FINDINGS[c.finding])) for c in told),
        is_cut_short=is_cut_short,
        first_day=day_of(credential.effective, expires=credential.expires) if credential else None,
        bodies=bodies,
        specimen=any(map(is_specimen, urls)),
        host=host,
        typed=typed,
        concern=concern,
    )


def _language_of(choice: Choice, trust: Trust, language: Language) -> str:
    return words_language(choice.credential.issuer, choice.credential.type, trust, language)


def _type(credential: Credential | None, trust: Trust) -> CredentialType | None:
    issuer = trust.find(credential.issuer) if credential else None
    return issuer.types.get(credential.type) if credential and issuer else None
