"""Certificates that were decided before Probatum: they get our form, and keep their numbers."""
