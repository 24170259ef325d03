"""The sources file: its models, its errors with lines, its secrets."""
