"""Certificates and their credentials: issued in four steps, suspended, reinstated, revoked."""
