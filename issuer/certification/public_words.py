"""What a scheme has for patients: where to look a licence up, and its words in other languages."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from issuer.certification.fields import (
    Day,
    Id,
    ProfessionCode,
    Region,
    SecureAddress,
    ShortLine,
    Strict,
)


class Register(Strict):
    """A regulator's public register of licences; without `professions`, of all the scheme's."""

    region: Region
    place: ShortLine
    professions: tuple[ProfessionCode, ...] = Field(default=(), max_length=50, strict=False)
    regulator: ShortLine
    url: SecureAddress
    checked: Day


class ScopeWords(Strict):
    """One thing of the scope, in another language."""

    text: ShortLine
    everyday: ShortLine


class Translation(Strict):
    """What patients read of a certificate, in one more language. Nothing is left untranslated."""

    title: ShortLine
    scope: Mapping[Id, ScopeWords] = Field(min_length=1, max_length=50)
    professions: Mapping[ProfessionCode, ShortLine] = Field(min_length=1, max_length=50)
    places: Mapping[Region, ShortLine] = Field(default_factory=dict, max_length=300)
