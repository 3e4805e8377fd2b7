"""Printed runs, and every printed copy: where it is now."""

from issuer.store.base import Reads, Writes


class RunWrites(Writes):
    """Noting runs, moving copies."""


class RunReads(Reads):
    """Runs and copies."""
