"""`probatum privacy` and `probatum retention`: what is held about a person, and for how long."""

from __future__ import annotations

from pathlib import Path

import click

from issuer.cli.desk import Desk, json_option
from issuer.cli.line import LINE, NOTE
from issuer.privacy.retention import due

_OUT = click.Path(dir_okay=False, path_type=Path)


def privacy_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about people's data."""

    @click.group("privacy")
    def privacy() -> None:
        """Show a person what is held about them, and erase it when nothing stands against it."""

    for command in (_export(desk), _erase(desk), _decide(desk), _requests(desk), _tidy(desk)):
        privacy.add_command(command)
    return [privacy, _retention(desk)]


def _export(desk: Desk) -> click.Command:
    @click.command("export")
    @click.argument("person", type=LINE)
    @click.argument("file", type=_OUT)
    def export(person: str, file: Path) -> None:
        """Write everything held about PERSON (a reference) to FILE, a zip: a page, and JSON."""
        made = desk.world.person_exports.make(person, actor=desk.actor, at=desk.clock())
        desk.note_read("privacy export", person)
        file.touch(mode=0o600)
        file.write_bytes(made)
        click.echo(f"What is held about {person} is in {file}.")

    return export


def _erase(desk: Desk) -> click.Command:
    @click.command("erase")
    @click.argument("person", type=LINE)
    @click.option("--why", type=NOTE, default="", help="What was asked, and when. Erased with it.")
    @json_option
    def erase(person: str, why: str, *, as_json: bool) -> None:
        """Ask for PERSON to be erased, and tell what stands against it. Another one decides."""
        work, at = desk.world.erasures, desk.clock()
        made = work.ask(person, why=why, actor=desk.actor, at=at)
        _, against, in_force = work.against(person, at=at)
        value = {"erasure": made.id, "against": against, "withdraws": list(in_force)}
        desk.tell(value, as_json=as_json)

    return erase


def _decide(desk: Desk) -> click.Command:
    @click.command("decide")
    @click.argument("erasure", type=LINE)
    @click.option("--erase/--decline", "approve", required=True, help="What is decided.")
    def decide(erasure: str, *, approve: bool) -> None:
        """Decide on the request ERASURE. Who asked for it does not decide."""
        work, at = desk.world.erasures, desk.clock()
        if not approve:
            work.decline(erasure, actor=desk.actor, at=at)
            click.echo(f"{erasure} was declined. Nothing was erased.")
            return
        withdrawn = work.approve(erasure, actor=desk.actor, at=at)
        click.echo(f"{erasure} is done. Withdrawn with it: {', '.join(withdrawn) or 'nothing'}.")
        click.echo("Run `probatum privacy tidy` so that no copy is left in the database's files.")

    return decide


def _requests(desk: Desk) -> click.Command:
    @click.command("requests")
    @json_option
    def requests(*, as_json: bool) -> None:
        """List requests for erasure that wait for a decision, and what stands against each."""
        work, at = desk.world.erasures, desk.clock()
        with desk.world.database.reading() as unit:
            waiting = unit.erasures.waiting()
        desk.note_read("privacy requests")
        desk.tell_all(
            (
                {
                    "erasure": each.id,
                    "person": each.person,
                    "asked": each.asked.isoformat(),
                    "asked_by": each.asked_by,
                    "against": work.against(each.person, at=at)[1],
                }
                for each in waiting
            ),
            as_json=as_json,
        )

    return requests


def _tidy(desk: Desk) -> click.Command:
    @click.command("tidy")
    def tidy() -> None:
        """Rewrite the database's files, so that nothing of what was erased is left in them."""
        desk.world.database.tidy()
        click.echo("Nothing erased is left in the database. Backups keep it until they are gone.")

    return tidy


def _retention(desk: Desk) -> click.Command:
    @click.command("retention")
    @click.option("--dry-run", is_flag=True, help="Tell, and ask for nothing.")
    @json_option
    def retention(*, dry_run: bool, as_json: bool) -> None:
        """Ask for the erasure of everybody whose period, by their scheme, is over.

        Nothing is erased by this: a person decides on each request.
        """
        world, at = desk.world, desk.clock()
        with world.database.reading() as unit:
            asked = {each.person for each in unit.erasures.waiting()}
        desk.note_read("retention")
        values = []
        for each in due(world.database, world.erasures.rules, at):
            if each.person in asked:
                continue
            value = {
                "person": each.person,
                "over_since": each.since.isoformat(),
                "certificates": list(each.certificates),
            }
            if not dry_run:
                why = f"kept until {each.since.isoformat()}, as the scheme says"
                made = world.erasures.ask(each.person, why=why, actor=desk.actor, at=at)
                value["erasure"] = made.id
            values.append(value)
        desk.tell_all(values, as_json=as_json)
        if not as_json:
            said = "would be asked for" if dry_run else "were asked for; a person decides on each"
            click.echo(f"{len(values)} erasures {said}.")

    return retention
