"""The issuer's API for programs that hold a key."""
