"""The office's pages for what holds for all printing: names, usual paper, and what the printer is off by on each stock."""

import re
from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, flash, make_response, request, send_file, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer.calibration import Measured, calibration_pdf, offset_from, reference_of
from issuer.designs import designs
from issuer.settings import (
    BACK_WORDS,
    NAMES_WORDS,
    Names,
    Settings,
    choose,
    offset_of,
    remember_offset,
    settings_of,
)
from issuer.sheets import Back, Offset
from issuer.stocks import stock_named, stocks
from issuer.web.frame import page
from issuer.web.once import once, once_or
from issuer.web.printroom import PrintRoom

_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{0,4})?")
MEASURES = ("left", "top", "across", "down")


def add_pages(pages: Blueprint, room: PrintRoom) -> None:
    """Adds the pages of settings to those of printing."""
    store, folder = room.office.store, room.office.folder

    def settings_shown(refusal: Refusal | None = None) -> str:
        usual = settings_of(store)
        return page(
            "printing_settings.html", store, refusal, usual=usual, names=NAMES_WORDS, stocks=stocks(), backs=BACK_WORDS
        )

    def calibration_shown(name: str, refusal: Refusal | None = None, typed: MultiDict[str, str] | None = None) -> str:
        stock = stock_named(name)
        return page(
            "printing_calibration.html",
            store,
            refusal,
            stock=stock,
            stocks=stocks(),
            offset=offset_of(store, stock.name),
            measured=store.chosen(f"offset {stock.name}") is not None,
            reference=reference_of(stock),
            typed=typed if typed is not None else MultiDict(),
        )

    @pages.get("/settings")
    def settings() -> str:
        return settings_shown()

    @pages.post("/settings")
    def choose_settings() -> AnyResponse:
        def work() -> str:
            choose(store, _settings(request.form), room.act("print settings"))
            flash(Text("已保存", "saved").to(page_language()))
            return url_for("printing.settings")

        return once_or(store, room.clock, work, settings_shown)

    @pages.get("/calibration")
    def calibration() -> AnyResponse:
        usual = settings_of(store).stock
        try:
            return make_response(calibration_shown(request.args.get("stock", usual)))
        except Refusal as refusal:
            return make_response(calibration_shown(usual, refusal), HTTPStatus.NOT_FOUND)

    @pages.get("/calibration/<stock>.pdf")
    def calibration_page(stock: str) -> AnyResponse:
        try:
            known = stock_named(stock)
            offset = offset_of(store, known.name) if request.args.get("corrected") else None
            content = calibration_pdf(known, designs(folder), offset)
        except Refusal as refusal:
            return make_response(calibration_shown(settings_of(store).stock, refusal), HTTPStatus.CONFLICT)
        return send_file(BytesIO(content), mimetype="application/pdf", download_name=f"calibration-{known.name}.pdf")

    @pages.post("/calibration/<stock>")
    def remember_calibration(stock: str) -> AnyResponse:
        def work() -> str:
            known = stock_named(stock)
            forgetting = request.form.get("forget") == "yes"
            offset = Offset() if forgetting else offset_from(_measured(request.form), reference_of(known))
            remember_offset(store, known.name, offset, room.act("calibration"))
            flash(
                Text("已记住，以后在这种纸上都按它修正", "remembered, and corrected on this stock from now on").to(
                    page_language()
                )
            )
            return url_for("printing.calibration", stock=known.name)

        try:
            return once(store, room.clock, work)
        except Refusal as refusal:
            known = stock if any(each.name == stock for each in stocks()) else settings_of(store).stock
            return make_response(calibration_shown(known, refusal, request.form), HTTPStatus.BAD_REQUEST)


def _settings(form: MultiDict[str, str]) -> Settings:
    try:
        return Settings(
            names=Names(form.get("names", "")),
            stock=form.get("stock", ""),
            back=Back(form.get("back", "")),
            contact=form.get("contact", ""),
        )
    except ValueError as error:
        raise Refusal(Text("没有这个选项", "there is no such choice"), Text("请重新选择", "choose again")) from error


def _measured(form: MultiDict[str, str]) -> Measured:
    return Measured(*(_millimetres(form.get(name, "")) for name in MEASURES))


def _millimetres(typed: str) -> float:
    number = plain(typed).replace(",", ".").removesuffix("mm").strip()
    if not _NUMBER.fullmatch(number):
        raise Refusal(
            Text(f"“{typed}”不是毫米数", f"“{typed}” is no number of millimetres"),
            Text("请写成 20.5 这样", "write it like 20.5"),
        )
    return float(number)
