"""Syntax: bytes to characters, to XML elements, to JSON nodes."""
