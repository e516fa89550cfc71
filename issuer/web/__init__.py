"""The issuer's web: its API, its public documents and its desk, on top of the verifier's pages."""
