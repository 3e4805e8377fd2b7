"""Words for a notice on a wall, where residents read it: whom a rule means and which way, as one says it to them. It judges nothing."""

from collections.abc import Iterable

from gatepass.case import Direction, VisitKind
from gatepass.kinds.base import Then, Who, class_meant, joined, mark_words
from gatepass.wording import Text

_ON_LISTS = {
    "leave": Text("准假人员", "people on leave"),
    "new_tenant": Text("新租客", "new tenants"),
    "quarantine": Text("居家隔离人员", "people in home quarantine"),
    "returnee": Text("外地返回人员", "people back from elsewhere"),
    "work": Text("上班人员", "people who go to work"),
    "medical": Text("就医人员", "people under treatment"),
}
_VISITING = {
    VisitKind.VISITOR: Text("访客", "visitors"),
    VisitKind.COURIER: Text("快递员", "couriers"),
    VisitKind.RIDER: Text("外卖骑手", "food riders"),
    VisitKind.VEHICLE: Text("外来车辆", "vehicles from outside"),
}
_WAYS = {
    (Direction.IN,): Text("进入小区", "come in"),
    (Direction.OUT,): Text("外出", "go out"),
    tuple(Direction): Text("进出小区", "come in or go out"),
}
_STOPPED = {
    Then.REFUSE: Text("不得{way}", "may not {way}"),
    Then.REFER: Text("{way}须经值班人员同意", "{way} only when the person on duty agrees"),
    Then.ASK: Text("{way}时由门岗核实", "are asked at the gate when they {way}"),
}


def on_list(mark: str) -> Text:
    """Those on a list; one of the office's own goes by its name."""
    said = mark_words(mark)
    if mark in _ON_LISTS:
        return _ON_LISTS[mark]
    return (
        Text(f"{said.zh}人员", f"people {said.en}")
        if said.zh != mark
        else Text(f"“{mark}”名单上的人", f"people on the list “{mark}”")
    )


def on_lists(marks: Iterable[str]) -> Text:
    """Those on any of some lists."""
    return joined(map(on_list, marks))


def named(who: Who) -> Text:
    """Whom it names, without its exceptions; everybody where it names nobody."""
    if who.means_all:
        return Text("所有人员", "all people")
    return joined((*map(class_meant, who.classes), *map(on_list, who.marks), *(_VISITING[kind] for kind in who.visits)))


def excepted(who: Who) -> Text:
    """Its exceptions; empty where there are none."""
    return joined((*map(class_meant, who.but_classes), *map(on_list, who.but_marks)))


def whom(who: Who) -> Text:
    """Whom it means, with its exceptions behind them."""
    people, but = named(who), excepted(who)
    return Text(f"{people.zh}（{but.zh}除外）", f"{people.en} (but not {but.en})") if but.zh else people


def going(directions: tuple[Direction, ...]) -> Text:
    """Which way, as something people do."""
    return _WAYS[tuple(way for way in Direction if way in directions)]


def stopped(then: Then, directions: tuple[Direction, ...]) -> Text:
    """What they meet with who go a way."""
    way, said = going(directions), _STOPPED[then]
    return Text(said.zh.format(way=way.zh), said.en.format(way=way.en))


def asking(question: Text) -> Text:
    """A question as it is quoted, with its mark."""
    return Text(f"“{question.zh.rstrip('？?')}？”", f"“{question.en.rstrip('？?')}?”")
