"""Subcommands of `newsroom`, one a module: arguments, environment and the terminal.

Leaves out the work they start, which is in `newsroom.stack`, `newsroom.streams` and `newsroom.client`.
"""
