"""Figures about the work of a certification body, and about nobody."""
