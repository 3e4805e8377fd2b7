"""The office's page for how classes of passes look, and for the stamp of the current generation."""

from collections import Counter as Tally

import msgspec
from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from gatepass.looks import SHAPE_WORDS, Look, look_typed
from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer.classes import STAMP, begin_generation, classes_on, set_look, stamp_of
from issuer.web.counter import Counter


def add_pages(pages: Blueprint, counter: Counter) -> None:
    """Adds the page."""
    store = counter.store

    def shown(refusal: Refusal | None = None) -> str:
        now = classes_on(store, counter.today())
        return counter.page(
            "passes_classes.html",
            refusal,
            looks=now.looks,
            members=Tally(now.name_of(person.id, person.resident) for person in store.residents()),
            shapes=SHAPE_WORDS,
            stamp=stamp_of(store),
            stamps=[(_stamp(value), done) for value, done in store.choices(STAMP)],
        )

    @pages.get("/classes")
    def classes() -> str:
        return shown()

    @pages.post("/classes")
    def set_class() -> AnyResponse:
        def work() -> Text:
            look = _typed()
            set_look(store, plain(request.form.get("name", "")), look, counter.act())
            return Text(f"“{look.zh}”已保存", f"“{look.en or look.zh}” is saved")

        return counter.done("passes.classes", work, shown)

    @pages.post("/classes/stamp")
    def begin() -> AnyResponse:
        def work() -> Text:
            stamp = None if request.form.get("none") else _typed()
            begin_generation(store, stamp, counter.act())
            return Text(
                "已更换；已打印的卡请到“打印”页重打", "changed; print the cards again that wait on the printing page"
            )

        return counter.done("passes.classes", work, shown)


def _typed() -> Look:
    form = request.form
    words = Text(form.get("zh", ""), form.get("en", ""))
    return look_typed(words, form.get("colour", ""), form.get("shape", ""), form.get("mark", ""))


def _stamp(value: str) -> Look | None:
    return msgspec.json.decode(value, type=Look) if value else None
