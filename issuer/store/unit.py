"""One transaction as the use cases see it: every port, over one connection."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.store.alerts import SqlAlerts, SqlSavedSearches
from issuer.store.api_keys import SqlApiKeys, SqlIdempotency
from issuer.store.applications import SqlApplications
from issuer.store.attempts import SqlAttempts
from issuer.store.bodies import SqlBodies
from issuer.store.candidate_links import SqlCandidateLinks
from issuer.store.complaints import SqlComplaints
from issuer.store.control import SqlControl
from issuer.store.drawings import SqlDrawings
from issuer.store.entries import SqlEntries
from issuer.store.events import SqlChain, SqlEvents
from issuer.store.found_certificates import SqlFound
from issuer.store.holder import SqlFreshCodes, SqlHolderLinks, SqlShares
from issuer.store.holder_requests import SqlHolderRequests
from issuer.store.issuing_unit import IssuingUnit
from issuer.store.key_uses import SqlKeyUses
from issuer.store.notices import SqlNotices
from issuer.store.officers import SqlOfficers
from issuer.store.outbox import SqlOutbox
from issuer.store.passkeys import SqlFailures, SqlPasskeys
from issuer.store.people import SqlPeople
from issuer.store.proceedings import SqlAppeals, SqlReviews
from issuer.store.public_keys import SqlPublicKeys
from issuer.store.public_register import SqlPublicRegister
from issuer.store.register import SqlRegister
from issuer.store.requests import SqlRequests
from issuer.store.schemes import SqlSchemes
from issuer.store.senders import SqlSenders
from issuer.store.sessions import SqlInvitations, SqlSessions
from issuer.store.sheets import SqlSheets
from issuer.store.watches import SqlWatches


@dataclass(frozen=True, slots=True)
class SqlUnit(IssuingUnit):
    """Implements every unit of the ports. A new status list has `list_size` entries."""

    @property
    def control(self) -> SqlControl:
        """The switch that stops issuing."""
        return SqlControl(self.transaction)

    @property
    def attempts(self) -> SqlAttempts:
        """Exam results."""
        return SqlAttempts(self.transaction)

    @property
    def found(self) -> SqlFound:
        """Certificates by what is sought."""
        return SqlFound(self.transaction)

    @property
    def complaints(self) -> SqlComplaints:
        """Complaints."""
        return SqlComplaints(self.transaction)

    @property
    def requests(self) -> SqlRequests:
        """Changes that were asked for."""
        return SqlRequests(self.transaction)

    @property
    def alerts(self) -> SqlAlerts:
        """What every officer must hear of."""
        return SqlAlerts(self.transaction)

    @property
    def saved_searches(self) -> SqlSavedSearches:
        """Searches that officers keep."""
        return SqlSavedSearches(self.transaction)

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
    def key_uses(self) -> SqlKeyUses:
        """What hangs on each of them."""
        return SqlKeyUses(self.transaction)

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
    def invitations(self) -> SqlInvitations:
        """Ways in for those who have none yet."""
        return SqlInvitations(self.transaction)

    @property
    def passkeys(self) -> SqlPasskeys:
        """What officers prove themselves with."""
        return SqlPasskeys(self.transaction)

    @property
    def failures(self) -> SqlFailures:
        """Failed sign-ins, and devices that are known."""
        return SqlFailures(self.transaction)

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

    @property
    def public_register(self) -> SqlPublicRegister:
        """Certificates as the public may search them."""
        return SqlPublicRegister(self.transaction)

    @property
    def outbox(self) -> SqlOutbox:
        """Messages that wait to be delivered."""
        return SqlOutbox(self.transaction)

    @property
    def notices(self) -> SqlNotices:
        """Who is told of changed certificates."""
        return SqlNotices(self.transaction, self.outbox)

    @property
    def watches(self) -> SqlWatches:
        """Watch lists."""
        return SqlWatches(self.transaction)

    @property
    def holder_links(self) -> SqlHolderLinks:
        """Ways to holders' own pages."""
        return SqlHolderLinks(self.transaction)

    @property
    def shares(self) -> SqlShares:
        """Certificates' public pages."""
        return SqlShares(self.transaction)

    @property
    def fresh_codes(self) -> SqlFreshCodes:
        """Codes that were mailed to holders."""
        return SqlFreshCodes(self.transaction)

    @property
    def holder_requests(self) -> SqlHolderRequests:
        """What holders asked for."""
        return SqlHolderRequests(self.transaction)
