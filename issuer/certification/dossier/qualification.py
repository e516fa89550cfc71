"""Stage 1, basic medical qualification: who the person is, and what they may do already."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from issuer.certification.fields import (
    Day,
    Id,
    ProfessionCode,
    Reference,
    Region,
    ShortLine,
    Strict,
)


class Identity(Strict):
    """A photo document that a named person compared with the candidate. No number of it is kept."""

    kind: Literal["identity"]
    ref: Reference
    on: Day = Field(description="When it was looked at.")
    document: Literal["passport", "identity-card", "driving-licence", "residence-permit"]
    checked_by: ShortLine = Field(description="Who looked.")


class PrimarySourceCheck(Strict):
    """A question to the regulator itself: not to a copy, and not to the candidate."""

    on: Day
    by: ShortLine = Field(description="Who asked.")
    how: Literal["register-page", "register-interface", "letter", "telephone"]


class Licence(Strict):
    """A licence as the regulator's own register showed it. Its newest check is what counts."""

    kind: Literal["licence"]
    ref: Reference
    profession: ProfessionCode
    regulator: ShortLine
    region: Region = Field(description="Where it entitles to practise.")
    number: ShortLine = Field(repr=False)
    status: Literal["active", "restricted", "suspended", "ended"]
    expires: Day | None = Field(default=None, description="Last day; absent: it does not expire.")
    check: PrimarySourceCheck


class HeldCertificate(Strict):
    """A certificate of another body that the candidate holds, such as life support."""

    kind: Literal["certificate"]
    ref: Reference
    certificate: Id = Field(description="As the scheme calls it, such as basic-life-support.")
    issuer: ShortLine
    on: Day = Field(description="When it was given.")
    expires: Day | None = Field(default=None, description="Last day; absent: it does not expire.")
    seen_by: ShortLine


class Declaration(Strict):
    """What the candidate declares: cover, conduct, agreement. The newest one counts."""

    kind: Literal["declaration"]
    ref: Reference
    declaration: Id = Field(description="As the scheme calls it, such as indemnity.")
    on: Day
    holds: bool = Field(description="True: as the scheme asks. False: something was disclosed.")
    reviewed_by: ShortLine | None = Field(
        default=None, description="Who looked into what was disclosed, and found it no obstacle."
    )
    expires: Day | None = Field(default=None, description="Last day, as of an insurance.")


class Experience(Strict):
    """A period of practice in the profession."""

    kind: Literal["experience"]
    ref: Reference
    profession: ProfessionCode
    since: Day
    until: Day | None = Field(default=None, description="Last day; absent: it goes on.")
    confirmed_by: ShortLine


class Endorsement(Strict):
    """Somebody answers for the candidate, such as a supervising physician."""

    kind: Literal["endorsement"]
    ref: Reference
    endorsement: Id = Field(description="As the scheme calls it, such as supervising-physician.")
    on: Day
    by: ShortLine
    expires: Day | None = None


class Specialty(Strict):
    """A specialty background: recorded, and demanded only where a scheme says so."""

    kind: Literal["specialty"]
    ref: Reference
    specialty: Id = Field(description="As the scheme calls it, such as dermatology.")
    qualification: ShortLine
    on: Day
