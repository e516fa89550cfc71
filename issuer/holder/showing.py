"""What a holder puts elsewhere: a LinkedIn entry, a mail signature, data for search engines.

LinkedIn's address and its fields are those of its "Add to profile" buttons; nothing is loaded from
there, and nothing is sent before the holder follows the link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

_LINKEDIN = "https://www.linkedin.com/profile/add"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is told of a certificate elsewhere. `address` is where anyone can check it."""

    number: str
    name: str
    profession: str
    title: str
    scope: Sequence[str]
    issuer: str
    issuer_url: str
    telephone: str
    issued: date
    valid_through: date
    address: str


def linkedin_link(shown: Shown) -> str:
    """Return the address that opens LinkedIn's own form, filled in."""
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": shown.title,
        "organizationName": shown.issuer,
        "issueYear": shown.issued.year,
        "issueMonth": shown.issued.month,
        "expirationYear": shown.valid_through.year,
        "expirationMonth": shown.valid_through.month,
        "certUrl": shown.address,
        "certId": shown.number,
    }
    return f"{_LINKEDIN}?{urlencode(fields)}"


def signature(shown: Shown, *, certified: str, check: str) -> str:
    """Return lines for the foot of a mail; `certified` and `check` are words of a language."""
    return "\n".join(
        (
            f"{shown.name}, {shown.profession}",
            f"{certified} {shown.title}",
            f"{shown.issuer}, {shown.number}",
            f"{check} {shown.address}",
        )
    )


def json_ld(shown: Shown, *, is_valid: bool, picture: str) -> dict[str, object]:
    """Return schema.org's EducationalOccupationalCredential; its holder is the person named.

    One that is not in force has no `validFrom` and no `validThrough`: it claims nothing.
    """
    period = {
        "validFrom": shown.issued.isoformat(),
        "validThrough": shown.valid_through.isoformat(),
    }
    credential: dict[str, object] = {
        "@type": "EducationalOccupationalCredential",
        "name": shown.title,
        "identifier": shown.number,
        "url": shown.address,
        "image": picture,
        "credentialCategory": "certification",
        "competencyRequired": list(shown.scope),
        "recognizedBy": {
            "@type": "Organization",
            "name": shown.issuer,
            "url": shown.issuer_url,
            **({"telephone": shown.telephone} if shown.telephone else {}),
        },
        **(period if is_valid else {"creativeWorkStatus": "Not in force"}),
    }
    return {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": shown.name,
        "jobTitle": shown.profession,
        "hasCredential": credential,
    }
