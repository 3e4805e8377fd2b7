"""The office's pages for the designs of what is printed: looking, changing, trying, going back; the logo."""

from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, Response, abort, flash, jsonify, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.wording import Refusal, Text
from issuer import editing
from issuer.designs import LOGOS, Design, changed, designs, listed
from issuer.web.frame import page
from issuer.web.once import once_or
from issuer.web.printroom import PrintRoom

_PICTURES = {"logo.png": "image/png", "logo.svg": "image/svg+xml"}


def add_pages(pages: Blueprint, room: PrintRoom) -> None:
    """Adds the pages of designs to those of printing."""
    store, folder = room.office.store, room.office.folder

    def shown(refusal: Refusal | None = None) -> str:
        logo = next((name for name in LOGOS if name in changed(folder)), "")
        return page("printing_designs.html", store, refusal, designs=listed(folder), logo=logo)

    def editor(known: Design, source: str, refusal: Refusal | None = None) -> str:
        fault = editing.fault_of(refusal) if refusal else None
        line = fault.line if fault and fault.name == known.name else 0
        return page("printing_design.html", store, refusal, design=known, source=source, line=line)

    def done(work: Callable[[], str], again: Callable[[Refusal], str]) -> AnyResponse:
        return once_or(store, room.clock, work, again)

    @pages.get("/designs")
    def design_list() -> str:
        return shown()

    @pages.get("/designs/<name>")
    def design(name: str) -> str:
        known = _found(room, name)
        return editor(known, _source_of(room, known.name))

    @pages.get("/designs/<name>/sample.png")
    def design_picture(name: str) -> Response:
        known = _found(room, name)
        try:
            return _png(editing.sample(folder, known.name))
        except Refusal as refusal:
            return _refused(known, refusal)

    @pages.post("/designs/<name>/preview")
    def preview_design(name: str) -> Response:
        known = _found(room, name)
        try:
            return _png(editing.sample(folder, known.name, _source()))
        except Refusal as refusal:
            return _refused(known, refusal)

    @pages.post("/designs/<name>")
    def save_design(name: str) -> AnyResponse:
        known = _found(room, name)

        def work() -> str:
            editing.save(store, folder, known.name, _source(), room.act("design saved"))
            flash(
                Text("已保存，以后都按它打印", "saved; everything is printed with it from now on").to(page_language())
            )
            return url_for("printing.design", name=known.name)

        return done(work, lambda refusal: editor(known, request.form.get("source", ""), refusal))

    @pages.post("/designs/<name>/original")
    def restore_design(name: str) -> AnyResponse:
        known = _found(room, name)

        def work() -> str:
            editing.restore(store, folder, known.name, room.act("design back to the original"))
            flash(Text("已换回原样", "back to the original").to(page_language()))
            return url_for("printing.design", name=known.name)

        return done(work, lambda refusal: editor(known, _source_of(room, known.name), refusal))

    @pages.post("/logo")
    def add_logo() -> AnyResponse:
        def work() -> str:
            file = request.files.get("logo")
            editing.add_logo(store, folder, file.read() if file else b"", room.act("logo uploaded"))
            flash(Text("已换上标志", "the logo is in place").to(page_language()))
            return url_for("printing.design_list")

        return done(work, shown)

    @pages.post("/logo/remove")
    def remove_logo() -> AnyResponse:
        def work() -> str:
            editing.remove_logo(store, folder, room.act("logo removed"))
            return url_for("printing.design_list")

        return done(work, shown)

    @pages.get("/logo")
    def logo_picture() -> Response:
        kept = changed(folder)
        name = next((name for name in LOGOS if name in kept), None)
        if name is None:
            abort(HTTPStatus.NOT_FOUND)
        return send_file(BytesIO(kept[name]), mimetype=_PICTURES[name])


def _found(room: PrintRoom, name: str) -> Design:
    found = next((each for each in listed(room.office.folder) if each.name == name), None)
    return found if found else abort(HTTPStatus.NOT_FOUND)


def _source_of(room: PrintRoom, name: str) -> str:
    return designs(room.office.folder)[name].decode("utf-8", "replace")


def _source() -> bytes:
    """What stands in the editor: browsers send its lines with CR LF."""
    return request.form.get("source", "").replace("\r\n", "\n").encode()


def _png(content: bytes) -> Response:
    return Response(content, mimetype="image/png")


def _refused(known: Design, refusal: Refusal) -> Response:
    fault = editing.fault_of(refusal)
    line = fault.line if fault and fault.name == known.name else 0
    answer = jsonify(refusal=refusal.sentence(page_language()), line=line)
    answer.status_code = HTTPStatus.BAD_REQUEST
    return answer
