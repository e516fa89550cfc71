"""The certified person's side: their own page, what they share, and what they ask for."""
