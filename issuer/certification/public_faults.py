"""What a scheme's registers and translations must agree on with the rest of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from issuer.certification.errors import Fault
from issuer.certification.public_words import Translation
from issuer.certification.scheme import SchemeFile

OWN_LANGUAGE = "en"  # the language that a scheme itself is written in


def public_contradictions(scheme: SchemeFile) -> Iterator[Fault]:
    """Yield where registers or translations contradict the scheme, each with its mend."""
    yield from _registers(scheme)
    for tag, told in scheme.languages.items():
        path = f"languages.{tag}"
        if tag.split("-", maxsplit=1)[0] == OWN_LANGUAGE:
            yield Fault(path, "leave it out: the scheme itself is in English")
        else:
            yield from _translation(path, told, scheme)


def _registers(scheme: SchemeFile) -> Iterator[Fault]:
    places: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for index, register in enumerate(scheme.registers):
        path = f"registers[{index}]"
        place = places.setdefault(register.region, register.place)
        if register.place != place:
            yield Fault(f"{path}.place", f"write {place}, as {register.region} is called above")
        if (register.region, register.url) in seen:
            yield Fault(f"{path}.url", "leave one out: this region has the address already")
        seen.add((register.region, register.url))
        known = ", ".join(scheme.professions)
        for code in register.professions:
            if code not in scheme.professions:
                yield Fault(f"{path}.professions", f"{code} is not listed; known: {known}")


def _translation(path: str, told: Translation, scheme: SchemeFile) -> Iterator[Fault]:
    scope = [each.id for each in scheme.scope]
    places = dict.fromkeys(register.region for register in scheme.registers)
    yield from _all_of_them(f"{path}.scope", told.scope, scope)
    yield from _all_of_them(f"{path}.professions", told.professions, scheme.professions)
    yield from _all_of_them(f"{path}.places", told.places, places)


def _all_of_them(path: str, told: Mapping[str, object], known: Collection[str]) -> Iterator[Fault]:
    for name in known:
        if name not in told:
            yield Fault(f"{path}.{name}", "add it: a language has all words or none")
    for name in told:
        if name not in known:
            listed = ", ".join(known) or "nothing yet"
            yield Fault(f"{path}.{name}", f"leave it out; known: {listed}")
