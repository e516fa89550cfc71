"""Who may do one act here, and what the page says where nobody is left."""

from __future__ import annotations

from issuer.accounts.ports import Officer
from issuer.accounts.roles import EVERY_ROLE, Action, Role
from issuer.accounts.separation import judge

INES = Officer("Ines", frozenset({Role.DECISION_MAKER}))
ADAM = Officer("Adam", frozenset({Role.DECISION_MAKER, Role.EXAMINER}))
BEA = Officer("Bea", frozenset({Role.REGISTRAR}))


def test_those_with_the_role_who_were_not_involved():
    """Who examined is barred, with why; who lacks the role could be given it."""
    standing = judge(Action.DECIDE, [INES, ADAM, BEA], {"Adam": "examined the candidate"})
    assert standing.eligible == ("Ines",)
    assert standing.barred == (("Adam", "examined the candidate"),)
    assert standing.could_be_given == ("Bea",)
    assert not standing.is_blocked
    assert standing.sentence is None
    assert standing.may("Ines")
    assert not standing.may("Adam")
    assert standing.why_not("Adam") == "examined the candidate"
    assert standing.why_not("Bea") is None


def test_blocked_names_who_could_be_given_the_role():
    """Everybody with the role was involved: the sentence says what to do."""
    involved = {"Adam": "examined the candidate", "Ines": "trained the candidate"}
    standing = judge(Action.DECIDE, [INES, ADAM, BEA], involved)
    assert standing.is_blocked
    assert standing.sentence == (
        "Nobody is left who may grant or deny a certificate here. "
        "An administrator can give the role decision maker to Bea."
    )


def test_blocked_with_nobody_to_give_it_to():
    """A body of one person has to invite somebody."""
    alone = Officer("Ines", EVERY_ROLE)
    standing = judge(Action.APPROVE_WITHDRAWAL, [alone], {"Ines": "asked for this"})
    assert standing.sentence is not None
    assert "invite somebody new with the role decision maker or revocation officer" in (
        standing.sentence
    )


def test_where_it_takes_two():
    """One who may is too few where two are needed."""
    standing = judge(Action.DECIDE, [INES, BEA], {}, needed=2)
    assert standing.is_blocked
    assert standing.sentence is not None
    assert standing.sentence.startswith("It takes 2 people to grant or deny a certificate here.")
