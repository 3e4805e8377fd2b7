"""Rows of one file compared: the same person twice, or two of one name at one door whom nothing tells apart."""

from collections.abc import Mapping, Sequence

from gatepass.people import Document, Door
from gatepass.wording import Refusal, Text
from issuer.columns import Column
from issuer.roster.problems import Problem
from issuer.roster.reading import Draft


def repeats(drafts: Sequence[Draft]) -> Mapping[int, tuple[Problem, ...]]:
    """The problems of later rows that repeat an earlier one, by the later one's place in `drafts`."""
    holders: dict[Document, Draft] = {}
    namesakes: dict[tuple[Door, str], list[Draft]] = {}
    found: dict[int, tuple[Problem, ...]] = {}
    for place, draft in enumerate(drafts):
        same_name = namesakes.setdefault((draft.door, draft.name), []) if draft.door and draft.name else []
        holder = holders.setdefault(draft.document, draft) if draft.document else draft
        problem = _listed_twice(draft, holder) if holder is not draft else _namesake(draft, same_name)
        same_name.append(draft)
        if problem:
            found[place] = (problem,)
    return found


def _listed_twice(later: Draft, earlier: Draft) -> Problem:
    place = earlier.line.place()
    if later.door == earlier.door:
        what = Text(f"与{place.zh}相同", f"is the same as in {place.en}")
        return later.line.problem(
            Column.NUMBER, Refusal(what, Text("重复的请删去，填错的请改正", "remove the repeated row, or correct it"))
        )
    door = Text(f"（{earlier.door}）", f" ({earlier.door})") if earlier.door else Text("", "")
    what = Text(
        f"与{place.zh}{door.zh}相同，一个人登记在两户",
        f"is the same as in {place.en}{door.en}: one person in two households",
    )
    remedy = Text("请只保留现在居住的一户", "keep just the household they live in")
    return later.line.problem(Column.NUMBER, Refusal(what, remedy))


def _namesake(later: Draft, others: Sequence[Draft]) -> Problem | None:
    told_apart = later.line.says(Column.NUMBER)
    earlier = next((o for o in others if not (told_apart and o.line.says(Column.NUMBER))), None)
    if earlier is None:
        return None
    place = earlier.line.place()
    what = Text(
        f"与{place.zh}同户同名，分不清是不是一个人",
        f"is the same as in {place.en}, at the same door: perhaps the same person",
    )
    remedy = Text(
        "重复的请删去；是两个人请都填证件号码", "remove the repeated row; if two people, give both document numbers"
    )
    return later.line.problem(Column.NAME, Refusal(what, remedy))
