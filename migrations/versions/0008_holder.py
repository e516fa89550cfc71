"""Holders' own pages: links, shared pages, codes that were mailed, requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)
BYTES = sa.LargeBinary()
CERTIFICATE = ["certificate.number"]


def upgrade() -> None:
    _make_links()
    _make_shares()
    _make_codes()
    _make_requests()


def downgrade() -> None:
    for table in ("holder_request", "fresh_code", "share", "holder_link"):
        op.drop_table(table)


def _make_links() -> None:
    op.create_table(
        "holder_link",
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("ended", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["number"], CERTIFICATE, name="fk_holder_link_number"),
        sa.PrimaryKeyConstraint("digest", name="pk_holder_link"),
    )
    op.create_index("ix_holder_link_number", "holder_link", ["number"])


def _make_shares() -> None:
    op.create_table(
        "share",
        sa.Column("number", CODE, nullable=False),
        sa.Column("key", CODE, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("is_found", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["number"], CERTIFICATE, name="fk_share_number"),
        sa.PrimaryKeyConstraint("number", name="pk_share"),
        sa.UniqueConstraint("key", name="uq_share_key"),
    )


def _make_codes() -> None:
    op.create_table(
        "fresh_code",
        sa.Column("number", CODE, nullable=False),
        sa.Column("digest", BYTES, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["number"], CERTIFICATE, name="fk_fresh_code_number"),
        sa.PrimaryKeyConstraint("number", name="pk_fresh_code"),
    )


def _make_requests() -> None:
    op.create_table(
        "holder_request",
        sa.Column("id", CODE, nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("wish", TEXT, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("asked", MOMENT, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("settled", MOMENT, nullable=True),
        sa.Column("settled_by", TEXT, nullable=True),
        sa.Column("answer", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["number"], CERTIFICATE, name="fk_holder_request_number"),
        sa.PrimaryKeyConstraint("id", name="pk_holder_request"),
    )
    op.create_index("ix_holder_request_number", "holder_request", ["number"])
    still = sa.text("state = 'open'")
    op.create_index(
        "ix_holder_request_open",
        "holder_request",
        ["asked", "id"],
        sqlite_where=still,
        postgresql_where=still,
    )
