"""Certificates from before Probatum; a record that was moved, and a body that has closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)
ATTEMPT = (["scheme", "attempt"], ["attempt.scheme", "attempt.attempt"])


def upgrade() -> None:
    op.add_column("attempt", sa.Column("effective", sa.Date(), nullable=True))
    op.add_column("attempt", sa.Column("valid_through", sa.Date(), nullable=True))
    op.add_column("control", sa.Column("moved", TEXT, nullable=True))
    op.add_column("control", sa.Column("closed", MOMENT, nullable=True))
    op.add_column("control", sa.Column("lists_until", MOMENT, nullable=True))
    op.create_table(
        "prior",
        sa.Column("key", CODE, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("scheme", CODE, nullable=False),
        sa.Column("attempt", CODE, nullable=True),
        sa.Column("issued", sa.Date(), nullable=False),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("valid_through", sa.Date(), nullable=False),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("imported", MOMENT, nullable=False),
        sa.Column("imported_by", TEXT, nullable=False),
        sa.ForeignKeyConstraint(*ATTEMPT, name="fk_prior_scheme_attempt"),
        sa.PrimaryKeyConstraint("key", name="pk_prior"),
    )
    op.create_index("ix_prior_scheme_attempt", "prior", ["scheme", "attempt"])


def downgrade() -> None:
    op.drop_table("prior")
    op.drop_column("control", "lists_until")
    op.drop_column("control", "closed")
    op.drop_column("control", "moved")
    op.drop_column("attempt", "valid_through")
    op.drop_column("attempt", "effective")
