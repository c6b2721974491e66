"""What goes wrong where something is added to a file of the user."""


class CannotAddError(ValueError):
    """Something cannot be added to a file; the message says why."""
