"""What is held about a person: shown to them, kept for as long as needed, and then erased."""
