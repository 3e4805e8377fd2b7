"""The page on which a draft of the covenant is adopted: what it changes, who decides, why, and from when on."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appkit.moments import parse_moment
from gatepass.covenant import decoded, difference
from gatepass.wording import Refusal, Text
from issuer import drafting
from issuer.drafts import gate_names, lacking, overtaking, unknown_gates
from issuer.web.once import once_or
from issuer.web.rulesdesk import RulesDesk, say


def add_pages(pages: Blueprint, desk: RulesDesk, home: Callable[[Refusal | None], str]) -> None:
    """Adds the page to those of the covenant."""
    store = desk.store

    def adopting(id_: int, refusal: Refusal | None = None) -> str:
        of = drafting.ready_draft(store, id_)
        saved, in_force = decoded(of.written.encode()), desk.in_force()
        return desk.page(
            "covenant_adopt.html",
            refusal,
            draft=of,
            saved=saved,
            in_force=in_force,
            changes=difference(in_force, saved),
            names_unknown_gates=bool(unknown_gates(saved, gate_names(store))),
            lacking=lacking(store, saved),
            waiting=store.covenants_waiting(desk.clock()),
            now=desk.clock().astimezone(store.community().local),
        )

    @pages.get("/drafts/<int:id_>/adopt")
    def adopt_page(id_: int) -> AnyResponse:
        try:
            return make_response(adopting(id_))
        except Refusal as refusal:
            return make_response(home(refusal), HTTPStatus.CONFLICT)

    @pages.post("/drafts/<int:id_>/adopt")
    def adopt(id_: int) -> AnyResponse:
        def work() -> str:
            by = desk.signed(request.form)
            zone = store.community().local
            begins = _begins(request.form.get("day", ""), request.form.get("time", ""), zone) or by.at
            withdrawn = tuple(request.form.getlist("withdraw"))
            adoption = drafting.Adoption(begins, by, "even_so" in request.form, withdrawn)
            adopted = drafting.adopt_draft(store, id_, adoption)
            local = begins.astimezone(zone)
            say(
                f"已采用“{adopted.name}”，第{adopted.version}版，{local:%Y-%m-%d %H:%M} 起生效；各门下次同步时得到，届时自动换上",
                f"“{adopted.english or adopted.name}” is adopted as version {adopted.version}, in force from"
                f" {local:%Y-%m-%d %H:%M}; gates have it when they next synchronise, and change to it at that time",
            )
            for text in overtaking(store, adopted):
                say(text.zh, text.en)
            return url_for("covenant.home")

        def refused(refusal: Refusal) -> str:
            of = store.draft(id_)
            return home(refusal) if of is None or of.ended or of.unready else adopting(id_, refusal)

        return once_or(store, desk.clock, work, refused)


def _begins(day: str, time: str, zone: ZoneInfo) -> datetime | None:
    """From when on, local; None for now. Raises `Refusal`."""
    if not day and not time:
        return None
    try:
        return parse_moment(f"{day}T{time or '00:00'}", zone)
    except Refusal as refusal:
        remedy = Text("请选日期和时间，或都留空", "choose a day and a time, or leave both empty")
        raise Refusal(refusal.what, remedy) from refusal
