"""The one way a parser of this package refuses what it reads."""

from __future__ import annotations


class MalformedError(ValueError):
    """The bytes are not what they claim to be. The message is a fragment for the log."""
