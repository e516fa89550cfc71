"""What the record has towards a renewal, for the holder's page."""

from __future__ import annotations

from issuer.certification.dossier.training import Education
from issuer.certification.renewal import Renewal, renewal_of
from issuer.errors import UnknownSchemeError
from issuer.holder.holding import Holding
from issuer.wiring import IssuerWorld


def renewal_for(world: IssuerWorld, holding: Holding) -> Renewal | None:
    """Return what renews the current certificate; None where the scheme does not say."""
    made = holding.current
    try:
        rule = world.schemes.in_force(made.scheme).scheme.recertification
    except UnknownSchemeError:
        return None
    if rule is None:
        return None
    since = made.effective.astimezone(world.body.zone).date()
    return renewal_of(rule, _education(world, holding), since=since, until=made.valid_through)


def _education(world: IssuerWorld, holding: Holding) -> list[Education]:
    """Return the continuing education in the dossier that the certificate came from."""
    made = holding.current
    attempts = {holding.current.attempt, *(each.attempt for each in holding.older)}
    with world.database.reading() as unit:
        theirs = unit.applications.of_person(made.holder.reference)
        if not any(each.attempt in attempts for each in theirs):
            return []  # an exam system's own reference: perhaps somebody else's here
        entries = unit.entries.of([made.holder.reference]).get(made.holder.reference, ())
    return [each.document for each in entries if isinstance(each.document, Education)]
