"""Editing the designs: a look at a sample, keeping what can be printed, back to the original, the logo.

Nothing is kept that could not be printed: every paper is set once with the changed designs before they count.
"""

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from PIL import Image, UnidentifiedImageError

from appkit.assets import asset
from appkit.files import make_private, refusing_file_faults, write_whole
from gatepass.code import Code
from gatepass.covenant import parse_covenant
from gatepass.looks import CAR, LOOKS, SPARE, Look, Shape
from gatepass.people import Category, Door
from gatepass.wording import Refusal, Text
from issuer.bundles import Bundle, Receipt, Stop, bundles_pdf
from issuer.calibration import calibration_pdf
from issuer.cards import Card
from issuer.designs import FOLDER, LOGOS, design, designs
from issuer.explaining import Notice
from issuer.notices import SUMMARY, languages, notice_pdf
from issuer.office import FIRST_COVENANT
from issuer.previews import sheet_pictures
from issuer.sheets import MAIN, Back, Layout, card_png, cards_pdf
from issuer.stocks import DEFAULT, stock_named, stocks
from issuer.store import Act, Community, Store
from issuer.typesetting import pictures

LARGEST_SOURCE = 256 * 1024
LARGEST_LOGO = 512 * 1024
LARGEST_SIDE = 4000
SAMPLE_PPI = 110
MOST_PAGES, GAP = 3, 12
_PLACE = re.compile(r"┌─ (?:.*[/\\])?([^/\\\n]+):(\d+):\d+")
_PACKAGE = re.compile(rb'(?:import|include)[\s(]*"@')
_SVG = "{http://www.w3.org/2000/svg}svg"


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of a design, counted from 1."""

    name: str
    line: int


def sample(folder: Path, name: str, source: bytes | None = None) -> bytes:
    """A PNG of what a design shows by itself, with another `source` where one is given; raises `Refusal` naming the line."""
    known, drawn = design(folder, name).name, dict(designs(folder))
    if source is not None:
        _refuse_packages(source)
        drawn[known] = source
    with naming_the_line():
        return _stacked(_sheets(drawn) if known == MAIN else pictures(drawn, known, None, SAMPLE_PPI))


def _sheets(drawn: Mapping[str, bytes]) -> Sequence[bytes]:
    """A front and a back of cards of every kind."""
    layout = Layout(stock_named(DEFAULT), back=Back.LONG_EDGE)
    return sheet_pictures(tuple(_sample_cards())[: layout.stock.per_sheet], layout, drawn, SAMPLE_PPI)


def _stacked(pages: Sequence[bytes]) -> bytes:
    """Pages one below the other, as one picture."""
    if len(pages) == 1:
        return pages[0]
    opened = [Image.open(io.BytesIO(content)).convert("RGB") for content in pages[:MOST_PAGES]]
    width, height = max(each.width for each in opened), sum(each.height + GAP for each in opened) - GAP
    whole, top = Image.new("RGB", (width, height), "#8a939d"), 0
    for each in opened:
        whole.paste(each, (0, top))
        top += each.height + GAP
    written = io.BytesIO()
    whole.save(written, "PNG")
    return written.getvalue()


@contextmanager
def naming_the_line() -> Iterator[None]:
    """Adds to the refusal of a design the file and the line that Typst objects to."""
    try:
        yield
    except Refusal as refusal:
        place = fault_of(refusal)
        if place is None or refusal.where:
            raise
        named = Text(f"{place.name} 第{place.line}行：", f"{place.name}, line {place.line}")
        raise refusal.at(named) from refusal.__cause__


def fault_of(refusal: Refusal) -> Fault | None:
    """Where Typst objected to a design, if that is why something was refused."""
    found = _PLACE.search(str(getattr(refusal.__cause__, "diagnostic", "")))
    return Fault(found[1], int(found[2])) if found else None


def save(store: Store, folder: Path, name: str, source: bytes, act: Act) -> None:
    """Keeps an edited design; raises `Refusal`, and changes nothing, where some paper could not be printed with it."""
    known = design(folder, name).name
    if len(source) > LARGEST_SOURCE:
        raise Refusal(
            Text("版面文件太大", "the design is too large"),
            Text(f"最多 {LARGEST_SOURCE // 1024} KB", f"up to {LARGEST_SOURCE // 1024} KB"),
        )
    _refuse_packages(source)
    with naming_the_line():
        refuse_unprintable({**designs(folder), known: source})
    _keep(store, folder, known, source, act)


def restore(store: Store, folder: Path, name: str, act: Act) -> None:
    """Goes back to the design that came with the program; raises `Refusal` for a name that is none."""
    _drop(store, folder, design(folder, name).name, act)


def add_logo(store: Store, folder: Path, content: bytes, act: Act) -> str:
    """Keeps a logo in place of the one before, and returns its name; raises `Refusal` for what is no small picture."""
    name = _logo_name(content)
    others = {other: file for other, file in designs(folder).items() if other not in LOGOS}
    refuse_unprintable({**others, name: content})
    _keep(store, folder, name, content, act)
    for other in LOGOS:
        if other != name:
            _drop(store, folder, other, act)
    return name


def remove_logo(store: Store, folder: Path, act: Act) -> None:
    """Cards have no logo from now on."""
    for name in LOGOS:
        _drop(store, folder, name, act)


def refuse_unprintable(changed: Mapping[str, bytes]) -> None:
    """Raises the `Refusal` of the first paper that cannot be set with these designs."""
    for trial in _TRIALS:
        trial(changed)


def _refuse_packages(source: bytes) -> None:
    """Typst would fetch a package from elsewhere, now or on the day on which there is no line."""
    if _PACKAGE.search(source):
        raise Refusal(
            Text("版面不能从网上取 Typst 软件包", "a design cannot use packages from the internet"),
            Text("请把需要的部分写在文件里", "write what it needs into the file"),
        )


def _keep(store: Store, folder: Path, name: str, content: bytes, act: Act) -> None:
    make_private(folder / FOLDER)
    with store.writing() as writing:
        writing.choose(f"design {name}", hashlib.sha256(content).hexdigest(), act)
        write_whole(folder / FOLDER / name, content)


def _drop(store: Store, folder: Path, name: str, act: Act) -> None:
    file = folder / FOLDER / name
    if file.exists():
        with store.writing() as writing, refusing_file_faults(file):
            writing.choose(f"design {name}", "", act)
            file.unlink()


def _logo_name(content: bytes) -> str:
    if len(content) > LARGEST_LOGO:
        raise _no_logo(f"标志超过 {LARGEST_LOGO // 1024} KB", f"the logo is larger than {LARGEST_LOGO // 1024} KB")
    if content.lstrip()[:1] == b"<":
        return _svg_name(content)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise _no_logo("标志的像素太多", "the logo has too many pixels")
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _no_logo("这不是 PNG 或 SVG 图片", "this is no PNG or SVG picture") from error
    return "logo.png"


def _svg_name(content: bytes) -> str:
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise _no_logo("这个 SVG 文件读不懂", "this SVG cannot be read") from error
    if root.tag not in (_SVG, "svg"):
        raise _no_logo("这不是 SVG 图片", "this is no SVG picture")
    return "logo.svg"


def _no_logo(zh: str, en: str) -> Refusal:
    return Refusal(Text(zh, en), Text("请换一个小的 PNG 或 SVG 文件", "choose a small PNG or SVG file"))


def _trial_cards(changed: Mapping[str, bytes]) -> None:
    for stock in stocks():
        cards_pdf(tuple(_sample_cards()), Layout(stock, back=Back.LONG_EDGE), changed)


def _trial_papers(changed: Mapping[str, bytes]) -> None:
    receipts = (
        Receipt(Door(12, 302), ("王小明", "李四"), ("000123", "000132")),
        Receipt(Door(12, 101), ("张三",), ("000141",)),
    )
    stop = Stop(12, 3, receipts)
    question = Text("需要口罩吗？", "Masks?")
    bundle = Bundle("示例小区", "Sample", "第一轮", "一组", "甲、乙", (stop,), "https://example.org/x", (question,), 30)
    bundles_pdf((bundle, replace(bundle, english="", members="", link="", questions=())), changed)


def _trial_phone(changed: Mapping[str, bytes]) -> None:
    for card in _sample_cards():
        card_png(card, changed)


def _trial_notices(changed: Mapping[str, bytes]) -> None:
    covenant = parse_covenant(asset(FIRST_COVENANT).read_bytes())
    notice = Notice(
        Community("示例小区", "Sample", "Asia/Shanghai"), ("东门", "西门"), covenant, date(2020, 2, 10), "021"
    )
    notice_pdf(notice, changed, (12,), (*languages(), SUMMARY))
    notice_pdf(
        replace(notice, community=Community("示例", "", "Asia/Shanghai"), gates=(), contact=""), changed, (), ("zh",)
    )


def _trial_calibration(changed: Mapping[str, bytes]) -> None:
    for stock in stocks():
        calibration_pdf(stock, changed)


_TRIALS: tuple[Callable[[Mapping[str, bytes]], None], ...] = (
    _trial_cards,
    _trial_phone,
    _trial_papers,
    _trial_notices,
    _trial_calibration,
)


def _sample_cards() -> Iterator[Card]:
    """Cards of every shape: with and without door, name, English name, end, photo, stamp; reissued; spare; a car's."""
    code = Code("GABCDEFGHIJKLMNOPQRSTUVWXYZ23")
    card = Card(
        "示例小区", "Sample", Door(12, 302), "王小明", LOOKS[Category.OWNER], "000123", 1, date(2027, 12, 31), code
    )
    for look in LOOKS.values():
        yield replace(card, look=look)
    yield replace(card, photo=_sample_photo())
    yield replace(card, door=None, name="Maximiliana Wolfeschlegelsteinhausenberg")
    yield replace(card, english="", until=None, issue=3)
    yield replace(card, stamp=Look("二期", "Phase 2", "#a81e28", Shape.STAR, "二"))
    yield replace(card, door=None, name="", look=SPARE)
    yield replace(card, name="沪A12345", look=CAR)
    for shape in Shape:
        yield replace(card, stamp=Look("二期", "Phase 2", "#a81e28", shape, "二"))


def _sample_photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (295, 413), "#c8ccd2").save(written, "JPEG")
    return written.getvalue()
