"""An application on record, and what stands in a person's dossier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from issuer.certification.dossier.documents import Document
from issuer.certification.dossier.dossier import Application
from issuer.certification.dossier.register import Listed


class ApplicationState(StrEnum):
    """Where an application stands. That a candidate is ready follows from the assessment."""

    OPEN = "open"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"  # by the candidate


@dataclass(frozen=True, slots=True)
class ApplicationRecord:
    """An application and its decisions: `rounds` of them, the newest called `attempt`.

    `attempt` names the decision's record among the attempts: `{id}.{rounds}`.
    """

    application: Application
    scheme_digest: str
    state: ApplicationState = ApplicationState.OPEN
    rounds: int = 0
    attempt: str | None = None
    decided: datetime | None = None

    def named(self, id: str) -> ApplicationRecord:  # noqa: A002 - its name
        """Return the same under another id."""
        return replace(self, application=replace(self.application, id=id))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A document as it stands in a person's dossier. What is struck counts no more, and stays."""

    id: int
    person: str
    document: Document
    author: str
    recorded: datetime
    struck: datetime | None = None
    struck_by: str | None = None
    struck_why: str | None = None


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One revision of an entry of a register; the newest counts."""

    listed: Listed
    revision: int
    author: str
    recorded: datetime
