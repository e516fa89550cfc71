"""The life of the signing keys: made, published, signing, retired; and what hangs on each."""
