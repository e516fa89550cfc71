"""Waivers: where the scheme allows one, asked for by one officer and approved by another."""

from __future__ import annotations

from issuer.certification.dossier.dossier import Dossier
from issuer.certification.dossier.waiver import Waiver, WaiverApproval


def waived(dossier: Dossier) -> dict[str, str]:
    """Return the reason of each requirement that a second person agreed to waive, by its id."""
    asked = {
        entry.document.ref: (entry.document, entry.author)
        for entry in dossier.entries_of(Waiver)
        if isinstance(entry.document, Waiver)
    }
    found = {}
    for entry in dossier.entries_of(WaiverApproval):
        if isinstance(entry.document, WaiverApproval) and entry.document.waiver in asked:
            waiver, author = asked[entry.document.waiver]
            if entry.author != author:
                found[waiver.requirement] = waiver.reason
    return found
