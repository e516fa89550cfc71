"""Lists, page by page: what a URL asks for, read once into values that cannot be wrong."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.ports import Transactions
from verifier.number import CertificateNumber, read_typed_number

PAGE_SIZE = 50
MAX_SEARCH = 100  # code points
STATES = (
    CertificateState.ACTIVE,
    CertificateState.SUSPENDED,
    CertificateState.REVOKED,
    CertificateState.SUPERSEDED,
)

_PAGE = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_NO_WORD = re.compile(r"[0-9-]")


@dataclass(frozen=True, slots=True)
class Turning:
    """Where one page of a list of `total` stands; pages count from 1, and there is always one."""

    total: int
    number: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def previous(self) -> int | None:
        """Return the number of the page before this one."""
        return min(self.number - 1, self.pages) or None

    @property
    def next(self) -> int | None:
        """Return the number of the page after this one."""
        return self.number + 1 if self.number < self.pages else None


@dataclass(frozen=True, slots=True)
class Page(Turning):
    """One page of the certificates that were found."""

    certificates: tuple[Certificate, ...]


def read_search(text: object) -> str:
    """Return what to look for in numbers and names, or raise `ValueError`.

    A number may be typed in any way that people type numbers.
    """
    if not isinstance(text, str):
        raise ValueError("give it once")  # noqa: TRY004 - Pydantic tells people of ValueError only
    search = unicodedata.normalize("NFC", " ".join(text[: 4 * MAX_SEARCH].split()))
    if len(search) > MAX_SEARCH:
        raise ValueError(f"give at most {MAX_SEARCH} characters")
    if not search.isprintable():
        raise ValueError("take out what does not print")
    number = read_typed_number(search) if _NO_WORD.search(search) else None
    return str(number) if isinstance(number, CertificateNumber) else search


def read_state(text: object) -> CertificateState | None:
    """Return the state to list, None for all, or raise `ValueError`."""
    if text == "":
        return None
    if not isinstance(text, str) or text not in STATES:
        raise ValueError(f"give one of: {', '.join(STATES)}")
    return CertificateState(text)


def read_page(text: object) -> int:
    """Return a page number, or raise `ValueError`; never one that a database could not count."""
    if not isinstance(text, str) or _PAGE.fullmatch(text) is None:
        raise ValueError("give a page number: 1, 2, 3 ...")
    return int(text)


def list_page(
    transactions: Transactions, search: str, state: CertificateState | None, page: int
) -> Page:
    """Return a page of the certificates whose number or name contains `search`."""
    with transactions.reading() as unit:
        found, total = unit.certificates.search(
            search, state=state, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
    return Page(total, page, tuple(found))
