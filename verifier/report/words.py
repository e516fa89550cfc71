"""The words around a list's answers, in English, which is how the catalogue finds the others.

`sentences()` names all that page and paper say from here; `counted()` those that count.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from verifier.on_day import InForce
from verifier.roster.match import Agreement
from verifier.verdict import Outcome

AGREEMENTS = {
    Agreement.MATCHES: "Matches",
    Agreement.DIFFERS: "Differs",
    Agreement.NOT_TOLD: "Not compared",
}
DAYS = {
    InForce.IN_FORCE: "In force",
    InForce.PART_OF_DAY: "Part of the day",
    InForce.NOT_IN_FORCE: "Not in force",
    InForce.CANNOT_TELL: "We cannot tell",
}
MATCHES = {  # how many rows match, differ ...
    Agreement.MATCHES: "{number} matches",
    Agreement.DIFFERS: "{number} differs",
    Agreement.NOT_TOLD: "{number} not compared",
}
VERDICTS = {  # how many are valid ...
    Outcome.VALID: "{number} valid",
    Outcome.INVALID: "{number} not in force or not genuine",
    Outcome.UNDETERMINED: "{number} not finished",
}
FILTERS = {
    "soon": "Expires within 90 days",
    "bad": "Not valid",
    "differs": "Differs from your list",
    "unfinished": "Not checked",
}
CHECKED = ("{number} certificate checked", "{number} certificates checked")
CHECKING = ("Checking {number} certificate", "Checking {number} certificates")
UNFINISHED = "Many documents are being read just now. Try again in a moment."


class Around(StrEnum):
    """What page and paper both say around the answers."""

    CHECKED_BY = "Checked by"
    FOR = "For"
    CHECKED_ON = "Checked on"
    YOUR_LIST = "Your list"
    VERDICTS = "Verdicts"
    MATCH = "Match"
    ON_THAT_DAY = "On that day"
    CERTIFICATE = "Certificate"
    NO_DAY = "No day given."
    NOTHING_PROVEN = "Nothing was proven."
    NEWER = "The newer one is {number}."
    VALID_THROUGH = "{number}, valid through {day}"
    NO_LIST = "No list of withdrawals could be used."
    AS_OF = "Withdrawals as known on {day} at {time}."
    BETWEEN = "Withdrawals as known between {day} at {time} and {end_day} at {end_time}."


class Paper(StrEnum):
    """What the report alone says. Its template has these by their names."""

    HEADING = "Certificates checked"
    TITLE = "Certificates checked on {day} at {time}"
    CHECKED_AT = "Checked at"
    ROWS = "Rows"
    SPECIMEN = "SPECIMEN: a demonstration. It proves nothing about anyone."
    NO = "No."
    VERDICT = "Verdict"
    REASON = "Reason: {reason}"
    PAGE = "Page {page} of {pages}"
    BASIS = "What the verdicts rest on"
    NONE_READ = "No status list was read."
    STATUS_LIST = "Status list"
    SIGNED_ON = "Signed on"
    DIGEST = "SHA-256 of the list as it was read"
    APART = "A match says nothing about the verdict, and the verdict nothing about the match."
    BOTH = "Look at both."
    UNSIGNED = "This report is not signed; the attached file says the same to a program."


def sentences() -> Iterator[str]:
    """Yield every English sentence of these but those that count."""
    for table in (AGREEMENTS, DAYS, MATCHES, VERDICTS, FILTERS):
        yield from table.values()
    yield from (*Around, *Paper, UNFINISHED)


def counted() -> Iterator[tuple[str, str]]:
    """Yield those that count things, as their singular and plural."""
    yield from (CHECKED, CHECKING)
