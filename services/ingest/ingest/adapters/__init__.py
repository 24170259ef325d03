"""Stores, one technology a file."""
