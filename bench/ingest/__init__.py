"""How fast each format is read, and that an upload's size does not show in ingest's memory."""
