"""Telling others: messages that leave with the change they tell of, by mail and by webhook."""
