"""Fixes findings that need no judgement; every fix is guarded, see `guard`."""
