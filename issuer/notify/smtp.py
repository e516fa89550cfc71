"""Hands mails to a mail server, by `smtplib`."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum

TIMEOUT = 20.0  # seconds without a byte
_PERMANENT = 500  # RFC 5321 section 4.2.1: what begins with 5 will not change


class Tls(StrEnum):
    """How the way to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class MailFailedError(Exception):
    """The server did not take it now. The message is a few words, with no address."""


class MailRefusedError(Exception):
    """The server will never take it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in, and as whom."""

    host: str
    port: int
    tls: Tls
    hello: str  # what we call ourselves: otherwise `smtplib` tells this machine's own name
    user: str = ""
    password: str = field(default="", repr=False)
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def send(self, made: EmailMessage) -> None:
        """Hand a mail in, or raise `MailFailedError` (try again) or `MailRefusedError` (do not)."""
        try:
            with self._connect() as server:
                server.send_message(made)
        except smtplib.SMTPRecipientsRefused as exc:
            code = next(iter(exc.recipients.values()))[0]
            raise _refusal(code) from exc
        except smtplib.SMTPDataError as exc:
            raise _refusal(exc.smtp_code) from exc
        except smtplib.SMTPNotSupportedError as exc:
            raise MailRefusedError("the mail server cannot write to this address") from exc
        except smtplib.SMTPResponseException as exc:  # of us, such as a wrong password
            raise MailFailedError(f"the mail server answered {exc.smtp_code}") from exc
        except (smtplib.SMTPException, OSError) as exc:
            raise MailFailedError("the mail server cannot be reached") from exc

    def greet(self) -> None:
        """Connect, sign in and leave, or raise `MailFailedError`: to try the settings."""
        try:
            with self._connect() as server:
                server.noop()
        except smtplib.SMTPResponseException as exc:
            raise MailFailedError(f"the mail server answered {exc.smtp_code}") from exc
        except (smtplib.SMTPException, OSError) as exc:
            raise MailFailedError("the mail server cannot be reached") from exc

    def _connect(self) -> smtplib.SMTP:
        if self.tls is Tls.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host,
                self.port,
                local_hostname=self.hello,
                timeout=TIMEOUT,
                context=self.context,
            )
        else:
            server = smtplib.SMTP(self.host, self.port, local_hostname=self.hello, timeout=TIMEOUT)
        with contextlib.ExitStack() as undone:
            undone.callback(server.close)
            try:
                if self.tls is Tls.STARTTLS:
                    server.starttls(context=self.context)
                if self.user:
                    server.login(self.user, self.password)
            except smtplib.SMTPNotSupportedError as exc:  # who strips STARTTLS must not end a mail
                raise MailFailedError("the mail server offers no TLS, or no password") from exc
            undone.pop_all()
        return server


def _refusal(code: int) -> MailFailedError | MailRefusedError:
    kind = MailRefusedError if code >= _PERMANENT else MailFailedError
    return kind(f"the mail server answered {code}")
