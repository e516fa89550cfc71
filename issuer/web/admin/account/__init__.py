"""Accounts at the desk: coming in, one's own account, and staff."""
