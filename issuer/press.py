"""One Typst process: it is given jobs one by one and gives back a PDF for each. It runs as a program of its own, too.

As a program it reads from stdin and writes to stdout until stdin ends; it imports next to nothing, so that it is small
and starts fast. It knows nothing of the domain, and never raises to its caller: what Typst objects to is an answer.
"""

import json
import sys
from contextlib import suppress
from functools import cache
from typing import IO, Literal, NotRequired, TypedDict

import typst

_LENGTH = 8
_FINE, _FAULTY = b"\x00", b"\x01"
# Typst forgets what it remembers of a compilation after ten others. Without that a press grows to 300 MB.
_FORGETTING = 11


class Fault(Exception):  # noqa: N818 - what Typst objects to in a design is no error of the program
    """What Typst objects to: in a few words, and with the place in the source, as Typst shows it to people."""

    def __init__(self, message: str, diagnostic: str) -> None:
        super().__init__(message)
        self.diagnostic = diagnostic


class Order(TypedDict):
    """What is to be made: `main` in the folder `root`, with the fonts of a folder; a PDF, or with `ppi` a PNG a page."""

    root: str
    main: str
    fonts: str
    inputs: dict[str, str]
    ppi: NotRequired[float]


def pressed(order: Order) -> list[bytes]:
    """The PDF, or the PNG of every page; no system font, no date: the same order gives the same bytes. Raises `Fault`."""
    kind: Literal["pdf", "png"] = "png" if "ppi" in order else "pdf"
    try:
        made = typst.compile(
            f"{order['root']}/{order['main']}",
            root=order["root"],
            font_paths=_fonts(order["fonts"]),
            sys_inputs=order["inputs"],
            format=kind,
            ppi=order.get("ppi"),
            timestamp=0,
            pdf_tags=False,
        )
    except typst.TypstError as error:
        raise Fault(str(error), error.diagnostic) from error
    return made if isinstance(made, list) else [made]


def forget(fonts: str) -> None:
    """Gives the memory back that Typst keeps to be faster the next time."""
    for _ in range(_FORGETTING):
        typst.compile(b"", font_paths=_fonts(fonts))


def send(stream: IO[bytes], payload: bytes) -> None:
    """Writes one message."""
    stream.write(len(payload).to_bytes(_LENGTH, "big") + payload)
    stream.flush()


def received(stream: IO[bytes]) -> bytes:
    """The next message; empty at the end, and where it breaks off."""
    length = int.from_bytes(stream.read(_LENGTH), "big")
    payload = stream.read(length)
    return payload if len(payload) == length else b""


def answered(answer: bytes) -> bytes:
    """The PDF of an answer; raises `Fault` for what Typst objected to, `EOFError` for no answer."""
    if answer[:1] == _FINE:
        return answer[1:]
    if answer[:1] == _FAULTY:
        raise Fault(**json.loads(answer[1:]))
    raise EOFError


def work(jobs: IO[bytes], results: IO[bytes]) -> None:
    """Answers every job (an `Order` as JSON) until there are no more."""
    while job := received(jobs):
        order: Order = json.loads(job)
        send(results, _answer(order))
        forget(order["fonts"])


def _answer(order: Order) -> bytes:
    try:
        return _FINE + pressed(order)[0]
    except Fault as fault:
        return _FAULTY + json.dumps({"message": str(fault), "diagnostic": fault.diagnostic}).encode()


@cache
def _fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):  # typed for the program that it works for
        work(sys.stdin.buffer, sys.stdout.buffer)
