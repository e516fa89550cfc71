"""What a search can be narrowed by: the schemes, keys and registers that there are."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.wiring import IssuerWorld
from keys.keyring import Purpose

Choices = list[tuple[str, str]]  # a value, and how it is called
_MOST = 500  # entries of a register offered


@dataclass(frozen=True, slots=True)
class Offers:
    """The choices of each filter."""

    schemes: Choices
    professions: Choices
    regions: Choices
    keys: Choices
    sittings: Choices
    providers: Choices
    examiners: Choices


def offers_of(world: IssuerWorld) -> Offers:
    """Return what there is on record to choose from."""
    versions = world.schemes.versions()
    professions: dict[str, str] = {}
    regions: dict[str, str] = {}
    for scheme in versions:
        professions |= scheme.professions
        regions |= scheme.regions
    issuer = world.trust.current().issuers[0]
    keys = [key for key in issuer.keyring if key.purpose is Purpose.CREDENTIAL]
    with world.database.reading() as unit:
        listed = {kind: unit.register.all(kind)[:_MOST] for kind in _REGISTERS}
    named = {
        kind: [(each.listed.id, getattr(each.listed, "name", each.listed.id)) for each in entries]
        for kind, entries in listed.items()
    }
    return Offers(
        schemes=sorted({scheme.id: scheme.id for scheme in versions}.items()),
        professions=sorted(professions.items()),
        regions=sorted(regions.items(), key=lambda each: each[1]),
        keys=[(key.kid, f"{key.kid}, since {key.since:%Y-%m-%d}") for key in keys],
        sittings=named["sitting"],
        providers=named["provider"],
        examiners=named["examiner"],
    )


_REGISTERS = ("sitting", "provider", "examiner")
