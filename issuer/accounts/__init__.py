"""Who may do what: officers who sign in, and programs that hold an API key."""
