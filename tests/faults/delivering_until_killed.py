"""Delivers one mail and dies: before it is handed in, while it is, or after: run by a test."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime

from issuer.notify.smtp import MailServer
from issuer.settings import IssuerSettings
from issuer.wiring import make_world


def die(*_args, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


def main(home: str, url: str, database: str, port: str, clock: str, at: str) -> None:
    moment = datetime.fromisoformat(clock)
    settings = IssuerSettings(
        home=home,
        url=url,
        database=database,
        mail_server="127.0.0.1",
        mail_port=int(port),
        mail_tls="none",
        mail_from="no-reply@cert.example.org",
    )
    world = make_world(settings, clock=lambda: moment)
    sending = MailServer.send
    if at == "the claim":
        MailServer.send = die
    elif at == "the delivery":
        MailServer.send = lambda self, made: (sending(self, made), die())
    world.deliveries.deliver_due()
    print("done", flush=True)  # noqa: T201 - this is the answer


main(*sys.argv[1:])
