"""Error of a system that cannot run on this machine."""


class StackError(Exception):
    """Failure to run the system here: one sentence with the reason, for the terminal."""
