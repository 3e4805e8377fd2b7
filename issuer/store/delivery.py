"""Rounds of delivery: teams, their stairwells, what became of every card, and what households answered."""

from issuer.store.base import Reads, Writes


class DeliveryWrites(Writes):
    """Planning rounds, taking outcomes and answers."""


class DeliveryReads(Reads):
    """Rounds, outcomes and answers."""
