"""`probatum settings`: what is in force, secrets masked; and the reference of all there are."""

from __future__ import annotations

from collections.abc import Iterator

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from issuer.cli.desk import Desk, json_option
from issuer.settings import IssuerSettings
from verifier.secret_files import SUFFIX, is_secret
from verifier.settings import ENV_FILE, HOME, PREFIX, VerifierSettings

MASK = "********"

_HEAD = f"""# Settings

<!-- Made by `make settings` from the settings' own classes. Change them there. -->

Each is a variable of the environment. What is not set there is looked up, in this order:

1. for a secret, in the file that `{PREFIX}...{SUFFIX}` names;
2. in `{ENV_FILE}` in the home, which `probatum init` writes: one `NAME='value'` a line, as
   systemd's `EnvironmentFile` has it. `{PREFIX}HOME` itself is of the environment, or `{HOME}`;
3. in the folder of credentials that systemd hands a service: a file named like the setting, in
   small letters (`LoadCredential=probatum_mail_password:/path`).

A setting that is wrong stops the start and is named. `probatum settings` shows what is in force,
secrets masked. A secret belongs in a file of its own, which its owner alone can read. Private keys
are no settings: they are files in the home, or stay in hardware.
"""


def settings_command(desk: Desk) -> click.Command:
    """Return `probatum settings`."""

    @click.command("settings")
    @click.option("--reference", is_flag=True, help="Print docs/settings.md instead.")
    @json_option
    def settings(*, reference: bool, as_json: bool) -> None:
        """Show the settings in force, secrets masked."""
        if reference:
            click.echo(settings_reference(), nl=False)
            return
        desk.tell(effective(desk.settings), as_json=as_json)

    return settings


def effective(settings: IssuerSettings) -> dict[str, object]:
    """Return every setting by its outside name; of a secret, whether there is one."""
    return {
        _name(field): _shown(getattr(settings, field), secret=is_secret(info))
        for field, info in IssuerSettings.model_fields.items()
    }


def settings_reference() -> str:
    """Return docs/settings.md."""
    everyones = VerifierSettings.model_fields
    own = {
        name: field for name, field in IssuerSettings.model_fields.items() if name not in everyones
    }
    return "\n".join(
        [_HEAD, *_table("An issuer", own), "", *_table("Issuer and verifier alone", everyones), ""]
    )


def _table(title: str, fields: dict[str, FieldInfo]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| setting | default | secret | |\n|---|---|---|---|"
    for name, field in fields.items():
        secret = f"yes, or `{_name(name)}{SUFFIX}`" if is_secret(field) else ""
        yield f"| `{_name(name)}` | {_default(field)} | {secret} | {_sentence(field)} |"


def _name(field: str) -> str:
    return PREFIX + field.upper()


def _default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None or value in ("", ()):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _sentence(field: FieldInfo) -> str:
    told = field.description or ""
    bounds = [
        getattr(each, side)
        for each in field.metadata
        for side in ("ge", "le")
        if hasattr(each, side)
    ]
    return f"{told} {bounds[0]} to {bounds[1]}." if len(bounds) == 2 else told  # noqa: PLR2004


def _shown(value: object, *, secret: bool) -> object:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if secret and value:
        return MASK
    if isinstance(value, tuple):
        return ",".join(value)
    return value if isinstance(value, bool | int) else str(value or "")
