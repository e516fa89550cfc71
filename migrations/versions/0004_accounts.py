"""Accounts: passkeys, roles, sessions, invitations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)
BYTES = sa.LargeBinary()
INTEGER = sa.Integer()

ROLES = (
    "registrar",
    "examiner",
    "decision_maker",
    "revocation_officer",
    "key_custodian",
    "auditor",
    "administrator",
)
TABLES = (
    "known_device",
    "sign_in_failure",
    "spent_challenge",
    "recovery_code",
    "passkey",
    "made_link",
    "invitation",
    "officer_role",
    "account",
)


def upgrade() -> None:
    op.add_column("api_key", sa.Column("scopes", TEXT, nullable=True))
    for name, kind in (("proven", MOMENT), ("way", TEXT), ("address", TEXT), ("browser", TEXT)):
        op.add_column("session", sa.Column(name, kind, nullable=True))
    _make_accounts()
    _make_roles()
    _make_links()
    _make_proofs()
    _make_counters()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for column in ("browser", "address", "way", "proven"):
        op.drop_column("session", column)
    op.drop_column("api_key", "scopes")


def _make_accounts() -> None:
    op.create_table(
        "account",
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("mail", TEXT, nullable=True),
        sa.Column("folded_mail", TEXT, nullable=True),
        sa.Column("handle", BYTES, nullable=True),
        sa.Column("password", TEXT, nullable=True),
        sa.Column("secret", BYTES, nullable=True),
        sa.Column("spent_step", INTEGER, nullable=True),
        sa.Column("ended", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name="fk_account_officer"),
        sa.PrimaryKeyConstraint("officer", name="pk_account"),
        sa.UniqueConstraint("folded_mail", name="uq_account_folded_mail"),
        sa.UniqueConstraint("handle", name="uq_account_handle"),
    )
    op.execute("INSERT INTO account (officer) SELECT name FROM officer")


def _make_roles() -> None:
    op.create_table(
        "officer_role",
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("role", CODE, nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name="fk_officer_role_officer"),
        sa.PrimaryKeyConstraint("officer", "role", name="pk_officer_role"),
    )
    # Until now every officer could do everything. They keep it, until somebody decides otherwise.
    for role in ROLES:
        op.execute(
            "INSERT INTO officer_role (officer, role) "  # noqa: S608 - words of this file
            f"SELECT name, '{role}' FROM officer WHERE role = 'administrator'"
        )


def _make_links() -> None:
    op.create_table(
        "invitation",
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name="fk_invitation_officer"),
        sa.PrimaryKeyConstraint("digest", name="pk_invitation"),
    )
    op.create_table(
        "made_link",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name="fk_made_link_officer"),
        sa.PrimaryKeyConstraint("id", name="pk_made_link"),
    )


def _make_proofs() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", BYTES, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("public_key", BYTES, nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("used", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name="fk_passkey_officer"),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
    )
    op.create_index("ix_passkey_officer", "passkey", ["officer"])
    op.create_table(
        "recovery_code",
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("digest", BYTES, nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name="fk_recovery_code_officer"),
        sa.PrimaryKeyConstraint("officer", "digest", name="pk_recovery_code"),
    )


def _make_counters() -> None:
    op.create_table(
        "spent_challenge",
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_spent_challenge"),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("key", BYTES, nullable=False),
        sa.Column("count", INTEGER, nullable=False),
        sa.Column("last", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_failure"),
    )
    op.create_table(
        "known_device",
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("officer", TEXT, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officer.name"], name="fk_known_device_officer"),
        sa.PrimaryKeyConstraint("digest", "officer", name="pk_known_device"),
    )
