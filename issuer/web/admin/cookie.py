"""A cookie that holds a secret: the desk's of a session, the candidate's of a link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from flask import Request, Response

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie of ours. Over https its name makes browsers keep strangers from setting it."""

    secure: bool
    label: str = "probatum"

    @property
    def name(self) -> str:
        """Return its name."""
        return f"__Host-{self.label}" if self.secure else self.label

    def read(self, request: Request) -> str | None:
        """Return the secret that the browser sent, if it has the shape of one."""
        secret = request.cookies.get(self.name, "")
        return secret if _SECRET.fullmatch(secret) else None

    def write(self, response: Response, secret: str, *, lives: timedelta | None = None) -> None:
        """Give the browser a secret to keep until it is closed, or for as long as it `lives`."""
        response.set_cookie(
            self.name,
            secret,
            max_age=lives,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="Lax",
        )

    def clear(self, response: Response) -> None:
        """Take the secret back."""
        response.delete_cookie(
            self.name, path="/", secure=self.secure, httponly=True, samesite="Lax"
        )
