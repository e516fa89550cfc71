"""One transaction as the use cases see it: every port, over one connection."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.store.api_keys import SqlApiKeys, SqlIdempotency
from issuer.store.applications import SqlApplications
from issuer.store.attempts import SqlAttempts
from issuer.store.bodies import SqlBodies
from issuer.store.candidate_links import SqlCandidateLinks
from issuer.store.certificates import SqlCertificates
from issuer.store.control import SqlControl
from issuer.store.credentials import SqlCredentials
from issuer.store.drawings import SqlDrawings
from issuer.store.entries import SqlEntries
from issuer.store.events import SqlChain, SqlEvents
from issuer.store.lists import SqlLists
from issuer.store.officers import SqlOfficers, SqlSessions
from issuer.store.people import SqlPeople
from issuer.store.proceedings import SqlAppeals, SqlReviews
from issuer.store.public_keys import SqlPublicKeys
from issuer.store.register import SqlRegister
from issuer.store.schemes import SqlSchemes
from issuer.store.senders import SqlSenders
from issuer.store.sheets import SqlSheets
from issuer.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class SqlUnit:
    """Implements every unit of the ports. A new status list has `list_size` entries."""

    transaction: Transaction
    list_size: int

    @property
    def control(self) -> SqlControl:
        """The switch that stops issuing."""
        return SqlControl(self.transaction)

    @property
    def attempts(self) -> SqlAttempts:
        """Exam results."""
        return SqlAttempts(self.transaction)

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
    def events(self) -> SqlEvents:
        """The hash chain, to append to."""
        return SqlEvents(self.transaction)

    @property
    def chain(self) -> SqlChain:
        """The hash chain, to read."""
        return SqlChain(self.transaction)

    @property
    def drawings(self) -> SqlDrawings:
        """Drawings handed out."""
        return SqlDrawings(self.transaction)

    @property
    def bodies(self) -> SqlBodies:
        """The certification body."""
        return SqlBodies(self.transaction)

    @property
    def public_keys(self) -> SqlPublicKeys:
        """Its public keys."""
        return SqlPublicKeys(self.transaction)

    @property
    def schemes(self) -> SqlSchemes:
        """Its schemes and credential types."""
        return SqlSchemes(self.transaction)

    @property
    def api_keys(self) -> SqlApiKeys:
        """Keys that programs hold."""
        return SqlApiKeys(self.transaction)

    @property
    def idempotency(self) -> SqlIdempotency:
        """First answers."""
        return SqlIdempotency(self.transaction)

    @property
    def officers(self) -> SqlOfficers:
        """Staff who may sign in."""
        return SqlOfficers(self.transaction)

    @property
    def sessions(self) -> SqlSessions:
        """Signed-in browsers."""
        return SqlSessions(self.transaction)

    @property
    def people(self) -> SqlPeople:
        """People who apply."""
        return SqlPeople(self.transaction)

    @property
    def applications(self) -> SqlApplications:
        """Their applications."""
        return SqlApplications(self.transaction)

    @property
    def entries(self) -> SqlEntries:
        """The documents of their dossiers."""
        return SqlEntries(self.transaction)

    @property
    def register(self) -> SqlRegister:
        """The body's registers."""
        return SqlRegister(self.transaction)

    @property
    def sheets(self) -> SqlSheets:
        """Examiners' score sheets."""
        return SqlSheets(self.transaction)

    @property
    def appeals(self) -> SqlAppeals:
        """Appeals against decisions."""
        return SqlAppeals(self.transaction)

    @property
    def reviews(self) -> SqlReviews:
        """Doubts about decisions."""
        return SqlReviews(self.transaction)

    @property
    def candidate_links(self) -> SqlCandidateLinks:
        """Ways to candidates' own pages."""
        return SqlCandidateLinks(self.transaction)

    @property
    def senders(self) -> SqlSenders:
        """Learning systems, and what they reported."""
        return SqlSenders(self.transaction)
