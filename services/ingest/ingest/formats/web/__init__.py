"""Web pages: HTML and its JSON-LD."""
