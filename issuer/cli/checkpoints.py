"""`probatum checkpoint`, `checkpoint-key` and `audit verify`: the record against its own past."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from issuer.cli.desk import Desk, json_option
from issuer.errors import SettingsError
from issuer.evidence.checkpoint import origin_of
from issuer.evidence.checkpoints import Checkpoints
from issuer.evidence.note import NoteError, NoteKey, read_note_key
from issuer.evidence.proof import Proof, prove
from issuer.store.checkpoint_folder import CheckpointFolder

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def checkpoints_of(desk: Desk) -> Checkpoints:
    """Return what makes checkpoints of this body's record."""
    world, settings = desk.world, desk.settings
    origin = origin_of(world.body.url)
    return Checkpoints(world.database, origin, settings.key_folder, settings.passphrase)


def kept_outside(desk: Desk) -> CheckpointFolder | None:
    """Return the folder that the settings name, if they name one that is there."""
    folder = desk.world.settings.checkpoint_folder
    if folder is not None and not folder.is_dir():
        raise SettingsError(f"PROBATUM_CHECKPOINT_DIR is {folder}, and there is no such folder")
    return None if folder is None else CheckpointFolder(folder)


def checkpoint_commands(desk: Desk) -> list[click.Command]:
    """Return the commands that make checkpoints."""

    @click.command("checkpoint")
    @json_option
    def checkpoint(*, as_json: bool) -> None:
        """Sign how the record stands now and keep it in PROBATUM_CHECKPOINT_DIR."""
        shelf = kept_outside(desk)
        if shelf is None:
            raise SettingsError("PROBATUM_CHECKPOINT_DIR is not set: name a folder elsewhere")
        made, path = checkpoints_of(desk).make(shelf)
        value = {
            "events": made.size,
            "root": made.root.hex(),
            "file": str(path) if path else "none: one of this size is kept already",
        }
        desk.tell(value, as_json=as_json)

    @click.command("checkpoint-key")
    def checkpoint_key() -> None:
        """Make a key that signs checkpoints from now on, and print its public half.

        Keep what is printed where an auditor finds it: by it, checkpoints are believed.
        """
        click.echo(str(checkpoints_of(desk).make_key(actor=desk.actor, at=desk.clock())))

    return [checkpoint, checkpoint_key]


def audit_verify(desk: Desk) -> click.Command:
    """Return `audit verify`."""

    @click.command("verify")
    @click.option("--checkpoints", type=_FOLDER, help="Where they are kept, if not as set.")
    @click.option("--key", "keys", multiple=True, help="Believe this verifier key, no other.")
    @json_option
    @click.pass_context
    def verify(
        context: click.Context, *, checkpoints: Path | None, keys: tuple[str, ...], as_json: bool
    ) -> None:
        """Verify the whole record, and name the first bad row. Exit 1 if there is one.

        With checkpoints, a tail cut off, an older copy and a chain computed anew are found too.
        """
        shelf = CheckpointFolder(checkpoints) if checkpoints else kept_outside(desk)
        origin = origin_of(desk.world.body.url)
        try:
            trusted = [read_note_key(key) for key in keys]
            proof = prove(desk.world.database, shelf, trusted=trusted, origin=origin)
        except NoteError as exc:
            raise SettingsError(f"a checkpoint key cannot be read: {exc}") from exc
        desk.tell(_value(proof, shelf, trusted), as_json=as_json)
        context.exit(1 if proof.faults else 0)

    return verify


def _value(proof: Proof, shelf: CheckpointFolder | None, trusted: list[NoteKey]) -> dict[str, Any]:
    first = proof.faults[0] if proof.faults else None
    by = "the keys given" if trusted else "the keys kept beside them"
    return {
        "events": proof.events,
        "checkpoints": (
            "none were looked at: set PROBATUM_CHECKPOINT_DIR or give --checkpoints"
            if shelf is None
            else f"{proof.checkpoints}, up to event {proof.covered}, believed by {by}"
        ),
        "record": "holds" if first is None else f"is broken at event {first.seq}: {first.why}",
        "faults": [f"event {each.seq} ({each.by}): {each.why}" for each in proof.faults],
    }
