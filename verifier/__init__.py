"""Decides whether a token is a credential of ours, still in force.

Imports `keys`; nothing of SQL or the issuer.
"""
