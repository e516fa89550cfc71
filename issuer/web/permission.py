"""What each view of the desk says about itself: the act it is, and how fresh a sign-in it wants.

Write it directly above the view, below its address; the gate asks it, and a view that says nothing
is open to nobody:

    @blueprint.get("/<number>")
    @require(Action.READ_CERTIFICATES)
    def show(number: str) -> ResponseReturnValue: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from issuer.accounts.roles import FRESH, Action

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "_permission"


@dataclass(frozen=True, slots=True)
class Permission:
    """The act of a view. `by` names the part of the address that tells which of `acts` it is."""

    acts: Mapping[str, Action]
    by: str | None = None
    fresh: bool = False

    def action(self, parts: Mapping[str, Any] | None) -> Action | None:
        """Return the act of a request with these parts of its address."""
        return self.acts.get("" if self.by is None else str((parts or {}).get(self.by)))


def require(
    action: Action | Mapping[str, Action], *, by: str | None = None, fresh: bool | None = None
) -> Callable[[View], View]:
    """Say which act a view is. `fresh` wants a sign-in of the last five minutes.

    Where nothing is said about `fresh`, `roles.FRESH` says it for the act.
    """
    acts = {"": action} if isinstance(action, Action) else dict(action)
    wanted = any(each in FRESH for each in acts.values()) if fresh is None else fresh
    permission = Permission(acts, by, wanted)

    def mark(view: View) -> View:
        setattr(view, _MARK, permission)
        return view

    return mark


def permission_of(view: Callable[..., Any] | None) -> Permission | None:
    """Return what a view says about itself, or None."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Permission) else None
