"""The verifier's pages and API over HTTP. Parses, asks one question, renders."""
