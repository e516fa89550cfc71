"""A clinic's watch list: asked for, opened by a link, filled, told by mail and webhook, ended."""
