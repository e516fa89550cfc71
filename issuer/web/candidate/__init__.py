"""The candidate's own page: what is met, what is missing, and by when."""
