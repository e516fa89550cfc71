"""The issuer's desk: pages for the certification body's staff."""
