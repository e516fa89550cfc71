"""`kill -9` in the middle of a delivery: delivered again under the same id, never lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from issuer.notify.schedule import LEASE
from issuer.notify.smtp import Tls
from issuer.wiring import make_world
from tests.faults.sites import make_home
from tests.issuer.board import NOON
from tests.notify.mail_server import mail_server
from tests.store.conftest import POSTGRES, SQLITE
from tests.web.issuer.conftest import Hands

ROOT = Path(__file__).parents[2]
MAIL = "desk@clinic.example"


@pytest.fixture(params=[SQLITE, POSTGRES])
def settings(request, tmp_path):
    """Return the settings of an issuer on each real database in turn."""
    postgres = request.param == "postgres"
    url = request.getfixturevalue("postgres_url") if postgres else ""
    return make_home(tmp_path / "home", url)


def mailing(settings, server):
    """Return the same settings with the mail server."""
    changes = {"mail_server": "127.0.0.1", "mail_port": server.port, "mail_tls": Tls.NONE}
    return settings.model_copy(update=changes | {"mail_from": "no-reply@cert.example.org"})


def killed(settings, at):
    """Have a process deliver what is due and die at a place."""
    command = [sys.executable, "-m", "tests.faults.delivering_until_killed"]
    given = [str(settings.home), settings.url, settings.database, str(settings.mail_port)]
    done = subprocess.run(
        [*command, *given, NOON.isoformat(), at],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("at", ["the claim", "the delivery"])
def test_a_message_survives_its_worker(settings, at):
    """Whoever comes next delivers it when the lease ends, not before, and nobody after that."""
    clock = Hands(NOON)
    with mail_server() as server:
        world = make_world(mailing(settings, server), clock=clock)
        world.notify.lists.ask(MAIL, organisation="", language="en", at=NOON)
        killed(world.settings, at)
        sent = len(server.mails)
        assert sent == (at == "the delivery")
        clock.at = NOON + LEASE - timedelta(seconds=1)
        assert world.deliveries.deliver_due() == 0
        for delivered in (1, 0):
            clock.at += timedelta(seconds=1)
            assert world.deliveries.deliver_due() == delivered
        assert len(server.mails) == sent + 1
        assert len({mail["Message-ID"] for mail in server.mails}) == 1
        world.database.dispose()
