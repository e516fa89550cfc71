"""`probatum serve` and `probatum demo`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

import issuer
from issuer.body.body import Body
from issuer.body.schemes import activate
from issuer.certificate.drawing import Paper
from issuer.certification.exam_csv import read_results
from issuer.certification.exam_document import parse_exam_result
from issuer.cli.access import sign_in_link
from issuer.cli.demonstration import bring_candidates
from issuer.cli.desk import Desk
from issuer.cli.founding import begin, prepare_tables
from issuer.custody.fitness import ailments
from issuer.errors import SettingsError
from issuer.intake.answers import Issued
from issuer.settings import IssuerSettings
from verifier.web.http.metrics import share_figures
from verifier.web.server import MakeApp, Server, apart

_EXAMPLES = Path(issuer.__file__).parents[1] / "docs" / "examples"
_OFFICER = "Demo Officer"
_TIMEOUT = 30  # seconds a request may take
_GRACE = 10  # seconds until a worker that is sent home must have answered


def serve_commands(desk: Desk, make_app: MakeApp) -> list[click.Command]:
    """Return the commands that serve."""

    @click.command("serve")
    def serve() -> None:
        """Serve on PROBATUM_LISTEN (loopback) and PROBATUM_PORT: a proxy with TLS goes in front."""
        # A body that is not there is refused here, in words: the workers would tell a log.
        name, port = desk.world.body.name, desk.settings.port  # an address would be in the log
        apart(lambda: _tell_ailments(desk))
        click.echo(f"{name} is served on port {port}. Ctrl-C ends it.")
        _serve(desk, make_app)

    @click.command("demo")
    @click.option("--only-prepare", is_flag=True, help="Do not serve afterwards.")
    def demo(*, only_prepare: bool) -> None:
        """Found a demonstration body if there is none, issue the examples, show them and serve."""
        if only_prepare:
            _found_and_show(desk)
        else:
            apart(lambda: _found_and_show(desk))
            _serve(desk, make_app)

    return [serve, demo]


def _tell_ailments(desk: Desk) -> None:
    """Say what keeps keys from signing. That refuses nothing: verifying must go on."""
    for ailment in ailments(desk.world.keys, desk.clock()):
        click.echo(f"key_unavailable: {ailment}", err=True)


def _found_and_show(desk: Desk) -> None:
    _prepare(desk)
    _show(desk)


def _prepare(desk: Desk) -> None:
    prepare_tables(desk)
    with desk.database.reading() as unit:
        founded = unit.bodies.get() is not None
    specimen = _specimen_body(desk)
    if not founded and not specimen.is_specimen:
        raise SettingsError(
            f"a demonstration lives on loopback, and PROBATUM_URL is {specimen.url}: "
            f"run probatum init for a body of your own"
        )
    if not founded:
        begin(desk, specimen)
    world, at = desk.world, desk.clock()
    if world.body.url != desk.settings.public_url or not world.body.is_specimen:
        raise SettingsError(
            f"this data belongs to {world.body.url}: set PROBATUM_PORT to its port, or choose "
            f"another PROBATUM_HOME for {desk.settings.public_url}"
        )
    for path in sorted(_EXAMPLES.glob("*.toml")):
        activate(world.database, world.body, path.read_bytes(), actor="demo", at=at)
    for path in sorted(_EXAMPLES.glob("*.json")):
        world.intake.take(parse_exam_result(path.read_bytes()), actor="demo", at=at)
    for path in sorted(_EXAMPLES.glob("*.csv")):
        rows = [row.result for row in read_results(path.read_bytes())]
        results = [result for result in rows if result is not None]
        world.intake.take_many(results, actor="demo", at=at)
    bring_candidates(desk, _EXAMPLES / "road")


def _specimen_body(desk: Desk) -> Body:
    return Body(
        url=desk.settings.public_url,
        name="Specimen Certification Board",
        telephone="+1 555 0100",
        signatory_name="Dr Example Signatory",
        signatory_role="Chair of the certification committee",
        time_zone="UTC",
    )


def _show(desk: Desk) -> None:
    world, at = desk.world, desk.clock()
    example = parse_exam_result((_EXAMPLES / "physician.json").read_bytes())
    answer = world.intake.take(example, actor="demo", at=at)
    rows = []
    if isinstance(answer, Issued):
        path = desk.settings.home / "certificates" / f"{answer.number}.pdf"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(world.printer.print(answer.number, paper=Paper.A4, at=at))
        rows.append(("Certificate (PDF)", str(path)))
        rows.append(("Check it", f"{world.body.url}/v/{answer.number}"))
    rows.append(("Admin page", f"{world.body.url}/admin/"))
    rows.append(("Sign in, once", sign_in_link(desk, _OFFICER)))
    click.secho(f"\n  {world.body.name}: a demonstration, SPECIMEN throughout\n", bold=True)
    for label, value in rows:
        click.echo(f"  {label:<18} {value}")
    click.echo("\n  Ctrl-C ends it. The data stays; run it again to go on.\n")
    sys.stdout.flush()


def _serve(desk: Desk, make_app: MakeApp) -> None:
    """Serve: each worker opens what it needs, and shares nothing that was open before."""
    settings = desk.settings
    os.environ["PROBATUM_HOME"] = str(settings.home.absolute())
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:  # else the operator's, or ours from before
        share_figures(_metrics_folder(settings.home))
    desk.close()
    sys.stdout.flush()
    options = {
        "bind": _place(settings),
        "workers": settings.workers,
        "worker_class": "gthread",
        "threads": 4,
        "timeout": _TIMEOUT,
        "graceful_timeout": _GRACE,
        # Its warnings tell addresses, and what was wrong with a stranger's request in their words.
        "loglevel": "error",
        # Whom to believe about a proxy is PROBATUM_TRUSTED_PROXIES' to say: by itself the server
        # would believe everyone on this machine, and an odd SCRIPT_NAME of theirs is a failure.
        "forwarded_allow_ips": "",
        "control_socket_disable": True,  # a second door, which nobody asked for
    }
    Server(make_app, options).run()


def _place(settings: IssuerSettings) -> str:
    """Return address and port as gunicorn takes them."""
    address = settings.listen
    host = str(address) if address.version == 4 else f"[{address}]"  # noqa: PLR2004 - IPv4
    return f"{host}:{settings.port}"


def _metrics_folder(home: Path) -> Path:
    """Return an empty folder in which the workers add up their figures."""
    folder = home.absolute() / "metrics"
    folder.mkdir(exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()
    return folder
