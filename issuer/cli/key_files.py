"""`probatum keys seal` and `unseal`: key files, encrypted by a passphrase or not."""

from __future__ import annotations

from pathlib import Path

import click

from issuer.cli.desk import Desk
from issuer.errors import KeyUnavailableError, SettingsError
from keys.files import KeyFileError
from keys.sealing import key_files, reseal

_SHORTEST = 20  # characters: the format stretches a passphrase by 2,048 rounds alone
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def key_file_commands(desk: Desk) -> list[click.Command]:
    """Return the commands about the files of private keys."""

    @click.command("seal")
    @click.option("--old-passphrase-file", "old", type=_FILE, help="What they are sealed by now.")
    def seal(*, old: Path | None) -> None:
        """Encrypt every key file by PROBATUM_KEY_PASSPHRASE, in place."""
        passphrase = desk.settings.passphrase
        if passphrase is None or len(passphrase.decode()) < _SHORTEST:
            raise SettingsError(
                f"PROBATUM_KEY_PASSPHRASE must be set, and have {_SHORTEST} characters or more"
            )
        before = old.read_bytes().rstrip(b"\r\n") if old else passphrase
        click.echo(f"{_rewrite(desk, old=before, new=passphrase)} key files were sealed.")

    @click.command("unseal")
    def unseal() -> None:
        """Decrypt every key file, in place. PROBATUM_KEY_PASSPHRASE must open them."""
        done = _rewrite(desk, old=desk.settings.passphrase, new=None)
        click.echo(f"{done} key files were unsealed.")

    return [seal, unseal]


def _rewrite(desk: Desk, *, old: bytes | None, new: bytes | None) -> int:
    folder = desk.settings.key_folder
    try:
        return sum(reseal(path, old=old, new=new) for path in key_files(folder))
    except KeyFileError as exc:
        raise KeyUnavailableError(str(exc)) from exc
