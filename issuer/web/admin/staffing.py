"""Who works here now, for pages that tell who may do an act."""

from __future__ import annotations

from issuer.accounts.ports import Officer
from issuer.wiring import IssuerWorld


def who_works_here(world: IssuerWorld) -> list[Officer]:
    """Return every officer who has not left."""
    return [
        Officer(each.name, each.roles) for each in world.staff.everybody() if each.ended is None
    ]
