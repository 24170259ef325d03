"""Plain text: IPTC 7901 and mail."""
