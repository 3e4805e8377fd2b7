"""Typst: sources and a job in, a PDF or a PNG out. No system font is used, and no date is in the file: the same job gives the same bytes."""

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
    return _compiled(designs, main, job, "pdf", 144)[0]


def pictures(designs: Mapping[str, bytes], main: str, job: Struct | None, ppi: float) -> Sequence[bytes]:
    """A PNG a page; without a job, the sample that the design shows by itself. Raises `Refusal`."""
    return _compiled(designs, main, job, "png", ppi)


def _compiled(designs: Mapping[str, bytes], main: str, job: Struct | None, kind: str, ppi: float) -> Sequence[bytes]:
    options = {"pdf_tags": False, "timestamp": 0} if kind == "pdf" else {"ppi": ppi}
    with _on_disk(designs) as folder:
        return _made(folder / main, job, kind, options)


@contextmanager
def _on_disk(designs: Mapping[str, bytes]) -> Iterator[Path]:
    """The sources and pictures in a folder of their own: Typst takes pictures from files alone."""
    with tempfile.TemporaryDirectory(prefix="gatepass-") as name:
        for file, content in designs.items():
            if PurePosixPath(file).name == file:
                Path(name, file).write_bytes(content)
        yield Path(name)


def _made(source: Path, job: Struct | None, kind: str, options: Mapping[str, object]) -> Sequence[bytes]:
    try:
        made = typst.compile(
            source,
            root=source.parent,
            format=kind,
            font_paths=[asset(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"job": msgspec.json.encode(job).decode()} if job is not None else {},
            **options,
        )
    except typst.TypstError as error:
        raise Refusal(
            Text(f"模板 {source.name} 有误：{error}", f"the template {source.name} is not right: {error}"),
            Text("请改正，或换回原来的模板", "correct it, or go back to the one that came with the program"),
        ) from error
    return made if isinstance(made, list) else [made]
