"""Adapters, one technology a file: they implement the packages' ports over Redis and MongoDB."""
