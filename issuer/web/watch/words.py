"""What the pages of a watch list say beside their templates: English, as the catalogue has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from issuer.credentials.certificate import CertificateState
from issuer.notify.message import MessageState
from issuer.notify.watch import MAX_WATCHED
from issuer.notify.watch_lists import MAX_ORGANISATION
from issuer.notify.webhook_settings import MAX_TESTS
from issuer.web.watch.door import NO_CODE, REFUSED
from verifier.languages import Language
from verifier.telling import tell
from verifier.web.http.languages import reader_language

Counted = tuple[str, str]

CHANGED = {
    CertificateState.SUSPENDED: "Suspended",
    CertificateState.REVOKED: "Withdrawn",
    CertificateState.SUPERSEDED: "Replaced by a newer one",
}
VALID, EXPIRED, NOT_YET, TEST = "Valid today", "Expired", "Not valid yet", "A test"
ENDING = (
    "Valid today, ends within {number} day",
    "Valid today, ends within {number} days",
)
STATES = {
    MessageState.WAITING: "Waiting",
    MessageState.DELIVERED: "Delivered",
    MessageState.DEAD: "Given up",
    MessageState.DROPPED: "Not sent",
}
_COUNTED = {
    "removed_words": (
        "{number} certificate is not watched any more.",
        "{number} certificates are not watched any more.",
    ),
    "added_words": ("{number} certificate added.", "{number} certificates added."),
    "there_words": ("{number} was on your list before.", "{number} were on your list before."),
    "tries_words": ("{number} try", "{number} tries"),
}
_ANSWERED = "answered {status}"
_ANSWERS = (  # of `issuer.notify`: what the log of deliveries has on record
    "the secure connection failed",
    "no answer in time",
    "the connection failed",
    "the name is not known",
    "the address is not on the public internet",
    "the webhook was taken away",
)
_REFUSALS = (  # of `issuer.notify`: what is wrong with what was typed
    f"Write the organisation in at most {MAX_ORGANISATION} characters.",
    "The list is too long: add it in parts.",
    "Paste at least one number.",
    f"Add at most {MAX_WATCHED} lines at once.",
    f"Add at most {MAX_WATCHED} numbers at once.",
    "This is not an address of the web.",
    "The address must begin with https://.",
    "The address must have no user name and no # in it.",
    "The port must be 443, or 1024 and up.",
    "The address needs the whole name of a public server.",
    "This address is not on the public internet.",
    f"At most {MAX_TESTS} tests are sent in an hour.",
    "This list has no webhook.",
    "This is not a mail address.",
)


def sentences() -> Iterator[str]:
    """Yield every English sentence here but those that count, for the catalogue."""
    yield from (*CHANGED.values(), VALID, EXPIRED, NOT_YET, TEST, *STATES.values())
    yield from (_ANSWERED, *_ANSWERS, *_REFUSALS, NO_CODE, REFUSED)


def counted() -> Iterator[Counted]:
    """Yield those that count things, as their singular and plural."""
    yield from (ENDING, *_COUNTED.values())


def counting() -> dict[str, object]:
    """Return what templates count with: `count(added_words, 3)`."""

    def count(words: Counted, number: int) -> str:
        return reader_language().count(*words, number)

    return {"count": count, **_COUNTED}


def answer_in_words(answer: str, language: Language) -> str:
    """Return what a server answered, as the log has it, in a language."""
    status = re.fullmatch(r"answered (\d{3})", answer)
    return tell(language, _ANSWERED, status=status[1]) if status else language.say(answer)
