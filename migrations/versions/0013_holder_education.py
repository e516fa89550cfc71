"""Continuing education that holders enter, with proofs; appeals against a certificate's change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)
CERTIFICATE = ["certificate.number"]


def upgrade() -> None:
    _make_claims()
    op.add_column("appeal", sa.Column("number", CODE, nullable=True))
    op.add_column("appeal", sa.Column("against", TEXT, nullable=True))


def downgrade() -> None:
    op.drop_column("appeal", "against")
    op.drop_column("appeal", "number")
    op.drop_table("education_proof")
    op.drop_table("education_claim")


def _make_claims() -> None:
    op.create_table(
        "education_claim",
        sa.Column("id", CODE, nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("provider", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("hours", TEXT, nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("settled", MOMENT, nullable=True),
        sa.Column("settled_by", TEXT, nullable=True),
        sa.Column("why", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["number"], CERTIFICATE, name="fk_education_claim_number"),
        sa.PrimaryKeyConstraint("id", name="pk_education_claim"),
    )
    op.create_index("ix_education_claim_number", "education_claim", ["number"])
    still = sa.text("state = 'open'")
    op.create_index(
        "ix_education_claim_open",
        "education_claim",
        ["made", "id"],
        sqlite_where=still,
        postgresql_where=still,
    )
    op.create_table(
        "education_proof",
        sa.Column("claim", CODE, nullable=False),
        sa.Column("number", CODE, nullable=False),
        sa.Column("media_type", TEXT, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["education_claim.id"], name="fk_education_proof_claim"),
        sa.ForeignKeyConstraint(["number"], CERTIFICATE, name="fk_education_proof_number"),
        sa.PrimaryKeyConstraint("claim", name="pk_education_proof"),
    )
    op.create_index("ix_education_proof_number", "education_proof", ["number"])
