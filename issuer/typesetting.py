"""Typst: designs and a job in, a PDF or pictures out. No system font, no date: the same job gives the same bytes."""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from appkit.assets import asset
from gatepass.wording import Refusal, Text
from issuer import press
from issuer.binding import bound
from issuer.pressroom import pressed_together

FONTS = "printables/fonts"
LOGOS = ("logo.svg", "logo.png")

# Each part of a long paper begins with a page of all the characters of the whole, so that Typst cuts the same fonts out for
# every part, and one copy is enough for all: `issuer.binding` takes these pages out again.
_PART = "part-of-a-paper.typ"
_TYPE_CASE = """#page(width: 100mm, height: 100mm, margin: 0mm, text(
  font: {fonts}, lang: "zh", cjk-latin-spacing: none, size: 1pt, sys.inputs.characters))
#include "{main}"
"""
_TYPES = ("Noto Sans SC", "Noto Sans KR", "Noto Sans JP")
_LIGATURES = " ff fi fl ffi ffl"
_COMMENT = re.compile(r"(?m)^\s*//.*$")
_PLACE = re.compile(r"┌─ (?:.*[/\\])?([^/\\\n]+):(\d+):\d+")

Reached = Callable[[int], None]


def typeset(designs: Mapping[str, bytes], main: str, job: Struct) -> bytes:
    """The PDF that `main` makes of a job; raises `Refusal` naming the design and the line that is not right."""
    with _on_disk(designs) as folder, _refusing(main):
        return press.pressed(_order(folder, main, job, designs))[0]


def pictures(designs: Mapping[str, bytes], main: str, job: Struct | None, ppi: float) -> Sequence[bytes]:
    """A PNG a page; without a job, the sample that the design shows by itself. Raises `Refusal`."""
    with _on_disk(designs) as folder, _refusing(main):
        return press.pressed({**_order(folder, main, job, designs), "ppi": ppi})


def typeset_together(
    designs: Mapping[str, bytes],
    main: str,
    jobs: Iterable[Struct],
    texts: Iterable[str],
    reached: Reached | None = None,
) -> bytes:
    """One PDF of the pages that `main` makes of each job, in their order; two processes share the work.

    `jobs` is asked for the next one when it is needed; `texts` are all that any of them prints, so that fonts are cut the same
    for each. `reached(number)` is told the number of each job that is done, from 0. Raises `Refusal` as `typeset` does.
    """
    with _on_disk(designs) as folder, _refusing(main):
        types = ", ".join(f'"{name}"' for name in _TYPES)
        Path(folder, _PART).write_text(_TYPE_CASE.format(fonts=f"({types})", main=main), "utf-8")
        characters = _characters(designs, texts)
        parts: dict[int, bytes] = {}
        with closing(pressed_together(_orders(folder, jobs, designs, characters))) as done:
            for number, part in done:
                parts[number] = part
                if reached:
                    reached(number)
    return bound([parts[number] for number in sorted(parts)])


def _orders(
    folder: str, jobs: Iterable[Struct], designs: Mapping[str, bytes], characters: str
) -> Iterator[press.Order]:
    for job in jobs:
        order = _order(folder, _PART, job, designs)
        order["inputs"]["characters"] = characters
        yield order


def has_logo(designs: Mapping[str, bytes]) -> bool:
    """Whether the office gave a logo."""
    return any(name in designs for name in LOGOS)


def _order(folder: str, main: str, job: Struct | None, designs: Mapping[str, bytes]) -> press.Order:
    inputs = {} if job is None else {"job": msgspec.json.encode(job).decode()}
    logo = next((name for name in LOGOS if name in designs), None)
    if logo:
        inputs["logo"] = logo
    return {"root": folder, "main": main, "fonts": str(asset(FONTS)), "inputs": inputs}


def _characters(designs: Mapping[str, bytes], texts: Iterable[str]) -> str:
    """Every character that may be printed, once, in order of their numbers."""
    sources = (content.decode("utf-8", "replace") for name, content in designs.items() if name.endswith(".typ"))
    found = set[str]().union(*texts, *(_COMMENT.sub("", source) for source in sources))
    return "".join(sorted(character for character in found if character.isprintable())) + _LIGATURES


@contextmanager
def _on_disk(designs: Mapping[str, bytes]) -> Iterator[str]:
    """The sources and pictures in a folder of their own: Typst takes pictures from files alone."""
    with tempfile.TemporaryDirectory(prefix="gatepass-", ignore_cleanup_errors=True) as name:
        for file, content in designs.items():
            if PurePosixPath(file).name == file:
                Path(name, file).write_bytes(content)
        yield Path(name).as_posix()


@contextmanager
def _refusing(main: str) -> Iterator[None]:
    try:
        yield
    except press.Fault as fault:
        refusal = Refusal(
            Text(f"模板 {main} 有误：{fault}", f"the template {main} is not right: {fault}"),
            Text("请改正，或换回原来的模板", "correct it, or go back to the one that came with the program"),
        )
        place = _PLACE.search(fault.diagnostic)
        where = Text(f"{place[1]} 第{place[2]}行：", f"{place[1]}, line {place[2]}") if place else None
        raise (refusal.at(where) if where else refusal) from fault
