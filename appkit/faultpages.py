"""What a browser is told where there is no page, or the program failed: a short page in both languages. It explains no fault of ours."""

from http import HTTPStatus

from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from gatepass.wording import Text

LARGEST_NUMBER = 2**63 - 1  # what a database can count to
_WORDS = {
    HTTPStatus.NOT_FOUND: Text("没有这个页面，请回首页", "There is no such page; go back to the first one"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Text("内容太大，没有收下", "That is too large and was not taken"),
    HTTPStatus.INTERNAL_SERVER_ERROR: Text(
        "程序出错，没有保存，请再试", "The program failed and nothing was saved; try again"
    ),
}
_OTHER = Text("这个请求不能接受，请回首页再试", "This cannot be accepted; go back to the first page and try again")


class Number(IntegerConverter):
    """A number in an address; one that no database could hold is no such page."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None) -> None:  # noqa: A002 - werkzeug's names
        super().__init__(map, fixed_digits, min, LARGEST_NUMBER)


def add_fault_pages(app: Flask) -> None:
    """Says every fault of an address or a program in both languages; to be called before the pages are added."""
    app.url_map.converters["int"] = Number

    @app.errorhandler(HTTPException)
    def fault(error: HTTPException) -> Response:
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        words = _WORDS.get(status, _OTHER)
        page = (
            f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>{status.value}</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<h1>{words.zh}</h1><p lang="en">{words.en}</p><p><a href="/">首页 · Home</a></p>'
        )
        answer = Response(page, status, mimetype="text/html")
        answer.headers.extend((name, value) for name, value in error.get_headers() if name in ("Allow", "Location"))
        return answer
