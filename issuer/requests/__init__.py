"""Changes that wait for a second person, changes of many, and the record of both."""
