"""Which certificates a list of renewals shows."""

from __future__ import annotations

from enum import StrEnum


class RenewalView(StrEnum):
    """Which certificates."""

    DUE = "due"  # in force, in their scheme's window, and nothing took their place
    LATE = "late"  # ended within the window's length, and not renewed
