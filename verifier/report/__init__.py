"""The report on a list, as a PDF to file."""
