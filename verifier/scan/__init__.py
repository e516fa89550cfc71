"""From what people hold (a link, a token, a number, a photo, a PDF) to a token or a number."""
