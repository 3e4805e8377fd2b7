"""Papers that are no cards, as runs of their own: notices for stairwells and gates, and what teams carry.

A team's secret is never kept: in what is kept of its link a mark stands in its place.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from msgspec import Struct

from issuer.bundles import Bundle, bundles_pdf
from issuer.delivery import known_round, team_secret
from issuer.designs import designs
from issuer.explaining import Notice
from issuer.keys import Keys
from issuer.notices import notice_in_force, notice_pdf
from issuer.office import Office
from issuer.settings import settings_of
from issuer.store import Recipe, RunKind

STOCK = "a4"
_MARK = "{secret}"
_NO_LAYOUT = b"null"

Progress = Callable[[int, int], None]


class Notices(Struct, frozen=True):
    """What the sheets of a run say, for which stairwells (none: for gates), in which languages."""

    notice: Notice
    stairwells: tuple[int, ...]
    languages: tuple[str, ...]


class Covers(Struct, frozen=True):
    """What the teams of a round carry; `teams` are their numbers, in the order of the bundles."""

    round: int
    teams: tuple[int, ...]
    bundles: tuple[Bundle, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Papers that are ready to be printed, and how many sheets or bundles they are."""

    kind: RunKind
    recipe: Recipe
    count: int


def notices(office: Office, stairwells: Iterable[int], languages: Iterable[str], at: datetime) -> Draft:
    """Notices of the covenant in force, one a language for each stairwell, or one of each for the gates."""
    said = notice_in_force(office.store, at, settings_of(office.store).contact)
    content = Notices(said, tuple(stairwells), tuple(languages))
    count = max(1, len(content.stairwells)) * len(content.languages)
    return Draft(RunKind.NOTICES, _recipe(office, content), count)


def covers(office: Office, round_id: int, bundles: Iterable[Bundle]) -> Draft:
    """What the teams of a round carry: `bundles` in the order of its teams."""
    teams = tuple(team.number for team in known_round(office.store, round_id).teams)
    secrets = [team_secret(office.keys, round_id, team) for team in teams]
    kept = tuple(
        replace(bundle, link=bundle.link.replace(secret, _MARK))
        for bundle, secret in zip(bundles, secrets, strict=True)
    )
    return Draft(RunKind.COVERS, _recipe(office, Covers(round_id, teams, kept)), len(kept))


def papers_pdf(keys: Keys, kind: RunKind, recipe: Recipe, progress: Progress | None = None) -> bytes:
    """The PDF of papers, made from what is kept of them; raises `Refusal`."""
    if kind is RunKind.NOTICES:
        said = msgspec.json.decode(recipe.content, type=Notices)
        return notice_pdf(said.notice, recipe.designs, said.stairwells, said.languages)
    kept = msgspec.json.decode(recipe.content, type=Covers)
    bundles = tuple(
        replace(bundle, link=bundle.link.replace(_MARK, team_secret(keys, kept.round, team)))
        for bundle, team in zip(kept.bundles, kept.teams, strict=True)
    )
    return bundles_pdf(bundles, recipe.designs, progress)


def _recipe(office: Office, content: Notices | Covers) -> Recipe:
    return Recipe(_NO_LAYOUT, msgspec.json.encode(content), designs(office.folder))
