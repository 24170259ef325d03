"""The subcommands of `newsroom`: arguments, environment and the terminal.

Leaves out what they set in motion: that is in `newsroom.stack`, `newsroom.streams` and `newsroom.client`.
"""
