"""The kinds of text and figure that schemes and exam results are made of, for Pydantic.

WORDS says of each pattern what it asks for. No pattern can match a line break: these texts go
into URLs, logs and tables.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from issuer.certification.figures import (
    read_day,
    read_hours,
    read_moment,
    read_percent,
    show_moment,
    to_number,
)
from issuer.certification.lines import MAX_NAME, read_line, read_name

_ID = "[0-9A-Za-z][0-9A-Za-z_-]{0,63}"
_PATTERNS = {
    "reference": "^[0-9A-Za-z][!-~]{0,99}$",
    "scheme": "^[a-z0-9][a-z0-9-]{0,31}$",
    "version": "^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$",
    "prefix": "^[0-9A-HJKMNP-TV-Z]{2,5}$",
    "profession": "^[a-z][a-z0-9_-]{0,31}$",
    "id": f"^{_ID}$",
    "case": "^[A-Za-z]{0,10}-?[0-9]{1,4}[a-z]?$",
    "fail": f"^{_ID}/{_ID}$",
    "language": "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
    "region": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$",
    "mail": "^[!-?A-~]{1,64}@[0-9A-Za-z.-]{1,190}$",
    "address": "^https?://[!-~]{1,300}$",
    "secure": "^https://[0-9a-z.-]{1,190}(/[!-~]{0,300})?$",
}
WORDS = {
    _PATTERNS["reference"]: "1 to 100 visible ASCII characters, the first a letter or digit",
    _PATTERNS["scheme"]: "1 to 32 of a-z, 0-9 and -, such as btx-1",
    _PATTERNS["version"]: "a version such as 2026.1: letters, digits, . and -, at most 32",
    _PATTERNS["prefix"]: "2 to 5 of 0-9 and A-Z without I, L, O and U, such as BTX",
    _PATTERNS["profession"]: "1 to 32 of a-z, 0-9, _ and -, the first a letter",
    _PATTERNS["id"]: "an id: letters, digits, _ and -, at most 64, the first a letter or digit",
    _PATTERNS["case"]: "a number of this log such as 17 or performed-17: nothing of a patient",
    _PATTERNS["fail"]: "a station and what went wrong, such as P4/breaks-asepsis-uncorrected",
    _PATTERNS["language"]: "a language tag such as ar, zh-Hant or sr-Cyrl-RS",
    _PATTERNS["region"]: "a country or its part by ISO 3166, such as GB or US-TX",
    _PATTERNS["mail"]: "a mail address such as a.example@example.org",
    _PATTERNS["address"]: "an address such as https://learning.example.org/exams/1",
    _PATTERNS["secure"]: "an https address such as https://register.example.org/search",
}

Reference = Annotated[str, Field(pattern=_PATTERNS["reference"])]
SchemeId = Annotated[str, Field(pattern=_PATTERNS["scheme"])]
Version = Annotated[str, Field(pattern=_PATTERNS["version"])]
Prefix = Annotated[str, Field(pattern=_PATTERNS["prefix"])]
ProfessionCode = Annotated[str, Field(pattern=_PATTERNS["profession"])]
Id = Annotated[str, Field(pattern=_PATTERNS["id"])]
CaseNumber = Annotated[str, Field(pattern=_PATTERNS["case"])]
CriticalFail = Annotated[str, Field(pattern=_PATTERNS["fail"])]
LanguageTag = Annotated[str, Field(pattern=_PATTERNS["language"])]
Region = Annotated[str, Field(pattern=_PATTERNS["region"])]
MailAddress = Annotated[str, Field(pattern=_PATTERNS["mail"])]
WebAddress = Annotated[str, Field(pattern=_PATTERNS["address"])]
SecureAddress = Annotated[str, Field(pattern=_PATTERNS["secure"])]


def _line(longest: int) -> AfterValidator:
    return AfterValidator(lambda text: read_line(text, longest))


Name = Annotated[
    str,
    AfterValidator(read_name),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_NAME}),
]
ShortLine = Annotated[str, _line(200)]
LongLine = Annotated[str, _line(1000)]
Percent = Annotated[
    Decimal,
    PlainValidator(read_percent),
    PlainSerializer(to_number, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
Hours = Annotated[
    Decimal,
    PlainValidator(read_hours),
    PlainSerializer(to_number, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 10_000}),
]
Moment = Annotated[
    datetime,
    PlainValidator(read_moment),
    PlainSerializer(show_moment, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[
    date,
    PlainValidator(read_day),
    PlainSerializer(date.isoformat, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date"}),
]


class Strict(BaseModel):
    """Base of what is read from documents: nothing is guessed, and nothing unknown is dropped."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)
