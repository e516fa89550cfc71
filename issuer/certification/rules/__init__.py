"""The rules, one file a kind of requirement: what was asked, what was shown, how that stands."""
