"""News XML: NewsML 1, NewsML-G2, NITF."""
