"""The record: SQLModel tables, and what implements the ports. Nothing outside sees a table."""
