"""What a scheme demands, what an examination showed, and what follows. Pure.

Knows no credential, no database, no web and no clock.
"""
