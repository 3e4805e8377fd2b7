"""The pages of one draft of the covenant: its form, the same as TOML, and adopting it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, abort, make_response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from gatepass.case import OVERRIDABLE, Reason
from gatepass.covenant import Covenant, decoded, difference, means_the_same, parse_covenant
from gatepass.kinds import Rule
from gatepass.kinds.base import class_words
from gatepass.sentences import reason_words
from gatepass.wording import Refusal, Text
from issuer import drafting
from issuer.drafts import lacking
from issuer.formfields import KIND_NAMES, Widget, fields_of
from issuer.ruleform import (
    RULES,
    Read,
    Typed,
    fields_typed,
    kind_in,
    read,
    row_places,
    slots,
    typed_of,
    with_rule,
    without_rule,
)
from issuer.store import Draft
from issuer.web.once import once_or
from issuer.web.rulesdesk import RulesDesk, say

ONWARD = {"adopt": "covenant.adopt_page", "replay": "covenant.replay_page"}
"""Where a draft goes on to, saved."""

Shown = Callable[[Refusal | None], str]
REASON_WORDS = {reason.value: reason_words(reason) for reason in Reason}
OFFERED = {reason.value: reason_words(reason) for reason in OVERRIDABLE}


@dataclass(frozen=True, slots=True)
class RuleShown:
    """One rule of the form: its slot, its kind, and its sentence where it is right."""

    slot: int
    name: str
    kind: type[Rule] | None
    said: Text | None
    is_open: bool


@dataclass(frozen=True)
class Sheet:
    """What a page of a draft shows: what was typed, in the form or as TOML, and which rule was just added."""

    draft: Draft
    typed: Typed
    toml: str | None = None
    fresh: int = -1

    @cached_property
    def found(self) -> Read:
        """The form, read."""
        return read(self.typed)

    @property
    def told(self) -> Read:
        """The same without what is missing in a rule that was only just added: nobody could fill it in yet."""
        within = f"r{self.fresh}."
        shown = {path: what for path, what in self.found.faults.items() if not path.startswith(within)}
        return replace(self.found, faults=shown)

    def says(self, covenant: Covenant) -> bool:
        """Whether the form is right and means the same as a covenant."""
        return self.found.covenant is not None and means_the_same(self.found.covenant, covenant)


def add_pages(pages: Blueprint, desk: RulesDesk, home: Shown) -> None:
    """Adds the pages of drafts to those of the covenant."""
    store = desk.store

    def shown(sheet: Sheet, refusal: Refusal | None = None) -> str:
        typed, saved = sheet.typed, decoded(sheet.draft.written.encode())
        return desk.page(
            "covenant_draft.html",
            refusal,
            draft=sheet.draft,
            typed=typed,
            found=sheet.told,
            saved=saved,
            toml=sheet.draft.written if sheet.toml is None else sheet.toml,
            unsaved=("rules" if sheet.toml is None else "toml") if request.method == "POST" else "",
            is_saved=sheet.says(saved) and sheet.toml is None,
            changes=difference(desk.in_force(), saved),
            lacking=lacking(store, saved),
            rules=_rules(sheet),
            kinds=KIND_NAMES,
            names=desk.names(saved),
            reasons=REASON_WORDS,
            offered=OFFERED,
            class_words=class_words,
            fields_of=fields_of,
            head=fields_of(Covenant),
            Widget=Widget,
            row_places=row_places,
            filled=lambda path: any(key.startswith(f"{path}.") and any(values) for key, values in typed.items()),
            next_slot=max(slots(typed), default=-1) + 1,
        )

    def kept(of: Draft) -> str:
        saved, unready = typed_of(decoded(of.written.encode())), drafting.typed_unready(of)
        toml = unready[drafting.TOML][0] if unready and drafting.TOML in unready else None
        return shown(Sheet(of, saved if unready is None or toml else unready, toml), drafting.why_not_ready(of))

    def draft_or_none(id_: int) -> Draft:
        found = store.draft(id_)
        return found if found else abort(HTTPStatus.NOT_FOUND)

    @pages.get("/drafts/<int:id_>")
    def draft(id_: int) -> AnyResponse:
        try:
            draft_or_none(id_)
            return make_response(kept(drafting.open_draft(store, id_)))
        except Refusal as refusal:
            return make_response(home(refusal), HTTPStatus.CONFLICT)

    @pages.post("/drafts/<int:id_>")
    def change(id_: int) -> AnyResponse:
        of, typed = draft_or_none(id_), _typed()
        do, _, what = request.form.get("do", "save").partition(":")
        if do not in ("save", "keep", *ONWARD):
            changed = _changed(typed, do, what)
            fresh = max(set(slots(changed)) - set(slots(typed)), default=-1)
            return make_response(shown(Sheet(of, changed, fresh=fresh)))
        sheet = Sheet(of, typed)

        def refused(refusal: Refusal) -> str:
            return shown(sheet, refusal)

        place = url_for(ONWARD.get(do, "covenant.draft"), id_=id_)
        if do in ONWARD and not of.unready and sheet.says(decoded(of.written.encode())):
            return redirect(place, HTTPStatus.SEE_OTHER)
        if sheet.found.covenant:
            return saving(of, sheet.found.covenant, refused, place)
        return keeping(of, fields_typed(typed), refused) if do == "keep" else _bad(refused(_not_saved(sheet.found)))

    @pages.post("/drafts/<int:id_>/toml")
    def change_toml(id_: int) -> AnyResponse:
        of, toml = draft_or_none(id_), request.form.get("toml", "")
        typed = typed_of(decoded(of.written.encode()))

        def refused(refusal: Refusal) -> str:
            return shown(Sheet(of, typed, toml), refusal)

        if request.form.get("do") == "keep" and _is_wrong(toml):
            return keeping(of, {drafting.TOML: [toml]}, refused)
        return saving(of, toml.encode(), refused, url_for("covenant.draft", id_=id_))

    def keeping(of: Draft, typed: Typed, refused: Callable[[Refusal], str]) -> AnyResponse:
        def work() -> str:
            drafting.keep(store, of.id, _edition(), typed, desk.act("kept"))
            say(
                "已先存着；写好以前不能采用，现行规约不变",
                "kept as it is; until it is right it cannot be adopted, and nothing changes",
            )
            return url_for("covenant.draft", id_=of.id)

        return once_or(store, desk.clock, work, refused)

    def saving(of: Draft, content: Covenant | bytes, refused: Callable[[Refusal], str], place: str) -> AnyResponse:
        def work() -> str:
            drafting.save(store, of.id, _edition(), content, desk.act("saved"))
            say("草稿已保存，现行规约不变", "the draft is saved; the covenant in force stays")
            return place

        return once_or(store, desk.clock, work, refused)

    @pages.get("/drafts/<int:id_>.toml")
    def draft_toml(id_: int) -> AnyResponse:
        written = draft_or_none(id_).written
        return send_file(
            BytesIO(written.encode()), "application/toml", as_attachment=True, download_name="covenant-draft.toml"
        )

    @pages.post("/drafts/<int:id_>/throw-away")
    def throw_away(id_: int) -> AnyResponse:
        def work() -> str:
            drafting.throw_away(store, id_)
            say("草稿已丢弃，可在本页下方取回", "the draft is thrown away; it can be brought back below")
            return url_for("covenant.home")

        return once_or(store, desk.clock, work, home)


def _typed() -> Typed:
    return request.form.to_dict(flat=False)


def _edition() -> int:
    typed = request.form.get("edition", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0


def _changed(typed: Typed, do: str, what: str) -> Typed:
    """The form with a rule more or less; what it cannot do leaves it as it is."""
    slot = int(what) if what.isascii() and what.isdecimal() and len(what) < 6 else -1
    if do == "add" and request.form.get("kind") in KIND_NAMES:
        return with_rule(typed, request.form["kind"])
    if do == "copy" and slot in slots(typed):
        return with_rule(typed, "", like=slot)
    return without_rule(typed, slot) if do == "remove" else typed


def _rules(sheet: Sheet) -> list[RuleShown]:
    """All rules; one that is wrong, or was just added, is open to be changed."""
    typed, found = sheet.typed, sheet.found
    return [
        RuleShown(
            slot,
            next(iter(typed.get(f"kind{slot}", ())), ""),
            kind_in(typed, slot),
            found.rules[slot].words() if slot in found.rules else None,
            slot == sheet.fresh or slot not in found.rules or f"r{slot}" in found.faults,
        )
        for slot in slots(typed)
    ]


def _bad(page: str) -> AnyResponse:
    return make_response(page, HTTPStatus.BAD_REQUEST)


def _is_wrong(toml: str) -> bool:
    try:
        parse_covenant(toml.encode())
    except Refusal:
        return True
    return False


def _not_saved(found: Read) -> Refusal:
    if RULES in found.faults:
        return Refusal(
            found.faults[RULES], Text("请删去或合并一些规则；还没有保存", "remove or join some; nothing was saved yet")
        )
    count = len(found.faults)
    return Refusal(
        Text(f"有 {count} 处要改，还没有保存", f"{count} to be corrected; nothing was saved yet"),
        Text("请看标红的地方", "see what is marked in red"),
    )
