"""Why a certificate is changed: codes for the record, and what the public is told of each."""

from __future__ import annotations

from enum import StrEnum


class PublicClass(StrEnum):
    """What the public may be told of a reason. The strings are public: add, never rename."""

    REQUESTED = "requested"  # the holder gave it up
    ADMINISTRATIVE = "administrative"  # a mistake of the body's, or a newer certificate
    UNDER_REVIEW = "under-review"  # nothing is decided about the holder
    CAUSE = "cause"  # something was found against it; what, stays private


_CLASSES = {
    "audit-open": PublicClass.UNDER_REVIEW,
    "cleared": PublicClass.ADMINISTRATIVE,
    "complaint-under-review": PublicClass.UNDER_REVIEW,
    "holder-request": PublicClass.REQUESTED,
    "issued-in-error": PublicClass.ADMINISTRATIVE,
    "licence-under-review": PublicClass.UNDER_REVIEW,
    "replaced": PublicClass.ADMINISTRATIVE,
    "undone": PublicClass.ADMINISTRATIVE,
}


def public_class(reason: str) -> PublicClass:
    """Return what the public may be told of a reason; a scheme's own words are a cause."""
    return _CLASSES.get(reason, PublicClass.CAUSE)
