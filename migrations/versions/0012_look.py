"""How the body looks, version by version; what is on record becomes the first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TEXT = sa.String()
CODE = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # sorted by code point
MOMENT = sa.DateTime(timezone=True)
WORDS = "name, telephone, signatory_name, signatory_role"


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("digest", CODE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_picture"),
    )
    op.create_table(
        "body_version",
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in WORDS.split(", ")),
        sa.Column("accent", TEXT, nullable=False),
        sa.Column("logo", CODE, nullable=True),
        sa.Column("signature", CODE, nullable=True),
        sa.ForeignKeyConstraint(["logo"], ["picture.digest"], name="fk_body_version_logo"),
        sa.ForeignKeyConstraint(
            ["signature"], ["picture.digest"], name="fk_body_version_signature"
        ),
        sa.PrimaryKeyConstraint("serial", name="pk_body_version"),
    )
    op.execute(
        f"INSERT INTO body_version (serial, since, {WORDS}, accent) "  # noqa: S608 - our own words
        f"SELECT 1, founded, {WORDS}, '#14506b' FROM body"
    )


def downgrade() -> None:
    op.drop_table("body_version")
    op.drop_table("picture")
