"""Drafts of the next covenant: begun from what there is, saved when right or kept unready, adopted or thrown away.

The one in force stays as it is, and what is not right is never adopted.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import msgspec

from appkit.assets import asset
from gatepass.covenant import LARGEST_TOML, Covenant, parse_covenant, toml_of
from gatepass.wording import Refusal, Text
from issuer.drafts import refuse_unknown_gates
from issuer.office import adopt_within, withdraw_within
from issuer.ruleform import Typed, read
from issuer.store import Act, Adopted, Draft, Store

READY_MADE = "data/covenants"
ADOPTED, THROWN_AWAY = "adopted", "thrown away"
TOML = "toml"
EMPTY = Covenant("新规约", "New covenant")
"""What a draft is begun from that is begun from nothing."""


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A covenant that comes with the program; `towns/…` are those of 2020."""

    key: str
    covenant: Covenant
    toml: str


@cache
def ready_made() -> tuple[ReadyMade, ...]:
    """All that come with the program, the general ones before those of towns."""
    folder = asset(READY_MADE)
    files = [*sorted(folder.glob("*.toml")), *sorted(folder.glob("*/*.toml"))]
    read = [(file.relative_to(folder).with_suffix("").as_posix(), file.read_bytes()) for file in files]
    return tuple(ReadyMade(key, parse_covenant(toml), toml.decode()) for key, toml in read)


def begin(store: Store, source: str, pasted: bytes, act: Act) -> int:
    """A new draft: of the version `version:3`, of the ready-made `ready:school`, of nothing (`empty`), or of the TOML that was
    `pasted`; raises `Refusal`."""
    head, _, key = source.partition(":")
    if head == "version":
        version = version_of(store, key)
        return _keep(store, version.written, f"version:{version.covenant.version}", act)
    if head == "ready":
        made = next((each for each in ready_made() if each.key == key), None)
        if made is None:
            raise _no_such(key)
        return _keep(store, made.toml, f"ready:{key}", act)
    if source == "empty":
        return _keep(store, toml_of(EMPTY).decode(), source, act)
    return _keep(store, _text(pasted), "pasted", act)


def version_of(store: Store, number: str) -> Adopted:
    """A version by its number; raises `Refusal`."""
    found = next((each for each in store.covenants() if str(each.covenant.version) == number), None)
    if found is None:
        raise _no_such(number)
    return found


def open_draft(store: Store, id_: int) -> Draft:
    """A draft that is still open; raises `Refusal`."""
    draft = store.draft(id_)
    if draft is None or draft.ended:
        raise Refusal(
            Text("这份草稿已经采用或丢弃", "this draft was adopted or thrown away"),
            Text("请在“规约”页看现在的情形", "see the covenant page for how things are"),
        )
    return draft


def save(store: Store, id_: int, edition: int, content: Covenant | bytes, act: Act) -> None:
    """Saves a draft, from the form or as TOML; raises `Refusal` where it is not right, or was saved by somebody else since."""
    written = toml_of(content).decode() if isinstance(content, Covenant) else _text(content)
    with store.writing() as writing:
        _refuse_another_edition(store, id_, edition)
        writing.save_draft(id_, written, act)


def keep(store: Store, id_: int, edition: int, typed: Typed, act: Act) -> None:
    """Keeps what was typed, into the form or as `toml`, though it is not right yet; raises `Refusal` where it is too large, or was
    saved by somebody else since."""
    unready = msgspec.json.encode(typed)
    if len(unready) > LARGEST_TOML:
        raise _no_content()
    with store.writing() as writing:
        _refuse_another_edition(store, id_, edition)
        writing.keep_draft(id_, unready.decode(), act)


def typed_unready(draft: Draft) -> Typed | None:
    """What was typed into a draft and is not right yet, None where all of it is."""
    return msgspec.json.decode(draft.unready, type=dict[str, list[str]]) if draft.unready else None


def ready_draft(store: Store, id_: int) -> Draft:
    """A draft that is open and right as far as it was saved; raises `Refusal`."""
    draft = open_draft(store, id_)
    if unready := why_not_ready(draft):
        raise unready
    return draft


def why_not_ready(draft: Draft) -> Refusal | None:
    """What is wrong with what was typed into a draft, None where it is ready."""
    typed = typed_unready(draft)
    if typed is None:
        return None
    if TOML in typed:
        try:
            parse_covenant(typed[TOML][0].encode())
        except Refusal as refusal:
            return refusal
    wrong = len(read(typed).faults)
    return Refusal(
        Text(
            f"草稿{draft.id}有 {wrong} 处要改，还不能试算和采用",
            f"draft {draft.id} has {wrong} field(s) to be corrected, and can be neither tried nor adopted",
        ),
        Text("请看标红的地方", "see what is marked in red"),
    )


def throw_away(store: Store, id_: int) -> None:
    """Ends a draft; `bring_back` undoes it. Raises `Refusal` where it ended before."""
    with store.writing() as writing:
        open_draft(store, id_)
        writing.end_draft(id_, THROWN_AWAY)


def bring_back(store: Store, id_: int) -> None:
    """Opens a draft again that was thrown away; raises `Refusal`."""
    with store.writing() as writing:
        draft = store.draft(id_)
        if draft is None or draft.ended != THROWN_AWAY:
            raise _no_such(str(id_))
        writing.end_draft(id_, "")


@dataclass(frozen=True, slots=True)
class Adoption:
    """From when on, by whom and why, and which versions to come are `withdrawn` with it.

    `even_so` takes a covenant that names gates which are not there.
    """

    begins: datetime
    act: Act
    even_so: bool = False
    withdrawn: tuple[str, ...] = ()


def adopt_draft(store: Store, id_: int, adoption: Adoption) -> Covenant:
    """Makes a draft the next version, and ends it; raises `Refusal`, and then it stays open, and nothing is withdrawn."""
    with store.writing() as writing:
        written = _fit_for(store, ready_draft(store, id_).written, even_so=adoption.even_so)
        for version in adoption.withdrawn:
            withdraw_within(store, writing, version, adoption.act)
        adopted = adopt_within(store, writing, written, adoption.begins, adoption.act)
        writing.end_draft(id_, ADOPTED)
    return adopted


def adopt_again(store: Store, number: str, act: Act, *, even_so: bool) -> Covenant:
    """Makes an earlier version the next one, from now on; raises `Refusal`. `even_so` as for a draft."""
    with store.writing() as writing:
        written = _fit_for(store, version_of(store, number).written, even_so=even_so)
        return adopt_within(store, writing, written, act.at, act)


def _fit_for(store: Store, written: str, *, even_so: bool) -> bytes:
    """What is about to be adopted; raises `Refusal` where it names gates that are not there."""
    toml = written.encode()
    if not even_so:
        refuse_unknown_gates(store, parse_covenant(toml))
    return toml


def _keep(store: Store, written: str, basis: str, act: Act) -> int:
    with store.writing() as writing:
        return writing.begin_draft(written, basis, act)


def _text(toml: bytes) -> str:
    """TOML that is right, as a text; raises `Refusal`."""
    if not toml.strip():
        raise _no_content()
    parse_covenant(toml)
    return toml.decode("utf-8-sig").replace("\r\n", "\n")


def _refuse_another_edition(store: Store, id_: int, edition: int) -> None:
    if open_draft(store, id_).edition != edition:
        raise Refusal(
            Text("这份草稿在另一个窗口里已经改过", "this draft was changed in another window meanwhile"),
            Text("您填的都还在；请另开草稿页比较后再保存", "what you typed is still here; open the draft anew, compare, save again"),
        )  # fmt: skip


def _no_content() -> Refusal:
    return Refusal(
        Text("没有规约内容，或文件太大", "there is no covenant in it, or it is too large"),
        Text("请选一个 TOML 文件，或把内容贴进来", "choose a TOML file, or paste one"),
    )


def _no_such(key: str) -> Refusal:
    return Refusal(Text(f"没有“{key}”", f"there is no “{key}”"), Text("请从列表中选一个", "choose one of the list"))
