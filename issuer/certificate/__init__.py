"""Draws a certificate on paper: the page, the QR code, the token attached."""
