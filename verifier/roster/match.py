"""Whether a certificate says what the clinic has of the person: told apart from its verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from verifier.credential import Credential
from verifier.credential_type import CredentialType
from verifier.languages import ENGLISH, Language
from verifier.roster.names import NameDifference, compare_names
from verifier.roster.row import Row
from verifier.roster.said import Said
from verifier.roster.spelling import folded_words
from verifier.telling import tell
from verifier.trust import TrustedIssuer
from verifier.type_words import type_words

Words = tuple[str, ...]

_LATIN = re.compile("[A-Za-z]")
_SEVERAL = re.compile("[;|\u061b]")  # the last is the semicolon of Arabic
_SHORTEST = 4  # letters of a word by which a scope may be known
_LITTLE = frozenset(  # words that say nothing of what is covered
    """
    a an and at by for in of on or the to with al con de del el en la las los o para por un una y
    في من على و او
    """.split()  # noqa: SIM905 - a table to read
)


class Agreement(StrEnum):
    """How what the clinic has compares with the certificate. The strings are public."""

    MATCHES = "matches"
    DIFFERS = "differs"
    NOT_TOLD = "not_told"  # nothing was given, or there is nothing to compare with


@dataclass(frozen=True, slots=True)
class Compared:
    """The result of one comparison, and a sentence that shows the difference."""

    result: Agreement
    sentence: str
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """Everything that was compared; its sentences are in `language`."""

    name: Compared
    profession: Compared
    scope: Compared
    language: Language = ENGLISH

    @property
    def result(self) -> Agreement:
        """Return `differs` if anything does, and `matches` if all that was given does."""
        results = {part.result for part in self._asked}
        if Agreement.DIFFERS in results:
            return Agreement.DIFFERS
        return Agreement.MATCHES if results == {Agreement.MATCHES} else Agreement.NOT_TOLD

    @property
    def sentence(self) -> str:
        """Return what is told of the whole: every difference, or that there is none."""
        result = self.result
        if result is Agreement.MATCHES:
            return tell(self.language, Said.SAME)
        if not self._asked:
            return tell(self.language, Said.NOTHING)
        return " ".join(part.sentence for part in self._asked if part.result is result)

    @property
    def _asked(self) -> list[Compared]:
        return [part for part in (self.name, self.profession, self.scope) if part.asked]


def compare(
    row: Row,
    credential: Credential | None,
    issuer: TrustedIssuer | None,
    language: Language = ENGLISH,
) -> Match:
    """Compare `row` with what was proven, if anything was, and tell of it in `language`."""
    if credential is None:
        name, profession, scope = (_unproven(*each, language) for each in _given(row))
        return Match(name, profession, scope, language)
    kind = issuer.types.get(credential.type) if issuer else None
    return Match(
        name=_name(row.name, credential, language)
        if row.name
        else _not_given(Said.NO_NAME, language),
        profession=_profession(row.profession, credential, kind, language)
        if row.profession
        else _not_given(Said.NO_PROFESSION, language),
        scope=_scope(row.scope, kind, language)
        if row.scope
        else _not_given(Said.NO_SCOPE, language),
        language=language,
    )


def _given(row: Row) -> tuple[tuple[str, Said, Said], ...]:
    return (
        (row.name, Said.NO_NAME, Said.NAME_UNPROVEN),
        (row.profession, Said.NO_PROFESSION, Said.PROFESSION_UNPROVEN),
        (row.scope, Said.NO_SCOPE, Said.SCOPE_UNPROVEN),
    )


def _not_given(said: Said, language: Language) -> Compared:
    return Compared(Agreement.NOT_TOLD, tell(language, said), asked=False)


def _unproven(given: str, missing: Said, unproven: Said, language: Language) -> Compared:
    if not given:
        return _not_given(missing, language)
    return Compared(Agreement.NOT_TOLD, tell(language, unproven))


def _name(listed: str, credential: Credential, language: Language) -> Compared:
    if listed in {credential.name, credential.native_name}:
        return Compared(Agreement.MATCHES, tell(language, Said.NAME_SAME))
    told = tell(language, Said.CERTIFICATE_SAYS, name=credential.name)
    if credential.native_name and not compare_names(credential.native_name, listed):
        same = tell(language, Said.NAME_SAME_IN_SCRIPT)
        return Compared(Agreement.MATCHES, f"{same} {told}")
    difference = compare_names(credential.name, listed)
    if not difference:
        same = tell(language, Said.NAME_SAME_BUT_SPELLING)
        return Compared(Agreement.MATCHES, f"{same} {told}")
    if _LATIN.search(credential.name) and not _LATIN.search(listed) and not credential.native_name:
        other = tell(language, Said.NO_SUCH_SCRIPT)
        return Compared(Agreement.NOT_TOLD, f"{other} {told}")
    return Compared(Agreement.DIFFERS, f"{told} {_difference(difference, language)}")


def _difference(found: NameDifference, language: Language) -> str:
    sides = (Said.ONLY_CERTIFICATE, found.only_certificate), (Said.ONLY_LIST, found.only_list)
    return " ".join(tell(language, said, words=" ".join(words)) for said, words in sides if words)


def _profession(
    listed: str, credential: Credential, kind: CredentialType | None, language: Language
) -> Compared:
    code = credential.profession
    if _is_called(folded_words(listed), code, kind):
        return Compared(Agreement.MATCHES, tell(language, Said.PROFESSION_SAME))
    label = type_words(kind, language)[0].professions.get(code, code) if kind else code
    told = tell(language, Said.PROFESSION_OTHER, profession=label, listed=listed)
    return Compared(Agreement.DIFFERS, told)


def _is_called(listed: Words, code: str, kind: CredentialType | None) -> bool:
    """Tell whether `listed` is a profession's code or its word, in any language of the scheme."""
    if listed == folded_words(code) or kind is None:
        return listed == folded_words(code)
    tables = (kind.professions, *(words.professions for words in kind.translations.values()))
    return any(code in table and listed == folded_words(table[code]) for table in tables)


def _scope(listed: str, kind: CredentialType | None, language: Language) -> Compared:
    if kind is None:
        return Compared(Agreement.NOT_TOLD, tell(language, Said.SCOPE_UNKNOWN))
    needed = [trimmed for each in _SEVERAL.split(listed) if (trimmed := each.strip())] or [listed]
    missing = [each for each in needed if not _covers(kind, each)]
    if not missing:
        return Compared(Agreement.MATCHES, tell(language, Said.SCOPE_COVERED))
    scope = type_words(kind, language)[0].scope
    told = tell(language, Said.SCOPE_MISSING, missing=missing, scope=scope)
    return Compared(Agreement.DIFFERS, told)


def _covers(kind: CredentialType, needed: str) -> bool:
    """Tell whether `needed` is a scope in the type's words, in any language that it has."""
    wanted = folded_words(needed)
    wordings = [(words.scope, words.everyday) for words in kind.translations.values()]
    return any(_is_covered(wanted, *each) for each in ((kind.scope, kind.everyday), *wordings))


def _is_covered(wanted: Words, scope: tuple[str, ...], everyday: tuple[str, ...]) -> bool:
    """Tell whether `wanted` is a scope in the type's words, in everyday words, or by its id.

    A token does not carry ids. One is known by its words: all begin words of the same one scope,
    as tattoo does of "Tattoo removal". What fits several scopes alike names none of them.
    """
    exact, scopes = _folded_scopes(scope, everyday)
    telling = [word for word in wanted if word not in _LITTLE]
    fits = [all(_begins(part, scope) for part in telling) for scope in scopes]
    has_long = any(len(word) >= _SHORTEST for word in telling)
    return wanted in exact or (has_long and sum(fits) == 1)


def _begins(part: str, scope: Words) -> bool:
    """Tell whether a word of `scope` begins like `part`; a short one, such as lip, must be one."""
    if len(part) < _SHORTEST:
        return part in scope
    return any(word.startswith(part) for word in scope)


@lru_cache(maxsize=100)
def _folded_scopes(
    scope: tuple[str, ...], everyday: tuple[str, ...]
) -> tuple[frozenset[Words], tuple[Words, ...]]:
    """Return each wording of each scope, folded, and all words of each; every row asks for them."""
    exact = frozenset(map(folded_words, (*scope, *everyday)))
    pairs = zip(scope, everyday, strict=True)
    return exact, tuple(folded_words(f"{text} {words}") for text, words in pairs)
