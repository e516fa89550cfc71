"""Whether a certified person's licence stands, as far as the record knows. It changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from issuer.certification.dossier.dossier import Dossier
from issuer.certification.dossier.qualification import Licence
from issuer.certification.rules.qualification import newest_licences


class Ground(StrEnum):
    """Why somebody must look at a licence. The strings are public: add, never rename."""

    OVERDUE = "check-overdue"  # the regulator was not asked for too long
    EXPIRED = "expired"  # its last day on record is over
    NOT_ACTIVE = "not-active"  # the newest check found it restricted, suspended or ended


@dataclass(frozen=True, slots=True)
class LicenceStanding:
    """The licence that counts, why it must be looked at (None: it is good), and since when."""

    licence: Licence
    ground: Ground | None
    since: date


def stand(dossier: Dossier, recheck_days: int | None, today: date) -> LicenceStanding | None:
    """Return how the best licence of profession and region stands; None where there is none.

    Without `recheck_days` a check never gets too old.
    """
    found = [_judge(each, recheck_days, today) for each in newest_licences(dossier, today)]
    return min(found, key=_merit, default=None)


def _judge(found: Licence, recheck_days: int | None, today: date) -> LicenceStanding:
    if found.status != "active":
        return LicenceStanding(found, Ground.NOT_ACTIVE, found.check.on)
    if found.expires is not None and found.expires < today:
        return LicenceStanding(found, Ground.EXPIRED, found.expires + timedelta(days=1))
    if recheck_days is not None:
        lasts = found.check.on + timedelta(days=recheck_days)
        if lasts < today:
            return LicenceStanding(found, Ground.OVERDUE, lasts + timedelta(days=1))
    return LicenceStanding(found, None, found.check.on)


_ORDER = [None, *Ground]


def _merit(standing: LicenceStanding) -> tuple[int, int, str]:
    return _ORDER.index(standing.ground), -standing.since.toordinal(), standing.licence.ref
