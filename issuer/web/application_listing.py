"""Lists of applications, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.candidates.application import ApplicationRecord, ApplicationState
from issuer.candidates.ports import CandidateTransactions
from issuer.certification.dossier.dossier import Person
from issuer.web.listing import PAGE_SIZE, Turning


@dataclass(frozen=True, slots=True)
class ApplicationPage(Turning):
    """One page of the applications that were found, each with its person."""

    applications: tuple[tuple[ApplicationRecord, Person], ...]


def read_application_state(text: object) -> ApplicationState | None:
    """Return the state to list, None for all, or raise `ValueError`."""
    if text == "":
        return None
    if not isinstance(text, str) or text not in list(ApplicationState):
        raise ValueError(f"give one of: {', '.join(ApplicationState)}")
    return ApplicationState(text)


def list_applications(
    transactions: CandidateTransactions,
    search: str,
    scheme: str | None,
    state: ApplicationState | None,
    page: int,
) -> ApplicationPage:
    """Return a page of the applications whose id, reference or name contains `search`."""
    with transactions.reading() as unit:
        found, total = unit.applications.search(
            search, scheme=scheme, state=state, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
    return ApplicationPage(total, page, tuple(found))
