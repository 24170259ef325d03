"""Support of several tests: servers, sample articles, waiting for a condition."""
