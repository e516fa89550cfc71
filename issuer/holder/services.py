"""Everything that web and command line ask of this subject."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.holder.asking import HolderAsks
from issuer.holder.pages import HolderPages
from issuer.holder.ports import HolderTransactions
from issuer.holder.sharing import Sharing


@dataclass(frozen=True, slots=True)
class HolderServices:
    """The services of this subject, each made once."""

    pages: HolderPages
    sharing: Sharing
    asks: HolderAsks


def make_holder_services(transactions: HolderTransactions) -> HolderServices:
    """Make the services over one store."""
    return HolderServices(
        HolderPages(transactions), Sharing(transactions), HolderAsks(transactions)
    )
