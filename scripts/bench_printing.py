"""All 3,300 cards, covers and receipts, print-ready: ours against the cards alone by qrcode.make and Pillow pages at 300 dpi.

Each side runs in a child process of its own, on the same cards; seconds include starting that process, and the peak is
that of its whole process tree. `--verify` renders every page of our PDF at 300 dpi and reads every card again.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from appkit.assets import asset
from gatepass.code import code_of
from gatepass.looks import LOOKS
from gatepass.passes import serial_of
from gatepass.people import Category, Door
from gatepass.wording import Text
from issuer.bundles import Bundle, Receipt, Stop, bundles_pdf
from issuer.cards import Card
from issuer.designs import originals
from issuer.sheets import cards_pdf, usual

if TYPE_CHECKING:  # each side imports only what it needs: the rest would count as its memory
    import psutil  # type: ignore[import-untyped]
    import pypdfium2  # type: ignore[import-untyped]
    from PIL import Image, ImageFont

CARDS = 3_300
DOORS_A_FLOOR, FLOORS, CARDS_A_DOOR = 4, 6, 3
TEAMS = 4
FONT = asset("printables/fonts/NotoSansSC-Regular.ttf")
MM = 300 / 25.4
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
RARE = "㛃𬭎𬙂䶮𬱖𠅤"
GIVEN = bytes(byte for n in range(800) for byte in (0xB0 + n // 94, 0xA1 + n % 94)).decode("gb2312") + RARE
"""As many different characters as some thousand people have in their names."""
LONG_NAMES = ("古丽巴哈尔·阿卜杜克里木", "Maximiliana Wolfeschlegelsteinhausenberg", "Jean-Luc de la Fontaine")


@dataclass(frozen=True)
class Run:
    """What one side took: seconds, peak bytes of memory, bytes of PDF; `failed` says why it did not end."""

    seconds: float
    memory: int
    size: int
    failed: str = ""


def cards_of(key: bytes, count: int) -> list[Card]:
    """`count` cards of a made-up community, in delivery order."""
    rng = Random(key)
    return [_card(key, n, rng) for n in range(count)]


def _card(key: bytes, n: int, rng: Random) -> Card:
    door, serial = n // CARDS_A_DOOR, serial_of(n + 1)
    storey, room = door // DOORS_A_FLOOR, door % DOORS_A_FLOOR + 1
    name = (
        rng.choice(LONG_NAMES) if n % 50 == 7 else rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2))))
    )
    return Card(
        "长虹小区", "Changhong Residence", Door(storey // FLOORS + 1, 100 * (storey % FLOORS + 1) + room), name,
        LOOKS[rng.choice(list(Category))], serial, 1, date(2027, 12, 31), code_of(key, "ABCD", serial, 1),
    )  # fmt: skip


def print_ours(cards: list[Card], out: Path) -> None:
    """The product: the cards, and beside them the covers and receipts of four teams."""
    out.write_bytes(cards_pdf(cards, usual(), originals()))
    _bundles_beside(out).write_bytes(bundles_pdf(bundles_of(cards, TEAMS), originals()))


def _bundles_beside(out: Path) -> Path:
    return out.with_suffix(".bundles.pdf")


def bundles_of(cards: list[Card], teams: int) -> list[Bundle]:
    """What so many teams carry: whole stairwells, each from its top floor down."""
    behind = groupby(cards, key=lambda card: (card.door or Door(0, 0)).stairwell)
    stops = [_stop(stairwell, list(those)) for stairwell, those in behind]
    most = -(-len(stops) // teams)
    return [
        Bundle("长虹小区", "Changhong Residence", "第1轮", f"第{team + 1}组", "甲、乙", tuple(stops[team * most : (team + 1) * most]),
               "https://office.example/round/1#abcdefghijklmnop", (Text("需要口罩吗？几只？", "Masks wanted: how many?"),), 120)
        for team in range(teams)
    ]  # fmt: skip


def _stop(stairwell: int, cards: list[Card]) -> Stop:
    downwards = sorted(cards, key=lambda card: (-card.door.floor, card.door.room) if card.door else (0, 0))
    receipts = tuple(
        Receipt(door, tuple(card.name for card in those), tuple(card.serial for card in those))
        for door, those in ((door, list(those)) for door, those in groupby(downwards, key=lambda card: card.door))
        if door
    )
    return Stop(stairwell, max(receipt.door.floor for receipt in receipts), receipts)


def print_peer(cards: list[Card], out: Path) -> None:
    """What one would write in an afternoon: a picture a page, saved as a PDF."""
    from PIL import ImageFont

    fonts = {size: ImageFont.truetype(FONT, round(size * 300 / 72)) for size in (22, 15, 14, 12, 10, 9, 6.5)}
    pages = [_peer_page(cards[start : start + 10], fonts) for start in range(0, len(cards), 10)]
    pages[0].save(out, save_all=True, append_images=pages[1:], resolution=300)


def _peer_page(cards: list[Card], fonts: dict[float, ImageFont.FreeTypeFont]) -> Image.Image:
    from PIL import Image

    page = Image.new("RGB", (round(210 * MM), round(297 * MM)), "white")
    for n, card in enumerate(cards):
        page.paste(_peer_card(card, fonts), (round((15 + n % 2 * 90) * MM), round((13.5 + n // 2 * 54) * MM)))
    return page


def _peer_card(card: Card, fonts: dict[float, ImageFont.FreeTypeFont]) -> Image.Image:
    import qrcode
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (round(90 * MM), round(54 * MM)), "white")
    draw, colour, words = ImageDraw.Draw(picture), card.look.colour, card.look.words
    draw.rectangle((2.5 * MM, 2.5 * MM, 87.5 * MM, 12 * MM), fill=colour)
    draw.rectangle((2.5 * MM, 2.5 * MM, 87.5 * MM, 51.5 * MM), outline=colour, width=2)
    picture.paste(
        qrcode.make(card.code).get_image().resize((round(33 * MM),) * 2, Image.Resampling.NEAREST),
        (round(2.7 * MM), round(13 * MM)),
    )
    for x, y, size, fill, text in (
        (5, 3, 12, "white", card.community), (5, 8.4, 6.5, "white", card.english),
        (66, 2.5, 15, "white", "出入证"), (72, 8.4, 6.5, "white", "ENTRY PASS"),
        (36, 12, 22, "black", str(card.door)), (36, 21, 14, "black", card.name),
        (37, 40, 9, colour, words.zh), (37, 44, 6.5, colour, words.en),
        (54, 29, 6.5, "black", "编号 No."), (54, 31, 15, "black", card.serial),
        (54, 38.5, 6.5, "black", "有效期至 Valid until"), (54, 41, 10, "black", str(card.until)),
        (5, 47.8, 6.5, "black", "拾到请交居委会或物业 · If found, please return to the office   仅限本人使用 · Not transferable"),
    ):  # fmt: skip
        draw.text((x * MM, y * MM), text, font=fonts[size], fill=fill)
    draw.ellipse((39 * MM, 30 * MM, 48 * MM, 39 * MM), fill=colour)
    return picture


SIDES = {"ours": print_ours, "peer": print_peer}


def measured(side: str, key: bytes, count: int, out: Path) -> Run:
    """One side in a child process of its own, its memory sampled every 5 ms over its process tree."""
    import psutil

    command = [sys.executable, __file__, "--child", side, key.hex(), str(count), str(out)]
    begun, peak = time.perf_counter(), 0
    with subprocess.Popen(command) as child:
        tree = psutil.Process(child.pid)
        while child.poll() is None:
            peak = max(peak, _memory(tree))
            time.sleep(0.005)
    seconds = time.perf_counter() - begun
    if child.returncode:
        return Run(seconds, peak, 0, f"ended with code {child.returncode}")
    files = [out, _bundles_beside(out)]
    return Run(seconds, peak, sum(file.stat().st_size for file in files if file.exists()))


def _memory(root: psutil.Process) -> int:
    import psutil

    total = 0
    try:
        for process in (root, *root.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.Error:
        pass
    return total


def read_again(cards: list[Card], pdf: Path) -> int:
    """How many cards of `pdf`, rendered at 300 dpi page by page, read as their codes."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return sum(_read_on(page, cards[10 * n : 10 * n + 10]) for n, page in enumerate(document))


def _read_on(page: pypdfium2.PdfPage, cards: list[Card]) -> int:
    import zxingcpp

    found = {code.text for code in zxingcpp.read_barcodes(page.render(scale=300 / 72, grayscale=True).to_numpy())}
    return sum(card.code in found for card in cards)


def run(*, verify: bool = False, count: int = CARDS) -> None:
    """Prints seconds, memory and size of both sides and their ratios."""
    key = secrets.token_bytes(32)
    with tempfile.TemporaryDirectory() as folder:
        results = {side: measured(side, key, count, Path(folder, f"{side}.pdf")) for side in SIDES}
        for side, result in results.items():
            print(f"{side}: {count} cards, {_line(result)}")
        ours, peer = results["ours"], results["peer"]
        print(f"ours is {peer.seconds / ours.seconds:.1f} × faster, in 1/{peer.memory / ours.memory:.1f} of the memory")
        if verify:
            print(f"read again at 300 dpi: {read_again(cards_of(key, count), Path(folder, 'ours.pdf'))} of {count}")


def _line(result: Run) -> str:
    ending = f", {result.failed}" if result.failed else f", PDF {result.size / 1e6:.2f} MB"
    return f"{result.seconds:.2f} s, peak {result.memory / 1e6:.0f} MB{ending}"


def _child(side: str, key: str, count: str, out: str) -> None:
    SIDES[side](cards_of(bytes.fromhex(key), int(count)), Path(out))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        _child(*sys.argv[2:])
    else:
        run(verify="--verify" in sys.argv)
