"""How the licence behind a certificate stands, from the dossier of the application it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from issuer.body.schemes import SchemeShelf
from issuer.candidates.application import ApplicationRecord
from issuer.certification.certificate_rules import LicenceWatch
from issuer.certification.dossier.dossier import Entry, Registers, dossier_of
from issuer.certification.licence_watch import LicenceStanding, stand
from issuer.certification.scheme import Scheme
from issuer.recertification.lapse import Held
from issuer.recertification.ports import RecertificationUnit

_PLAIN = LicenceWatch()  # what holds where a scheme says nothing


@dataclass(frozen=True, slots=True)
class Watched:
    """A certificate's licence: whose, under which rule, and how it stands (None: there is none)."""

    held: Held
    record: ApplicationRecord
    rule: LicenceWatch
    standing: LicenceStanding | None


@dataclass(frozen=True, slots=True)
class Licences:
    """Looks at the licences behind certificates. The scheme's newest version says how often."""

    schemes: SchemeShelf

    def look(
        self, unit: RecertificationUnit, held: Iterable[Held], today: date
    ) -> Mapping[str, Watched]:
        """Return how each certificate's licence stands, by number."""
        wanted = list(held)
        records = unit.applications.find(list({each.application for each in wanted}))
        people = list({each.application.person for each in records.values()})
        entries = unit.entries.of(people)
        found = {}
        for each in wanted:
            record = records[each.application]
            asked = record.application
            shown = [Entry(one.document, one.author, one.recorded) for one in entries[asked.person]]
            rule = self.scheme_of(each).licence_watch or _PLAIN
            dossier = dossier_of(asked, shown, Registers())
            found[each.number] = Watched(
                each, record, rule, stand(dossier, rule.recheck_days, today)
            )
        return found

    def scheme_of(self, held: Held) -> Scheme:
        """Return the version in force of a certificate's scheme, or its own if there is none."""
        if self.schemes.knows(held.scheme):
            return self.schemes.in_force(held.scheme).scheme
        return self.schemes.version(held.scheme, held.version).scheme
