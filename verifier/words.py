"""What people are told: one table from reason to words, for page, API and command line.

Every sentence has at most 20 words, and none of a cryptographer's. The tables are in English, which
is also how a sentence is found in the catalogue of the other languages: `sentences()` names all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace

from verifier.days import day_of, last_day
from verifier.languages import ENGLISH, Language
from verifier.verdict import Finding, Reason, Step, Verdict

LICENCE_REMINDER = (
    "A certificate is not a licence; check the licence with the regulator where you are treated."
)


@dataclass(frozen=True, slots=True)
class Words:
    """How one verdict is told. `caution` says what the verdict does not mean."""

    headline: str
    sentence: str
    advice: str
    caution: str


_UNFINISHED = "We could not finish the check"
_OVER = "Its last day is over."
_NOT_FALSE = "This does not mean that the certificate is false."

_WORDS = {
    Reason.ALTERED: Words(
        "Do not rely on this",
        "What it says is not what the certification body issued.",
        "Ask for the original, or call the certification body.",
        "This does not say who changed it. The person it names may know nothing of it.",
    ),
    Reason.UNKNOWN_ISSUER: Words(
        "Not issued by us",
        "It names a certification body that we do not know.",
        "Ask the certification body that it names.",
        "This does not mean that the certificate is false. We cannot tell.",
    ),
    Reason.UNKNOWN_NUMBER: Words(
        "No such certificate",
        "There is no certificate with this number.",
        "Compare the number with the paper, or scan the code beside it.",
        "This says nothing about certificates of other bodies.",
    ),
    Reason.MALFORMED: Words(
        "Not a certificate",
        "This is not one of our certificates, or a part of it is missing.",
        "Scan the code again, or type the number printed beside it.",
        "This does not mean that anyone did something wrong.",
    ),
    Reason.REVOKED: Words(
        "Withdrawn",
        "The certification body has ended this certificate.",
        "Do not rely on it. Call the certification body if you have questions.",
        "This does not say why, and it says nothing about a licence.",
    ),
    Reason.SUSPENDED: Words(
        "Suspended",
        "This certificate is not in force for the time being.",
        "Do not rely on it now. Check again later.",
        "This does not mean that it was withdrawn. A suspension can end.",
    ),
    Reason.SUPERSEDED: Words(
        "Replaced by a newer certificate",
        "This one is no longer in force.",
        "Check the newer certificate instead.",
        "This does not mean that anyone did something wrong.",
    ),
    Reason.EXPIRED: Words(
        "Expired",
        "It was valid through {last_day}.",
        "Do not rely on it. Ask for a current certificate.",
        "This does not mean that it was withdrawn.",
    ),
    Reason.NOT_YET_VALID: Words(
        "Not valid yet",
        "It starts on {first_day}.",
        "Check it again on that day.",
        "This does not mean that anything is wrong with it.",
    ),
    Reason.KEY_COMPROMISED: Words(
        _UNFINISHED,
        "Strangers may be able to make certificates that look like this one.",
        "Look up its number with the certification body, or ask for the newer paper that its "
        "holder can fetch there.",
        _NOT_FALSE,
    ),
    Reason.STATUS_UNAVAILABLE: Words(
        _UNFINISHED,
        "We could not learn whether this certificate is in force.",
        "Try again in a few minutes, or call the certification body.",
        _NOT_FALSE,
    ),
    Reason.STALE: Words(
        _UNFINISHED,
        "The newest information that we have is too old to rely on.",
        "Try again in a few minutes, or call the certification body.",
        _NOT_FALSE,
    ),
    Reason.CLOCK: Words(
        _UNFINISHED,
        "The clock used for this check seems to be wrong.",
        "Set the clock right, then check again.",
        _NOT_FALSE,
    ),
    Reason.NUMBER_MISTYPED: Words(
        "Please check the number",
        "There is a slip in this number.",
        "Compare it with the paper, character by character.",
        _NOT_FALSE,
    ),
    Reason.UNREADABLE: Words(
        "No code found in this picture",
        "We found no certificate in what you gave us.",
        "Take the picture closer, flat and in good light, or type the number.",
        _NOT_FALSE,
    ),
    Reason.VALID: Words(
        "Valid today",
        "This certificate is genuine and in force.",
        "Compare the name with a photo ID.",
        "This does not promise the result of a treatment.",
    ),
}

_WHOSE = Words(
    "Whose certificate is it?",
    "This is a number from before, and anybody could guess it.",
    "Type the name behind the number, as the certificate has it.",
    "This says nothing about the certificate yet.",
)

_SEVERAL = Words(
    "Which certificate do you mean?",
    "",  # it counts them
    "Choose one, or take a picture of one alone.",
    "This says nothing about any of them yet.",
)

_TOO_LARGE = Words(
    "There is too much in this file",
    "We could not look through all of it, so we do not judge it.",
    "Scan the code on the paper, or type the number.",
    _NOT_FALSE,
)

SINCE = {Reason.REVOKED: "Withdrawn on {day}", Reason.SUSPENDED: "Suspended since {day}"}

STEPS = {
    Step.FORM: "It is complete and readable",
    Step.HEADER: "It is a certificate of our kind",
    Step.KEY: "It comes from a body that we trust",
    Step.SIGNATURE: "It was not changed since it was issued",
    Step.CLAIMS: "Its contents are in order",
    Step.PERIOD: "It is within its dates",
    Step.STATUS: "The published list says that it is in force",
    Step.LEDGER: "The issuer's own record says that it is in force",
}

FINDINGS = {
    Finding.PASSED: "Yes",
    Finding.FAILED: "No",
    Finding.UNFINISHED: "Could not be checked",
    Finding.SKIPPED: "Not checked",
}


_COUNTED = (
    "There is {number} certificate in this picture.",
    "There are {number} certificates in this picture.",
)


def sentences() -> Iterator[str]:
    """Yield every English sentence of the tables but those that count, for the catalogue."""
    for words in (*_WORDS.values(), _SEVERAL, _TOO_LARGE, _WHOSE):
        yield from filter(None, astuple(words))
    yield from SINCE.values()
    yield from STEPS.values()
    yield from FINDINGS.values()
    yield LICENCE_REMINDER
    yield _OVER


def counted() -> Iterator[tuple[str, str]]:
    """Yield those that count things, as their singular and plural."""
    yield _COUNTED


def words_for(verdict: Verdict, language: Language = ENGLISH) -> Words:
    """Return how `verdict` is told in `language`, with the dates that are known."""
    words = _words_of(verdict)
    told = Words(*map(language.say, astuple(words)))
    if verdict.several:
        return replace(told, sentence=language.count(*_COUNTED, len(verdict.several)))
    return replace(
        told,
        headline=_headline(verdict, language) or told.headline,
        sentence=_sentence(verdict, told.sentence, language),
    )


def words_with_places(reason: Reason, language: Language = ENGLISH) -> Words:
    """Return how `reason` is told of a credential, with `{last_day}` where a day goes."""
    return Words(*map(language.say, astuple(_WORDS[reason])))


def _words_of(verdict: Verdict) -> Words:
    if verdict.several:
        return _SEVERAL
    if verdict.asks_name:
        return _WHOSE
    return _TOO_LARGE if verdict.too_large else _WORDS[verdict.reason]


def _headline(verdict: Verdict, language: Language) -> str:
    credential, dated = verdict.credential, SINCE.get(verdict.reason)
    if verdict.since is None or credential is None or dated is None:
        return ""
    day = day_of(verdict.since, expires=credential.expires)
    return language.say(dated).format(day=language.day(day))


def _sentence(verdict: Verdict, sentence: str, language: Language) -> str:
    credential = verdict.credential
    if credential is None:  # nobody is named, and so no date of theirs
        return language.say(_OVER) if verdict.reason is Reason.EXPIRED else sentence
    return sentence.format(
        first_day=language.day(day_of(credential.effective, expires=credential.expires)),
        last_day=language.day(last_day(credential.expires)),
    )
