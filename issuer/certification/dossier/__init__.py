"""What was shown: a person's documents as values, and the dossier that holds them."""
