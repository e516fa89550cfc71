"""What people are told: every reason, short, plain, and dated only where a date is known."""

from __future__ import annotations

import re
from dataclasses import astuple
from datetime import UTC, datetime

import pytest

from tests.factories import NOON, make_credential
from verifier.languages import language
from verifier.verdict import Finding, Outcome, Reason, Step, Verdict
from verifier.words import FINDINGS, LICENCE_REMINDER, STEPS, words_for

MARCH = datetime(2026, 3, 3, 15, tzinfo=UTC)
HEADLINES = {
    Reason.ALTERED: "Do not rely on this",
    Reason.UNKNOWN_ISSUER: "Not issued by us",
    Reason.UNKNOWN_NUMBER: "No such certificate",
    Reason.MALFORMED: "Not a certificate",
    Reason.REVOKED: "Withdrawn",
    Reason.SUSPENDED: "Suspended",
    Reason.SUPERSEDED: "Replaced by a newer certificate",
    Reason.EXPIRED: "Expired",
    Reason.NOT_YET_VALID: "Not valid yet",
    Reason.KEY_COMPROMISED: "We could not finish the check",
    Reason.STATUS_UNAVAILABLE: "We could not finish the check",
    Reason.STALE: "We could not finish the check",
    Reason.CLOCK: "We could not finish the check",
    Reason.NUMBER_MISTYPED: "Please check the number",
    Reason.UNREADABLE: "No code found in this picture",
    Reason.VALID: "Valid today",
}
JARGON = re.compile(
    r"\b(sign(ed|ature)|key|token|hash|crypto\w*|issuer|ledger|revo\w+|status|JWT|verif\w+|"
    r"invalid|undetermined|malformed|credential|proof)\b|!",
    re.IGNORECASE,
)


JARGON_IN = {
    "es": re.compile(
        r"\b(firm\w+|clave|token|hash|cripto\w*|revoc\w+|estado|JWT|verific\w+|inválid\w+|"
        r"indeterminad\w+|malformad\w+|credencial\w*)\b|!",
        re.IGNORECASE,
    ),
    "ar": re.compile("توقيع|مفتاح|تشفير|بصمة|رمز مميز|JWT|إبطال|باطل|اعتماد رقمي|!"),
}


def make_verdict(reason: Reason, **changes: object) -> Verdict:
    """Return a verdict for `reason` on a credential."""
    return Verdict(reason, NOON, credential=make_credential(), **changes)  # type: ignore[arg-type]


def sentences(text: str) -> list[str]:
    """Split what is told into its sentences."""
    return [part for part in re.split(r"(?<=[.?])\s+", text) if part]


@pytest.mark.parametrize("reason", Reason)
def test_headline_is_the_decided_one(reason: Reason) -> None:
    """Every reason has its headline, the same on every surface."""
    assert words_for(make_verdict(reason)).headline == HEADLINES[reason]


@pytest.mark.parametrize("reason", Reason)
def test_sentences_are_short_and_plain(reason: Reason) -> None:
    """No sentence has more than 20 words, and none a word that patients do not use."""
    words = words_for(make_verdict(reason))
    for text in (words.headline, words.sentence, words.advice, words.caution):
        assert text
        assert "{" not in text
        assert not JARGON.search(text), text
        for sentence in sentences(text):
            assert len(sentence.split()) <= 20, sentence


@pytest.mark.parametrize("code", JARGON_IN)
@pytest.mark.parametrize("reason", Reason)
def test_they_are_so_in_other_languages(reason: Reason, code: str) -> None:
    """What is told in Spanish and Arabic is as short and plain, and nothing of it is English."""
    verdict = make_verdict(reason, since=MARCH)
    words, english = words_for(verdict, language(code)), words_for(verdict)
    for text, original in zip(astuple(words), astuple(english), strict=True):
        assert text != original
        assert "{" not in text
        assert not JARGON_IN[code].search(text), text
        for sentence in re.split(r"(?<=[.?؟])\s+", text):
            assert len(sentence.split()) <= 20, sentence


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.VALID])
def test_every_grey_and_red_verdict_says_what_it_does_not_mean(reason: Reason) -> None:
    """A verdict that accuses or leaves open draws its own line."""
    caution = words_for(make_verdict(reason)).caution
    assert re.match(r"This (does not|says nothing)", caution)


@pytest.mark.parametrize(
    ("reason", "headline"),
    [
        (Reason.REVOKED, "Withdrawn on 3 March 2026"),
        (Reason.SUSPENDED, "Suspended since 3 March 2026"),
        (Reason.SUPERSEDED, "Replaced by a newer certificate"),
        (Reason.EXPIRED, "Expired"),
        (Reason.VALID, "Valid today"),
    ],
)
def test_the_ledger_s_date_stands_in_the_headline(reason: Reason, headline: str) -> None:
    """A withdrawal or suspension is dated where the ledger dated it, and nothing else is."""
    assert words_for(make_verdict(reason, since=MARCH)).headline == headline


def test_the_sentence_tells_the_dates_of_the_token() -> None:
    """Expired says through which day it was valid, not valid yet from which day it is."""
    expired = words_for(make_verdict(Reason.EXPIRED)).sentence
    early = words_for(make_verdict(Reason.NOT_YET_VALID)).sentence
    assert expired == "It was valid through 19 November 2027."
    assert early == "It starts on 20 November 2025."


def test_steps_and_findings_have_words() -> None:
    """Nothing that can be checked or found is without a name."""
    assert set(STEPS) == set(Step)
    assert set(FINDINGS) == set(Finding)
    assert not any(JARGON.search(name) for step, name in STEPS.items() if step is not Step.LEDGER)


def test_only_one_reason_sounds_like_yes() -> None:
    """No headline but the valid one can be read as a yes."""
    yes = [reason for reason in Reason if reason.outcome is Outcome.VALID]
    assert yes == [Reason.VALID]
    assert [r for r, line in HEADLINES.items() if line.startswith("Valid")] == yes


def test_the_reminder_is_the_decided_sentence() -> None:
    """A certificate is not a licence, and it says where to check one."""
    assert "not a licence" in LICENCE_REMINDER
    assert "regulator where you are treated" in LICENCE_REMINDER
