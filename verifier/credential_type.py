"""What a type URL (`vct`) stands for, in words: whatever a verifier tells that is in no token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shown:
    """What every holder of a type had to show, whatever their profession and region.

    What nobody was asked, or what could be waived, is False or 0. Hours and cases are the least
    that was asked.
    """

    licence: bool = False
    identity: bool = False
    training_hours: int = 0
    supervised_cases: int = 0
    written: bool = False
    practical: bool = False


@dataclass(frozen=True, slots=True)
class LicenceRegister:
    """Where a regulator tells who has a licence. Without `professions` it is for all of them.

    `region` is by ISO 3166, `place` the same in words, `url` an https address.
    """

    region: str
    place: str
    regulator: str
    url: str
    professions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeWords:
    """A type's words in one more language; `scope` and `everyday` are in the type's order.

    `places` are those of its registers, by region.
    """

    title: str
    scope: tuple[str, ...]
    everyday: tuple[str, ...]
    professions: Mapping[str, str]
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CredentialType:
    """One scheme version with one scope. `translations` are by language tag (BCP 47)."""

    url: str
    title: str
    scheme: str
    version: str
    scope: tuple[str, ...]
    everyday: tuple[str, ...]
    professions: Mapping[str, str]
    limits: str
    shown: Shown | None = None
    registers: tuple[LicenceRegister, ...] = ()
    translations: Mapping[str, TypeWords] = field(default_factory=dict)
