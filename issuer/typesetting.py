"""Typst: sources and a job in, a PDF or a PNG out. No system font, no date: the same job gives the same bytes."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import msgspec
import typst
from msgspec import Struct

from appkit.assets import asset
from gatepass.wording import Refusal, Text

FONTS = "printables/fonts"


def typeset(designs: Mapping[str, bytes], main: str, job: Struct) -> bytes:
    """The PDF that `main` makes of a job; raises `Refusal` naming the design that is not right."""
    with _on_disk(designs) as folder, _naming(main):
        return typst.compile(
            folder / main,
            root=folder,
            font_paths=[asset(FONTS)],
            ignore_system_fonts=True,
            sys_inputs=_inputs(job),
            timestamp=0,
            pdf_tags=False,
        )


def pictures(designs: Mapping[str, bytes], main: str, job: Struct | None, ppi: float) -> Sequence[bytes]:
    """A PNG a page; without a job, the sample that the design shows by itself. Raises `Refusal`."""
    with _on_disk(designs) as folder, _naming(main):
        made = typst.compile(
            folder / main,
            root=folder,
            font_paths=[asset(FONTS)],
            ignore_system_fonts=True,
            sys_inputs=_inputs(job),
            format="png",
            ppi=ppi,
        )
        return made if isinstance(made, list) else [made]


@contextmanager
def _on_disk(designs: Mapping[str, bytes]) -> Iterator[Path]:
    """The sources and pictures in a folder of their own: Typst takes pictures from files alone."""
    with tempfile.TemporaryDirectory(prefix="gatepass-") as name:
        for file, content in designs.items():
            if PurePosixPath(file).name == file:
                Path(name, file).write_bytes(content)
        yield Path(name)


@contextmanager
def _naming(main: str) -> Iterator[None]:
    try:
        yield
    except typst.TypstError as error:
        raise Refusal(
            Text(f"模板 {main} 有误：{error}", f"the template {main} is not right: {error}"),
            Text("请改正，或换回原来的模板", "correct it, or go back to the one that came with the program"),
        ) from error


def _inputs(job: Struct | None) -> dict[str, str]:
    return {} if job is None else {"job": msgspec.json.encode(job).decode()}
