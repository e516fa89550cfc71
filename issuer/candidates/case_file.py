"""A case file: everything there is to know when an application is looked at or decided."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.body.schemes import ShelvedScheme
from issuer.candidates.application import ApplicationRecord
from issuer.certification.dossier.dossier import Dossier, Person
from issuer.certification.findings import Assessment
from issuer.certification.scheme import Scheme


@dataclass(frozen=True, slots=True)
class CaseFile:
    """An application, whose it is, what was shown for it, and how that stands as of now."""

    record: ApplicationRecord
    person: Person
    dossier: Dossier
    shelved: ShelvedScheme
    assessment: Assessment

    @property
    def scheme(self) -> Scheme:
        """Return the scheme version it was submitted under."""
        return self.shelved.scheme
