"""`issuer delivery`: who delivers which stairwells, and what became of every card."""

from issuer.cli.root import issuer


@issuer.group()
def delivery() -> None:
    """Rounds, teams, ticking off, the survey, what adds up. 发放。"""
