"""Whether a certificate says what the clinic has of the person: told apart from its verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from verifier.credential import Credential
from verifier.roster.names import NameDifference, compare_names
from verifier.roster.row import Row
from verifier.roster.spelling import folded_words
from verifier.trust import CredentialType, TrustedIssuer

Words = tuple[str, ...]

_LATIN = re.compile("[A-Za-z]")
_SEVERAL = re.compile("[;|]")
_SHORTEST = 4  # letters: shorter words, such as in and the, tell no scope from another


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
    """Everything that was compared."""

    name: Compared
    profession: Compared
    scope: Compared

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
            return "The certificate says what your list says."
        if not self._asked:
            return "Your list gives nothing to compare."
        return " ".join(part.sentence for part in self._asked if part.result is result)

    @property
    def _asked(self) -> list[Compared]:
        return [part for part in (self.name, self.profession, self.scope) if part.asked]


def compare(row: Row, credential: Credential | None, issuer: TrustedIssuer | None) -> Match:
    """Compare `row` with what was proven, if anything was."""
    if credential is None:
        return Match(*(_unproven(what, given) for what, given in _given(row)))
    kind = issuer.types.get(credential.type) if issuer else None
    return Match(
        name=_name(row.name, credential) if row.name else _not_given("name"),
        profession=_profession(row.profession, credential, kind)
        if row.profession
        else _not_given("profession"),
        scope=_scope(row.scope, kind) if row.scope else _not_given("scope"),
    )


def _given(row: Row) -> tuple[tuple[str, str], ...]:
    return (("name", row.name), ("profession", row.profession), ("scope", row.scope))


def _not_given(what: str) -> Compared:
    return Compared(Agreement.NOT_TOLD, f"Your list gives no {what}.", asked=False)


def _unproven(what: str, given: str) -> Compared:
    if not given:
        return _not_given(what)
    return Compared(
        Agreement.NOT_TOLD, f"There is no proven certificate to compare the {what} with."
    )


def _name(listed: str, credential: Credential) -> Compared:
    told = f"The certificate says {credential.name}."
    if listed in {credential.name, credential.native_name}:
        return Compared(Agreement.MATCHES, "The name is the same.")
    if credential.native_name and not compare_names(credential.native_name, listed):
        return Compared(Agreement.MATCHES, f"The name is the same in its own script. {told}")
    difference = compare_names(credential.name, listed)
    if not difference:
        return Compared(Agreement.MATCHES, f"The name is the same but for its spelling. {told}")
    if _LATIN.search(credential.name) and not _LATIN.search(listed) and not credential.native_name:
        words = f"The certificate has no name in the script of your list. {told}"
        return Compared(Agreement.NOT_TOLD, words)
    return Compared(Agreement.DIFFERS, f"{told} {_difference(difference)}")


def _difference(found: NameDifference) -> str:
    parts = []
    if found.only_certificate:
        parts.append(f"Only on the certificate: {' '.join(found.only_certificate)}.")
    if found.only_list:
        parts.append(f"Only in your list: {' '.join(found.only_list)}.")
    return " ".join(parts)


def _profession(listed: str, credential: Credential, kind: CredentialType | None) -> Compared:
    code = credential.profession
    label = kind.professions.get(code, code) if kind else code
    if folded_words(listed) in {folded_words(code), folded_words(label)}:
        return Compared(Agreement.MATCHES, "The profession is the same.")
    told = f"The certificate says {label}. Your list says {listed}."
    return Compared(Agreement.DIFFERS, told)


def _scope(listed: str, kind: CredentialType | None) -> Compared:
    if kind is None:
        words = "This site does not know in words what the certificate covers."
        return Compared(Agreement.NOT_TOLD, words)
    needed = [trimmed for each in _SEVERAL.split(listed) if (trimmed := each.strip())] or [listed]
    missing = [each for each in needed if not _covers(kind, each)]
    if not missing:
        return Compared(Agreement.MATCHES, "The certificate covers what your list needs.")
    told = f"Not covered: {'; '.join(missing)}. The certificate covers {'; '.join(kind.scope)}."
    return Compared(Agreement.DIFFERS, told)


def _covers(kind: CredentialType, needed: str) -> bool:
    """Tell whether `needed` is a scope in the type's words, in everyday words, or by its id.

    A token does not carry ids. One is known by its words: all begin words of the same one scope,
    as tattoo does of "Tattoo removal". What fits several scopes alike names none of them.
    """
    exact, scopes = _folded_scopes(kind.scope, kind.everyday)
    wanted = folded_words(needed)
    telling = [word for word in wanted if len(word) >= _SHORTEST]
    fits = [all(_begins(part, scope) for part in telling) for scope in scopes]
    return wanted in exact or (bool(telling) and sum(fits) == 1)


def _begins(part: str, scope: Words) -> bool:
    return any(word.startswith(part) for word in scope)


@lru_cache(maxsize=100)
def _folded_scopes(
    scope: tuple[str, ...], everyday: tuple[str, ...]
) -> tuple[frozenset[Words], tuple[Words, ...]]:
    """Return each wording of each scope, folded, and all words of each; every row asks for them."""
    exact = frozenset(map(folded_words, (*scope, *everyday)))
    pairs = zip(scope, everyday, strict=True)
    return exact, tuple(folded_words(f"{text} {words}") for text, words in pairs)
