"""A clinic's list of people: what each certificate says beside it, and whether it is in force."""
