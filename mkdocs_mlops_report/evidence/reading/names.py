"""Dotted names of Python: of packages and of what is called."""

from __future__ import annotations


def is_within(name: str, packages: tuple[str, ...]) -> bool:
    """Return whether a dotted name is one of these packages or inside one: `torch.nn` is within `torch`."""
    return any(name == one or name.startswith(f"{one}.") for one in packages)


def matches_name(name: str, wanted: tuple[str, ...]) -> bool:
    """Return whether a dotted name is wanted.

    `*.fit` stands for `fit` of anything, `prune.*` for all inside of it, `*` for everything.
    """
    for one in wanted:
        if one == "*":
            return True
        if one.startswith("*.") and (name.endswith(one[1:]) or name == one[2:]):
            return True
        if one.endswith(".*") and name.startswith(one[:-1]):
            return True
        if name == one:
            return True
    return False
