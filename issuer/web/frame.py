"""What every page of the office has in common: the frame around it, both languages, where a refusal is shown."""

import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from flask import Response, render_template, send_file

from appkit.web import page_language
from gatepass.wording import Refusal, Text
from issuer.store import Store
from issuer.web.once import fresh

NAV = (
    ("home.home", "首页", "Home"),
    ("roster.home", "花名册", "Roster"),
    ("passes.home", "出入证", "Passes"),
    ("lists.home", "名单", "Lists"),
    ("printing.home", "打印", "Printing"),
    ("delivery.home", "发放", "Delivery"),
    ("covenant.home", "规约", "Covenant"),
)


def as_file(name: str, write: Callable[[Path], object]) -> Response:
    """A file to take away, as `write` makes it on disk; the name's ending says of which kind it is."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, name)
        write(out)
        content = out.read_bytes()
    return send_file(BytesIO(content), as_attachment=True, download_name=name)


def page(template: str, store: Store, refusal: Refusal | None = None, **shown: object) -> str:
    """A page in this request's language; its template says `say(zh, en)` and `words(text)`, and extends `frame.html`.

    `scrolls` names a table that a narrow screen cuts off: who has no mouse comes to it and moves it with the arrow keys.
    """
    language = page_language()

    def say(zh: str, en: str) -> str:
        return Text(zh, en).to(language)

    def words(text: Text) -> str:
        return text.to(language)

    return render_template(
        template,
        say=say,
        words=words,
        language=language,
        form_id=fresh,
        scrolls=say("表格，可左右滑动", "table, scrolls sideways"),
        nav=NAV,
        community=store.community(),
        refusal=refusal.sentence(language) if refusal else "",
        **shown,
    )
