"""An application on the wire: who applies, for what, in which profession and region."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from issuer.certification.dossier.dossier import Person
from issuer.certification.dossier.strict import load_members
from issuer.certification.errors import DocumentError
from issuer.certification.faults import faults_of
from issuer.certification.fields import (
    LanguageTag,
    MailAddress,
    Name,
    ProfessionCode,
    Reference,
    Region,
    SchemeId,
    Strict,
)


class PersonDocument(Strict):
    """A person, as the body knows them."""

    ref: Reference = Field(description="The body's own number for the person.")
    name: Name = Field(description="The whole name as it shall be printed: never split.")
    native_name: Name | None = Field(
        default=None, description="The name in the person's own script."
    )
    native_language: LanguageTag | None = Field(
        default=None,
        validate_default=True,
        description="BCP 47 tag of `native_name`, such as ar. With it or not at all.",
    )
    mail: MailAddress | None = Field(default=None, description="Where to write to the person.")

    @field_validator("native_language")
    @classmethod
    def _of_a_name(cls, language: str | None, info: ValidationInfo) -> str | None:
        if "native_name" in info.data and (info.data["native_name"] is None) != (language is None):
            raise ValueError("name the language of the name in its own script, such as ar")
        return language

    def to_person(self) -> Person:
        """Return the value that this document stands for."""
        return Person(self.ref, self.name, self.native_name, self.native_language, self.mail)


class Applicant(Strict):
    """An application as it arrives."""

    person: PersonDocument
    scheme: SchemeId
    profession: ProfessionCode
    region: Region = Field(description="Where the person practises, such as US-TX or GB-ENG.")


def parse_applicant(data: bytes) -> Applicant:
    """Return the application that `data`, strict JSON of at most 16 KiB, is.

    Raises `DocumentError`, naming each path and its mend, and nothing else, for any bytes.
    """
    return read_applicant(load_members(data))


def read_applicant(members: Mapping[str, object]) -> Applicant:
    """Return the application that already loaded `members` are, or raise `DocumentError`."""
    try:
        return Applicant.model_validate(members)
    except ValidationError as exc:
        raise DocumentError(faults_of(Applicant, exc)) from exc
