"""What can keep the system from running on this machine."""


class StackError(Exception):
    """Why the system cannot run here, in one sentence for whoever started it."""
