"""A scheme's ids in the scheme's own words, for people who never saw the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from issuer.certification.requirements import (
    CertificateRequirement,
    DeclarationRequirement,
    EndorsementRequirement,
)
from issuer.certification.scheme import Scheme
from issuer.web.admin.plain_words import in_plain_words

_EXAMINATION = {"written": "Written examination", "practical": "Practical examination"}


@dataclass(frozen=True, slots=True)
class Words:
    """Looks words up; an id that the scheme has none for is told as it can be read."""

    scheme: Scheme
    zone: ZoneInfo

    def day(self, moment: datetime) -> date:
        """Return the day of `moment` where the certification body is."""
        return moment.astimezone(self.zone).date()

    def profession(self, code: str) -> str:
        """Return a profession."""
        return self.scheme.professions.get(code, in_plain_words(code))

    def region(self, code: str) -> str:
        """Return a region, with its code."""
        label = self.scheme.regions.get(code)
        return f"{label} ({code})" if label else code

    def module(self, code: str) -> str:
        """Return the title of a module of the training."""
        titles = {module.id: module.title for module in self.scheme.modules}
        return titles.get(code, in_plain_words(code))

    def area(self, code: str) -> str:
        """Return an area as the case log calls it."""
        log = self.scheme.case_log
        return log.areas.get(code, in_plain_words(code)) if log else in_plain_words(code)

    def requirement(self, code: str) -> str:
        """Return the title of a requirement."""
        titles = {each.id: each.title for each in self.scheme.requirements}
        return titles.get(code) or _EXAMINATION.get(code, in_plain_words(code))

    def shown(self, code: str) -> str:
        """Return what a certificate, declaration or endorsement is called where it is asked."""
        for each in self.scheme.requirements:
            if code in _shown_for(each):
                return each.title
        return in_plain_words(code)


def _shown_for(requirement: object) -> tuple[str, ...]:
    if isinstance(requirement, CertificateRequirement):
        return (requirement.certificate,)
    if isinstance(requirement, DeclarationRequirement):
        return (requirement.declaration,)
    if isinstance(requirement, EndorsementRequirement):
        return (requirement.endorsement,)
    return ()
