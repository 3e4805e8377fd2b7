"""Papers that are no cards, as runs of their own: notices for stairwells and gates, and what teams carry.

A team's secret is never kept: in what is kept of its link a mark stands in its place.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from msgspec import Struct

from gatepass.wording import Refusal, Text
from issuer.bundles import Bundle, bundles_pdf
from issuer.bundling import bundles_of
from issuer.delivery import known_round, team_secret
from issuer.designs import designs
from issuer.explaining import Notice
from issuer.jobs import Progress
from issuer.keys import Keys
from issuer.notices import notice_in_force, notice_pdf
from issuer.office import Office
from issuer.settings import settings_of
from issuer.store import Recipe, RunKind, Store

STOCK = "a4"
_MARK = "{secret}"
_NO_LAYOUT = b"null"


class Notices(Struct, frozen=True):
    """What the sheets of a run say, for which stairwells (none: for gates), in which languages."""

    notice: Notice
    stairwells: tuple[int, ...]
    languages: tuple[str, ...]


class Covers(Struct, frozen=True):
    """What the teams of a round carry, each bundle with the number of its team."""

    round: int
    bundles: tuple[tuple[int, Bundle], ...]


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


def covers(office: Office, round_id: int, stairwells: Collection[int] = ()) -> Draft:
    """What the teams of a round carry, of these stairwells where any are named; raises `Refusal` where that is nothing."""
    kept = []
    teams = [team.number for team in known_round(office.store, round_id).teams]
    for team, bundle in zip(teams, bundles_of(office, round_id), strict=True):
        stops = tuple(stop for stop in bundle.stops if not stairwells or stop.stairwell in stairwells)
        link = bundle.link.replace(team_secret(office.keys, round_id, team), _MARK)
        if stops:
            kept.append((team, replace(bundle, stops=stops, link=link)))
    if not kept:
        raise Refusal(
            Text("这一轮没有要发放的证卡", "this round has no cards to deliver"),
            Text("请先发证，或另选楼道", "issue passes first, or choose other stairwells"),
        )
    return Draft(RunKind.COVERS, _recipe(office, Covers(round_id, tuple(kept))), len(kept))


def newest_round(store: Store) -> int:
    """The round under way that was planned last; raises `Refusal` where there is none."""
    under_way = [round_.id for round_ in store.rounds() if round_.is_open]
    if not under_way:
        raise Refusal(
            Text("还没有安排发放", "no round of delivery is planned"),
            Text("请用 --teams 分组，或运行 issuer delivery plan", "give --teams, or run issuer delivery plan"),
        )
    return max(under_way)


def papers_pdf(keys: Keys, kind: RunKind, recipe: Recipe, progress: Progress | None = None) -> bytes:
    """The PDF of papers, made from what is kept of them; raises `Refusal`."""
    if kind is RunKind.NOTICES:
        said = msgspec.json.decode(recipe.content, type=Notices)
        return notice_pdf(said.notice, recipe.designs, said.stairwells, said.languages)
    kept = msgspec.json.decode(recipe.content, type=Covers)
    bundles = tuple(
        replace(bundle, link=bundle.link.replace(_MARK, team_secret(keys, kept.round, team)))
        for team, bundle in kept.bundles
    )
    return bundles_pdf(bundles, recipe.designs, progress)


def _recipe(office: Office, content: Notices | Covers) -> Recipe:
    return Recipe(_NO_LAYOUT, msgspec.json.encode(content), designs(office.folder))
