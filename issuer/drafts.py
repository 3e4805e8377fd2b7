"""A draft of the covenant held against this office: what it names that the office lacks, and in what it differs."""

from collections.abc import Callable, Iterator

from msgspec import UNSET

from gatepass.covenant import NO_COVENANT, Covenant, difference, named_in
from gatepass.kinds import Forgotten, Listed, Quarantine, Then
from gatepass.kinds.base import class_words, joined, mark_words
from gatepass.succession import named, taken_over_from, to_come_after
from gatepass.wording import Refusal, Text
from issuer.ages import is_age
from issuer.classes import looks
from issuer.marks import names_of_lists
from issuer.store import Store

ALWAYS_KNOWN = {"car"}


def lacking(store: Store, draft: Covenant) -> tuple[Text, ...]:
    """What a draft names and the office does not have: classes, gates, and lists; ages need none. And whom to call without a number."""
    names = named_in(draft)
    classes = names.classes - set(looks(store)) - ALWAYS_KNOWN
    lists = {mark for mark in names.marks if not is_age(mark)} - set(names_of_lists(store))
    missing = (
        (
            Text("没有这些证件类别", "there are no such classes"),
            [_called(name, class_words) for name in sorted(classes)],
        ),
        (
            Text("没有这些大门", "there are no such gates"),
            [Text(name, name) for name in sorted(names.gates - gate_names(store))],
        ),
        (Text("没有这些名单", "there are no such lists"), [_called(name, mark_words) for name in sorted(lists)]),
    )
    told = (Text(f"{what.zh}：{joined(each).zh}", f"{what.en}: {joined(each).en}") for what, each in missing if each)
    return (*told, *_without_a_number(draft), *_without_their_marks(draft))


def _called(key: str, words: Callable[[str], Text]) -> Text:
    """A class or a list by its words, and by the key under which the office would have it."""
    said = words(key)
    return said if said.zh == key else Text(f"{said.zh}（{key}）", f"{said.en} ({key})")


def _without_a_number(draft: Covenant) -> Iterator[Text]:
    """Whom a ready-made covenant tells to call is somebody; their number is the community's own."""
    called = draft.temperature.call if draft.temperature else UNSET
    if called is not UNSET and not any(character.isdigit() for character in called):
        yield Text(
            f"体温偏高打电话给“{called}”，没有写号码，请补上",
            f"a high temperature calls “{called}”, without a number: put one",
        )


def _without_their_marks(draft: Covenant) -> Iterator[Text]:
    """Who says that they forgot their card is on no list that a gate knows of: what marks alone stop, their word gets round."""
    stopping = [rule.title for rule in draft.ordered if isinstance(rule, Listed | Quarantine)]
    if stopping and any(rule.then is Then.ASK for rule in draft.of_kind(Forgotten)):
        rules = joined(dict.fromkeys(stopping))
        yield Text(
            f"忘带证卡的人核实后放行，而大门不知道谁在名单上：“{rules.zh}”对他们不起作用；要管住，忘带证卡请改为“请示值班人员”",
            f"whoever forgot their card is let pass when asked, and a gate cannot know who is on a list: “{rules.en}” stops none of them;"
            " to be sure, have the person on duty called for a forgotten card",
        )


def gate_names(store: Store) -> set[str]:
    """The gates that a covenant can name."""
    return {gate.name for gate in store.gates()}


def unknown_gates(draft: Covenant, gates: set[str]) -> frozenset[str]:
    """The gates that a draft names and no kiosk is, while there are others."""
    return named_in(draft).gates - gates if gates else frozenset()


def refuse_unknown_gates(store: Store, draft: Covenant) -> None:
    """Refuses a draft that names a gate which no kiosk is, while there are others: a slip in the name would close them all."""
    gates = gate_names(store)
    if unknown := unknown_gates(draft, gates):
        names, there = "、".join(sorted(unknown)), "、".join(sorted(gates))
        raise Refusal(
            Text(f"没有这些大门：{names}（现有：{there}）", f"there are no such gates: {names} (there are: {there})"),
            Text("请改规约里的门名或先登记大门；确实要这样，请勾“照样采用”（命令行加 --even-so）",
                 "correct the name, or enrol the gate first; to adopt it even so, tick “even so” (--even-so)"),
        )  # fmt: skip


def told_difference(before: Covenant, after: Covenant) -> Iterator[Text]:
    """In what a covenant differs from another, line by line; `−` is no longer so, `+` is new."""
    told = difference(before, after)
    if told.gone == told.new == ():
        yield Text("规则相同", "the rules are the same")
    for sign, texts in (("−", told.gone), ("+", told.new)):
        for text in texts:
            yield Text(f"{sign} {text.zh}", f"{sign} {text.en}")


def version_before(store: Store, own: Covenant) -> Covenant:
    """The one in force until a version comes into force, and an empty covenant before the first."""
    return taken_over_from(store.standing_covenants(), own) or NO_COVENANT


def overtaking(store: Store, adopted: Covenant) -> Iterator[Text]:
    """What takes over from a version after it has begun, though it was adopted before: each by name, and how it is withdrawn."""
    zone = store.community().local
    assert adopted.in_force_from  # noqa: S101 - it was adopted
    for each in to_come_after(store.standing_covenants(), adopted.in_force_from):
        name, number = named(each), each.version
        begins = each.in_force_from and each.in_force_from.astimezone(zone)
        yield Text(
            f"注意：{name.zh}仍将于 {begins:%Y-%m-%d %H:%M} 生效，接替第{adopted.version}版；不要它就撤回"
            f"（页面“历次版本”，或 issuer covenant withdraw {number} --reason …）",
            f"mind: {name.en}, still comes into force at {begins:%Y-%m-%d %H:%M} and takes over from version"
            f" {adopted.version}; withdraw it if it is not meant (under “All versions” on the page, or issuer covenant withdraw"
            f" {number} --reason …)",
        )
