"""Who may do what: one table of action and role. Pages, API, docs/roles.md and tests follow it.

What the table does not give is refused. It says nothing about one certificate or person: who may
not act there, because they were involved or asked for it themselves, is `separation`'s subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A part that a member of staff plays. The strings are public: add, never rename."""

    REGISTRAR = "registrar"
    EXAMINER = "examiner"
    DECISION_MAKER = "decision_maker"
    REVOCATION_OFFICER = "revocation_officer"
    KEY_CUSTODIAN = "key_custodian"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def words(self) -> str:
        """Return the role in words."""
        return self.value.replace("_", " ")


class Action(StrEnum):
    """One act of the desk or the API; an API key's scopes are these too. Add, never rename."""

    OWN_ACCOUNT = "account.own"
    READ_CERTIFICATES = "certificates.read"
    READ_DOSSIERS = "dossiers.read"
    READ_REGISTERS = "registers.read"
    READ_SCHEMES = "schemes.read"
    READ_COMPLAINTS = "complaints.read"
    READ_STATISTICS = "statistics.read"
    READ_AUDIT = "audit.read"
    EXPORT_AUDIT = "audit.export"
    EXPORT_PERSON = "person.export"
    RECORD_DOCUMENTS = "documents.record"
    APPROVE_WAIVER = "documents.approve_waiver"
    MANAGE_CANDIDATE_LINKS = "candidate_links.manage"
    REVISE_REGISTERS = "registers.revise"
    REPORT_RESULTS = "results.report"
    SCORE = "results.score"
    DECIDE = "decisions.decide"
    LODGE_APPEAL = "appeals.lodge"
    DECIDE_APPEAL = "appeals.decide"
    SETTLE_REVIEW = "reviews.settle"
    RECHECK_LICENCES = "licences.recheck"
    SUSPEND = "certificates.suspend"
    REINSTATE = "certificates.reinstate"
    SUPERSEDE = "certificates.supersede"
    APPROVE_REPLACEMENT = "certificates.approve_replacement"
    REQUEST_WITHDRAWAL = "certificates.request_withdrawal"
    APPROVE_WITHDRAWAL = "certificates.approve_withdrawal"
    REQUEST_MANY = "certificates.request_many"
    APPROVE_MANY = "certificates.approve_many"
    STOP_ISSUING = "issuing.stop"
    ASK_RESUMING = "issuing.ask_resuming"
    APPROVE_RESUMING = "issuing.approve_resuming"
    FILE_COMPLAINT = "complaints.file"
    ASSIGN_COMPLAINT = "complaints.assign"
    DECIDE_COMPLAINT = "complaints.decide"
    ASK_ERASURE = "erasure.ask"
    DECIDE_ERASURE = "erasure.decide"
    MANAGE_KEYS = "keys.manage"
    MANAGE_ACCOUNTS = "accounts.manage"
    MANAGE_API_KEYS = "api_keys.manage"
    MANAGE_SENDERS = "senders.manage"
    MANAGE_WEBHOOKS = "webhooks.manage"
    ACTIVATE_SCHEME = "schemes.activate"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: the act in words, and the roles that may do it."""

    words: str
    roles: frozenset[Role]


_R, _E, _D, _W = Role.REGISTRAR, Role.EXAMINER, Role.DECISION_MAKER, Role.REVOCATION_OFFICER
_K, _A, _X = Role.KEY_CUSTODIAN, Role.AUDITOR, Role.ADMINISTRATOR


def _rule(words: str, *roles: Role) -> Rule:
    return Rule(words, frozenset(roles))


TABLE: Mapping[Action, Rule] = {
    Action.OWN_ACCOUNT: _rule("look after one's own account", *Role),
    Action.READ_CERTIFICATES: _rule("read certificates and print them", *Role),
    Action.READ_DOSSIERS: _rule("read applications and dossiers", _R, _D, _W, _A),
    Action.READ_REGISTERS: _rule("read the registers", _R, _E, _D, _W, _A),
    Action.READ_SCHEMES: _rule("read the schemes", *Role),
    Action.READ_COMPLAINTS: _rule("read complaints", _R, _D, _W, _A, _X),
    Action.READ_STATISTICS: _rule("read the statistics", _R, _D, _W, _K, _A, _X),
    Action.READ_AUDIT: _rule("read the record of events", _W, _K, _A, _X),
    Action.EXPORT_AUDIT: _rule("export a certificate's whole file for an audit", _A, _X),
    Action.EXPORT_PERSON: _rule("export what is held about a person", _R, _A),
    Action.RECORD_DOCUMENTS: _rule("record applications and documents", _R),
    Action.APPROVE_WAIVER: _rule("approve a waiver that another asked for", _D),
    Action.MANAGE_CANDIDATE_LINKS: _rule("give candidates the link to their page", _R),
    Action.REVISE_REGISTERS: _rule("revise the registers", _R),
    Action.REPORT_RESULTS: _rule("report exam results", _R),
    Action.SCORE: _rule("score candidates at a station", _E),
    Action.DECIDE: _rule("grant or deny a certificate", _D),
    Action.LODGE_APPEAL: _rule("record an appeal", _R, _D),
    Action.DECIDE_APPEAL: _rule("name a panel and conclude an appeal", _D),
    Action.SETTLE_REVIEW: _rule("settle a doubt about a decision", _D),
    Action.RECHECK_LICENCES: _rule("check licences at their source again", _R, _W),
    Action.SUSPEND: _rule("suspend a certificate", _D, _W),
    Action.REINSTATE: _rule("reinstate a suspended certificate", _D, _W),
    Action.SUPERSEDE: _rule("replace a certificate by a corrected one", _D, _W),
    Action.APPROVE_REPLACEMENT: _rule("approve a replacement that another asked for", _D, _W),
    Action.REQUEST_WITHDRAWAL: _rule("ask for a certificate to be withdrawn", _D, _W),
    Action.APPROVE_WITHDRAWAL: _rule("approve a withdrawal that another asked for", _D, _W),
    Action.REQUEST_MANY: _rule("ask for many certificates to be changed", _W),
    Action.APPROVE_MANY: _rule("approve a change of many that another asked for", _D, _W),
    Action.STOP_ISSUING: _rule("stop issuing", _D, _W, _K, _X),
    Action.ASK_RESUMING: _rule("ask for issuing to go on", _D, _W, _K, _X),
    Action.APPROVE_RESUMING: _rule("approve that issuing goes on", _D, _W, _K, _X),
    Action.FILE_COMPLAINT: _rule("record a complaint", _R, _D, _W, _X),
    Action.ASSIGN_COMPLAINT: _rule("assign a complaint", _D, _X),
    Action.DECIDE_COMPLAINT: _rule("decide a complaint", _D, _W),
    Action.ASK_ERASURE: _rule("record a request for erasure", _R),
    Action.DECIDE_ERASURE: _rule("decide a request for erasure", _D, _X),
    Action.MANAGE_KEYS: _rule("make, retire and withdraw signing keys", _K),
    Action.MANAGE_ACCOUNTS: _rule("invite staff, give roles, end sessions", _X),
    Action.MANAGE_API_KEYS: _rule("make and end API keys", _X),
    Action.MANAGE_SENDERS: _rule("make and end learning systems' secrets", _X),
    Action.MANAGE_WEBHOOKS: _rule("make and end webhooks and watch lists", _X),
    Action.ACTIVATE_SCHEME: _rule("put a scheme into force", _D, _X),
}

# What needs a sign-in of the last five minutes, whichever page does it.
FRESH = frozenset(
    {
        Action.REQUEST_MANY,
        Action.APPROVE_MANY,
        Action.EXPORT_AUDIT,
        Action.EXPORT_PERSON,
        Action.MANAGE_KEYS,
        Action.MANAGE_ACCOUNTS,
        Action.MANAGE_API_KEYS,
        Action.MANAGE_SENDERS,
        Action.MANAGE_WEBHOOKS,
    }
)

# What a program can be let do; the rest takes a person.
API_SCOPES = [
    Action.REPORT_RESULTS,
    Action.READ_CERTIFICATES,
    Action.SUSPEND,
    Action.REINSTATE,
    Action.REQUEST_WITHDRAWAL,
    Action.READ_DOSSIERS,
    Action.RECORD_DOCUMENTS,
    Action.READ_REGISTERS,
    Action.REVISE_REGISTERS,
]

EVERY_ROLE = frozenset(Role)


def may(roles: Iterable[Role], action: Action) -> bool:
    """Tell whether one of these roles may do `action`."""
    return not TABLE[action].roles.isdisjoint(roles)


def roles_that_may(action: Action) -> list[Role]:
    """Return the roles that may do `action`, in the order of the table."""
    return [role for role in Role if role in TABLE[action].roles]


def read_roles(names: Iterable[str]) -> frozenset[Role]:
    """Return the roles of these names; raise `ValueError` for a name that is none."""
    return frozenset(Role(name) for name in names)
