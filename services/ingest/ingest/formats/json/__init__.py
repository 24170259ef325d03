"""JSON documents: our native article and ninjs."""
