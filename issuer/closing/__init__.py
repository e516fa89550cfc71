"""What is left when the body ends: final lists, the record as files, numbers for a successor."""
