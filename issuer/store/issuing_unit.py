"""The part of a transaction that reaches certificates, credentials and status lists."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.store.certificates import SqlCertificates
from issuer.store.credentials import SqlCredentials
from issuer.store.lists import SqlLists
from issuer.store.recertification_unit import RecertificationUnit
from issuer.store.resignings import SqlResignings


@dataclass(frozen=True, slots=True)
class IssuingUnit(RecertificationUnit):
    """Implements the units of issuing. A new status list has `list_size` entries."""

    list_size: int

    @property
    def certificates(self) -> SqlCertificates:
        """What was granted."""
        return SqlCertificates(self.transaction, self.credentials)

    @property
    def credentials(self) -> SqlCredentials:
        """Signed statements."""
        return SqlCredentials(self.transaction, self.lists)

    @property
    def lists(self) -> SqlLists:
        """Status lists."""
        return SqlLists(self.transaction, self.list_size)

    @property
    def resignings(self) -> SqlResignings:
        """Certificates to sign anew."""
        return SqlResignings(self.transaction, self.credentials)
