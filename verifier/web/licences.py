"""`/licences`: where are you treated? To the regulator's own register there, never to ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from verifier.credential_type import CredentialType, LicenceRegister
from verifier.languages import ENGLISH, Language
from verifier.trust import Trust, is_specimen
from verifier.type_words import type_words
from verifier.web.http.languages import in_all_languages, reader_language
from verifier.wiring import VerifierWorld
from verifier.words import LICENCE_REMINDER

PATH = "/licences"


@dataclass(frozen=True, slots=True)
class Regulator:
    """A regulator's register, and the words for the professions in it; none: for all of them."""

    name: str
    url: str
    professions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A region with its regulators. `language` is the one that its words are in."""

    region: str
    name: str
    language: str
    regulators: tuple[Regulator, ...]


def licences_blueprint(world: VerifierWorld) -> Blueprint:
    """Make the page. It needs no script, and knows only what trusted types tell."""
    blueprint = Blueprint("licences", __name__)
    in_all_languages(blueprint)

    @blueprint.get(PATH)
    def show() -> ResponseReturnValue:
        language, trust = reader_language(), world.trust.current()
        return render_template(
            "verify/licences.html",
            places=places(trust, language),
            bodies=trust.issuers,
            reminder=language.say(LICENCE_REMINDER),
            specimen=any(is_specimen(issuer.url) for issuer in trust.issuers),
        )

    return blueprint


def places(trust: Trust, language: Language = ENGLISH) -> tuple[Place, ...]:
    """Return the places whose registers the newest types name, each once, sorted by name."""
    found: dict[str, Place] = {}
    for kind in _in_force(trust):
        for register in kind.registers:
            place = found.get(register.region) or _place(register, kind, language)
            found[register.region] = _with(place, _regulator(register, kind, language))
    return tuple(sorted(found.values(), key=lambda place: place.name))


def _in_force(trust: Trust) -> Iterator[CredentialType]:
    """Yield the newest type of each scheme: an older one may send people to a page that moved."""
    for issuer in trust.issuers:
        newest = {kind.scheme: kind for kind in sorted(issuer.types.values(), key=_serial)}
        yield from newest.values()


def _serial(kind: CredentialType) -> int:
    return int(kind.url.rpartition("/")[2])  # types are numbered as they are published


def _place(register: LicenceRegister, kind: CredentialType, language: Language) -> Place:
    told, code = type_words(kind, language)
    if register.region in told.places:
        return Place(register.region, told.places[register.region], code, ())
    return Place(register.region, register.place, ENGLISH.code, ())


def _regulator(register: LicenceRegister, kind: CredentialType, language: Language) -> Regulator:
    labels = {**kind.professions, **type_words(kind, language)[0].professions}
    names = tuple(labels.get(code, code) for code in register.professions)
    return Regulator(register.regulator, register.url, names)


def _with(place: Place, regulator: Regulator) -> Place:
    """Return `place` with one more regulator; an address that it has is told once, for all."""
    others = [each for each in place.regulators if each.url != regulator.url]
    same = [each.professions for each in place.regulators if each.url == regulator.url]
    told = Regulator(regulator.name, regulator.url, _joined([*same, regulator.professions]))
    return Place(place.region, place.name, place.language, (*others, told))


def _joined(listed: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    told = list(listed)
    return tuple(dict.fromkeys(name for names in told for name in names)) if all(told) else ()
