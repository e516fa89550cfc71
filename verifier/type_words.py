"""What a type of certificate means, in the reader's language: the scheme's words, and ours."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.credential_type import CredentialType, Shown, TypeWords
from verifier.languages import ENGLISH, Language
from verifier.trust import Trust

_LICENCE = "Licence checked with the regulator"
_IDENTITY = "Identity checked"
_HOURS = (
    "At least {number} hour of accredited training",
    "At least {number} hours of accredited training",
)
_CASES = ("At least {number} supervised case", "At least {number} supervised cases")
_WRITTEN = "Written examination passed"
_PRACTICAL = "Practical examination passed"


def sentences() -> Iterator[str]:
    """Yield every English sentence of ours but those that count, for the catalogue."""
    yield from (_LICENCE, _IDENTITY, _WRITTEN, _PRACTICAL)


def counted() -> Iterator[tuple[str, str]]:
    """Yield those that count things, as their singular and plural."""
    yield from (_HOURS, _CASES)


def shown_in_words(shown: Shown | None, language: Language = ENGLISH) -> tuple[str, ...]:
    """Return what every holder had to show, each in a few words; nothing where nobody says."""
    if shown is None:
        return ()
    told = (
        shown.licence and language.say(_LICENCE),
        shown.identity and language.say(_IDENTITY),
        shown.training_hours and language.count(*_HOURS, shown.training_hours),
        shown.supervised_cases and language.count(*_CASES, shown.supervised_cases),
        shown.written and language.say(_WRITTEN),
        shown.practical and language.say(_PRACTICAL),
    )
    return tuple(text for text in told if text)


def type_words(kind: CredentialType, language: Language = ENGLISH) -> tuple[TypeWords, str]:
    """Return the scheme's own words in `language`, or else in English, and in which of the two."""
    translated = kind.translations.get(language.code)
    if translated is not None:
        return translated, language.code
    english = TypeWords(kind.title, kind.scope, kind.everyday, kind.professions)
    return english, ENGLISH.code


def words_language(issuer: str, url: str, trust: Trust, language: Language = ENGLISH) -> str:
    """Return in which language the words of type `url` are told to whoever reads `language`."""
    trusted = trust.find(issuer)
    kind = None if trusted is None else trusted.types.get(url)
    return ENGLISH.code if kind is None else type_words(kind, language)[1]
