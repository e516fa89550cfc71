"""The part of a transaction that looks after the record itself, and after people's data."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.store.check_counts import SqlCheckCounts
from issuer.store.checkpoint_keys import SqlCheckpointKeys
from issuer.store.erasures import SqlAccessLog, SqlErasures
from issuer.store.personal_data import SqlPersonalData
from issuer.store.recoveries import SqlRecoveries
from issuer.store.statistics import SqlStatistics
from issuer.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class EvidenceUnit:
    """Implements the units of evidence and privacy."""

    transaction: Transaction

    @property
    def checkpoint_keys(self) -> SqlCheckpointKeys:
        """Keys that sign checkpoints."""
        return SqlCheckpointKeys(self.transaction)

    @property
    def personal_data(self) -> SqlPersonalData:
        """One person's rows in every table."""
        return SqlPersonalData(self.transaction)

    @property
    def erasures(self) -> SqlErasures:
        """Requests to erase people."""
        return SqlErasures(self.transaction)

    @property
    def accesses(self) -> SqlAccessLog:
        """Who looked at whom."""
        return SqlAccessLog(self.transaction)

    @property
    def recoveries(self) -> SqlRecoveries:
        """What the record may have lost."""
        return SqlRecoveries(self.transaction)

    @property
    def check_counts(self) -> SqlCheckCounts:
        """How many checks of a day got which answer."""
        return SqlCheckCounts(self.transaction)

    @property
    def statistics(self) -> SqlStatistics:
        """What the statistics page counts."""
        return SqlStatistics(self.transaction)
