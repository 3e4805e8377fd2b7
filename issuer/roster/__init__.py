"""The roster: the spreadsheet of households and residents, as people keep it."""

from issuer.roster.header import Likeness, Titles, column_named, likest_header, title_key
from issuer.roster.problems import Problem
from issuer.roster.reader import Roster, RosterRow, read_roster

__all__ = (
    "Likeness",
    "Problem",
    "Roster",
    "RosterRow",
    "Titles",
    "column_named",
    "likest_header",
    "read_roster",
    "title_key",
)
