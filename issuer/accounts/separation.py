"""Who may do one act here: those whose roles allow it, without those who were involved.

The table of roles says who may decide at all. Here it is judged for one certificate or person: who
trained or examined may not decide, who asked may not approve. Where nobody is left, the answer says
which act is blocked, and who could be given the role.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from issuer.accounts.ports import Officer
from issuer.accounts.roles import TABLE, Action, roles_that_may


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one act stands: who may do it, and why the others may not.

    `barred` are officers whose roles allow the act, with how they were involved. `could_be_given`
    are officers who were not involved and lack only the role. `needed` is how many it takes.
    """

    action: Action
    eligible: tuple[str, ...]
    barred: tuple[tuple[str, str], ...]
    could_be_given: tuple[str, ...]
    needed: int = 1

    @property
    def is_blocked(self) -> bool:
        """Tell whether too few are left who may do it."""
        return len(self.eligible) < self.needed

    def may(self, name: str) -> bool:
        """Tell whether the officer called `name` may do it here."""
        return name in self.eligible

    def why_not(self, name: str) -> str | None:
        """Return why an officer may not, as what follows *you*; None if they may or lack a role."""
        return dict(self.barred).get(name)

    @property
    def sentence(self) -> str | None:
        """Return what to do where the act is blocked, in words for the page; None if it is not."""
        if not self.is_blocked:
            return None
        roles = " or ".join(role.words for role in roles_that_may(self.action))
        told = f"Nobody is left who may {TABLE[self.action].words} here."
        if self.needed > 1:
            told = f"It takes {self.needed} people to {TABLE[self.action].words} here."
        if self.could_be_given:
            names = ", ".join(self.could_be_given)
            return f"{told} An administrator can give the role {roles} to {names}."
        return f"{told} An administrator can invite somebody new with the role {roles}."


def judge(
    action: Action, officers: Iterable[Officer], involved: Mapping[str, str], *, needed: int = 1
) -> Standing:
    """Return where `action` stands, given the officers and how some were involved.

    `involved` maps a name to what follows *who*: `trained the candidate`, `asked for this`.
    Names are compared as given: `issuer.certification.impartiality` finds respelt ones.
    """
    staff = sorted(officers, key=lambda officer: officer.name)
    able = [officer.name for officer in staff if officer.may(action)]
    others = [officer.name for officer in staff if not officer.may(action)]
    return Standing(
        action=action,
        eligible=tuple(name for name in able if name not in involved),
        barred=tuple((name, involved[name]) for name in able if name in involved),
        could_be_given=tuple(name for name in others if name not in involved),
        needed=needed,
    )
