"""The certification body itself: its address, keys, schemes and types, recorded once."""
