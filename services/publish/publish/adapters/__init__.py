"""Implementations of the capabilities' ports, one technology a file: MongoDB, and Redis for the live log."""
