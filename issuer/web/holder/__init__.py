"""The holder's own page, what they take away from it, and the public page that they switch on."""
