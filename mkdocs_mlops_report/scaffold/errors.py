"""The error of whatever adds something to a user's file."""


class CannotAddError(ValueError):
    """Something cannot be added to a file; the message says why."""
