"""Stage 1: identity, licence, certificates, declarations, experience, endorsement, specialty."""

from __future__ import annotations

from datetime import date, timedelta

from issuer.certification.calendar_days import add_months, show_day, whole_months
from issuer.certification.dossier.dossier import Dossier
from issuer.certification.dossier.qualification import (
    Declaration,
    Endorsement,
    Experience,
    HeldCertificate,
    Identity,
    Licence,
    Specialty,
)
from issuer.certification.findings import UnmetCode
from issuer.certification.lines import likeness
from issuer.certification.requirements import (
    CertificateRequirement,
    DeclarationRequirement,
    EndorsementRequirement,
    ExperienceRequirement,
    LicenceRequirement,
    SpecialtyRequirement,
)
from issuer.certification.rules.standing import Standing, counted, expired, joined, met, unmet
from issuer.certification.scheme import Scheme


def identity(dossier: Dossier, today: date) -> Standing:
    """Ask for a photo document that somebody compared with the person."""
    seen = [each.on for each in dossier.of(Identity) if each.on <= today]
    if not seen:
        return unmet(UnmetCode.IDENTITY, "no photo document was checked")
    return met(f"checked on {show_day(max(seen))}")


def licence(asked: LicenceRequirement, dossier: Dossier, scheme: Scheme, today: date) -> Standing:
    """Ask for one licence that is good; of each licence, the newest check counts."""
    candidate = dossier.application
    here = newest_licences(dossier, today)
    if not here:
        profession = scheme.professions.get(candidate.profession, candidate.profession)
        told = f"no licence as {profession[:1].lower()}{profession[1:]} for {candidate.region}"
        return unmet(UnmetCode.LICENCE, told)
    standings = [_licence(each, asked.max_check_age_days, today) for each in here]
    return min(standings, key=lambda one: ["met", "expired", "unmet"].index(one.status))


def newest_licences(dossier: Dossier, today: date) -> list[Licence]:
    """Return the newest check of each licence of the profession that holds where they work."""
    candidate = dossier.application
    newest: dict[tuple[str, str], Licence] = {}
    for each in sorted(dossier.of(Licence), key=_favour):
        if each.check.on <= today and each.profession == candidate.profession:
            newest[likeness(each.regulator), likeness(each.number)] = each
    return [each for each in newest.values() if covers(each.region, candidate.region)]


def _favour(found: Licence) -> tuple[date, bool, int, str]:
    """Return what puts the newest check last, and of one day's the least favourable."""
    lasts = (found.expires or date.max).toordinal()
    return found.check.on, found.status != "active", -lasts, found.ref


def covers(region: str, place: str) -> bool:
    """Tell whether what holds for `region` holds at `place`: a country's for all its parts."""
    return place == region or place.startswith(f"{region}-")


def _licence(found: Licence, max_age: int, today: date) -> Standing:
    checked = found.check.on
    if found.status != "active":
        told = f"the regulator lists the licence as {found.status} ({show_day(checked)})"
        return unmet(UnmetCode.LICENCE, told)
    if found.expires is not None and found.expires < today:
        return expired(UnmetCode.LICENCE, f"the licence expired on {show_day(found.expires)}")
    if checked < today - timedelta(days=max_age):
        told = f"last asked of the regulator on {show_day(checked)}, over {max_age} days ago"
        return expired(UnmetCode.LICENCE, told)
    until = f", in force until {show_day(found.expires)}" if found.expires else ""
    return met(f"active with {found.regulator}, asked on {show_day(checked)}{until}")


def certificate(asked: CertificateRequirement, dossier: Dossier, today: date) -> Standing:
    """Ask for a certificate of this name that is in force."""
    held = [
        (each.on, each.expires)
        for each in dossier.of(HeldCertificate)
        if each.certificate == asked.certificate and each.on <= today
    ]
    return _current(UnmetCode.CERTIFICATE, held, asked.max_age_months, today)


def endorsement(asked: EndorsementRequirement, dossier: Dossier, today: date) -> Standing:
    """Ask for an endorsement of this name that is in force."""
    given = [
        (each.on, each.expires)
        for each in dossier.of(Endorsement)
        if each.endorsement == asked.endorsement and each.on <= today
    ]
    return _current(UnmetCode.ENDORSEMENT, given, asked.max_age_months, today)


def declaration(asked: DeclarationRequirement, dossier: Dossier, today: date) -> Standing:
    """Look at the newest declaration of this name; of one day's, at the least favourable."""
    made = [
        each
        for each in dossier.of(Declaration)
        if each.declaration == asked.declaration and each.on <= today
    ]
    if not made:
        return unmet(UnmetCode.DECLARATION, "nothing was declared")
    newest = max(made, key=lambda one: (one.on, not _is_clear(one), one.ref))
    if not _is_clear(newest):
        told = f"what was disclosed on {show_day(newest.on)} was not reviewed yet"
        return unmet(UnmetCode.DECLARATION, told)
    held = [(newest.on, newest.expires)]
    return _current(UnmetCode.DECLARATION, held, asked.max_age_months, today)


def _is_clear(made: Declaration) -> bool:
    return made.holds or made.reviewed_by is not None


def _current(
    code: UnmetCode, held: list[tuple[date, date | None]], max_age: int | None, today: date
) -> Standing:
    """Judge documents by the day they were given and their last day; the best one counts."""
    if not held:
        return unmet(code, "nothing is on record")
    last, on = max((_last_day(on, until, max_age) or date.max, on) for on, until in held)
    of = f"of {show_day(on)}"
    if last == date.max:
        return met(of)
    if last < today:
        return expired(code, f"it ended on {show_day(last)}")
    return met(f"{of}, in force until {show_day(last)}")


def _last_day(on: date, expires: date | None, max_age: int | None) -> date | None:
    limits = [expires] if expires else []
    if max_age is not None:
        limits.append(add_months(on, max_age))
    return min(limits, default=None)


def experience(asked: ExperienceRequirement, dossier: Dossier, today: date) -> Standing:
    """Add up confirmed practice in the profession until today."""
    profession = dossier.application.profession
    months = whole_months(
        (each.since, min(each.until or today, today))
        for each in dossier.of(Experience)
        if each.profession == profession
    )
    short = counted(months, asked.months, "months of practice")
    return unmet(UnmetCode.EXPERIENCE, short) if short else met(f"{months} months of practice")


def specialty(asked: SpecialtyRequirement, dossier: Dossier, today: date) -> Standing:
    """Ask for one of several backgrounds."""
    found = [
        each.specialty
        for each in dossier.of(Specialty)
        if each.specialty in asked.specialties and each.on <= today
    ]
    if not found:
        return unmet(UnmetCode.SPECIALTY, f"none of {joined(asked.specialties)}")
    return met(joined(dict.fromkeys(found)))
