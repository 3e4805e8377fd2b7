"""Typst, alone and as two processes side by side: the same bytes, each font once, and faults that say where."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping

import pikepdf
import psutil  # type: ignore[import-untyped]
import pypdfium2  # type: ignore[import-untyped]
import pytest
from msgspec import Struct
from PIL import Image

from appkit.assets import asset
from gatepass.wording import Refusal
from issuer import press, pressroom
from issuer.binding import bound
from issuer.designs import originals
from issuer.pressroom import pressed_together
from issuer.typesetting import FONTS, pictures, typeset, typeset_together
from tests.patience import PATIENCE

REMEDY = "correct it, or go back to the one that came with the program"
SOURCE = """#import "words.typ": greeting
#let job = json(bytes(sys.inputs.job))
#set document(title: "A paper", date: none)
#set page(width: 80mm, height: 40mm)
#set text(font: ("Noto Sans SC", "Noto Sans KR"), lang: "zh", cjk-latin-spacing: none)
#for name in job.names { page[#greeting #name] }
"""
DESIGNS = {"paper.typ": SOURCE.encode(), "words.typ": '#let greeting = "您好"'.encode()}
NAMES = ("王小明", "김한별", "officer Steffi", "㛃𬭎𬙂䶮𬱖", "古丽巴哈尔·阿卜杜克里木", "Zoë", "李四")


class Paper(Struct, frozen=True):
    """A page for each name."""

    names: tuple[str, ...]


PARTS = [Paper(NAMES[start : start + 2]) for start in range(0, len(NAMES), 2)]


def together(designs: Mapping[str, bytes] = DESIGNS) -> bytes:
    return typeset_together(designs, "paper.typ", iter(PARTS), NAMES)


def order(**changed: object) -> press.Order:
    inputs = {"job": json.dumps({"names": ["王小明"]})}
    return {"root": "", "main": "paper.typ", "fonts": str(asset(FONTS)), "inputs": inputs} | changed  # type: ignore[return-value]


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def fonts_in(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(each.FontName)
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and "/FontName" in each
        }


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressroom.os, "cpu_count", lambda: 2)


# --- one paper ---


def test_the_same_job_gives_the_same_bytes() -> None:
    assert typeset(DESIGNS, "paper.typ", PARTS[0]) == typeset(DESIGNS, "paper.typ", PARTS[0])


def test_a_picture_of_every_page_is_as_large_as_its_resolution_says() -> None:
    made = [Image.open(io.BytesIO(png)) for png in pictures(DESIGNS, "paper.typ", PARTS[0], 254)]
    assert [picture.size for picture in made] == [(800, 400), (800, 400)]


@pytest.mark.parametrize("name", sorted(originals()))
def test_a_design_opened_alone_shows_a_sample(name: str) -> None:
    picture = Image.open(io.BytesIO(pictures(originals(), name, None, 60)[0])).convert("L")
    assert picture.getextrema()[0] < 128


@pytest.mark.parametrize(
    ("kind", "name"), [pytest.param("JPEG", "a.jpg", id="photo"), pytest.param("PNG", "a.png", id="logo")]
)
def test_a_picture_beside_the_design_is_printed(kind: str, name: str) -> None:
    written = io.BytesIO()
    Image.new("RGB", (30, 40), (200, 30, 40)).save(written, kind)
    source = f'#set page(width: 30mm, height: 40mm, margin: 0mm)\n#image("{name}", width: 30mm)'.encode()
    made = Image.open(io.BytesIO(pictures({"a.typ": source, name: written.getvalue()}, "a.typ", None, 50)[0]))
    assert made.convert("RGB").getpixel((20, 20)) == pytest.approx((200, 30, 40), abs=6)


def test_a_name_that_leads_out_of_the_folder_is_not_written() -> None:
    with pytest.raises(Refusal):
        typeset({"../words.typ": b"", "paper.typ": b'#include "../words.typ"'}, "paper.typ", PARTS[0])


@pytest.mark.parametrize(
    ("designs", "place"),
    [
        pytest.param({"paper.typ": b"#let colour = \n\n#colour("}, "paper.typ, line 1", id="it breaks off"),
        pytest.param({"paper.typ": b"\n\n#colour"}, "paper.typ, line 3", id="a word that is none"),
        pytest.param({"words.typ": b"\n#let greeting = 1 + [a]"}, "words.typ, line 2", id="in a file it uses"),
        pytest.param({"paper.typ": b'#image("logo.png")'}, "paper.typ, line 1", id="a picture that is not there"),
    ],
)
def test_a_design_that_is_not_right_is_refused_with_file_and_line(designs: dict[str, bytes], place: str) -> None:
    said = []
    for attempt in (
        lambda: typeset({**DESIGNS, **designs}, "paper.typ", PARTS[0]),
        lambda: pictures({**DESIGNS, **designs}, "paper.typ", PARTS[0], 72),
        lambda: together({**DESIGNS, **designs}),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        said.append((refused.value.where and refused.value.where.en, refused.value.remedy.en))
    assert said == [(place, REMEDY)] * 3


# --- two processes ---


def test_parts_are_bound_in_order_without_their_type_cases() -> None:
    assert [text.removeprefix("您好 ") for text in texts(together())] == list(NAMES)


def test_bound_parts_keep_title_and_language_and_each_font_once() -> None:
    pdf = together()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert (str(document.docinfo.Title), str(document.Root.Lang)) == ("A paper", "zh")
    assert sorted(name.split("+")[1] for name in fonts_in(pdf)) == ["NotoSansKR-Regular", "NotoSansSC-Regular"]


@pytest.mark.parametrize("presses", [1, 2, 3])
def test_the_bytes_do_not_depend_on_the_number_of_presses(presses: int, monkeypatch: pytest.MonkeyPatch) -> None:
    one_process = together()
    monkeypatch.setattr(pressroom, "PRESSES", presses)
    monkeypatch.setattr(pressroom.os, "cpu_count", lambda: presses)
    assert together() == one_process


def test_where_no_process_can_be_started_this_one_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = together()
    monkeypatch.setattr(pressroom.sys, "executable", "/no/such/python")
    assert together() == usual


def test_a_press_that_ends_too_early_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = together()
    monkeypatch.setattr(pressroom.press, "__file__", str(asset(FONTS) / "OFL.txt"))
    assert together() == usual


def test_every_part_is_told_when_it_is_done(two_cores: None) -> None:
    told: list[int] = []
    typeset_together(DESIGNS, "paper.typ", iter(PARTS), NAMES, told.append)
    assert sorted(told) == list(range(len(PARTS)))


def test_a_fault_in_one_part_ends_the_others(two_cores: None) -> None:
    source = SOURCE + '\n#if "Zoë" in job.names { panic("not Zoë") }\n'
    with pytest.raises(Refusal) as refused:
        together({**DESIGNS, "paper.typ": source.encode()})
    assert refused.value.what.en == "the template paper.typ is not right: panicked with: not Zoë"


def test_a_fault_in_making_the_jobs_is_raised(two_cores: None) -> None:
    def jobs() -> Iterator[Paper]:
        yield PARTS[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        typeset_together(DESIGNS, "paper.typ", jobs(), NAMES)


def test_no_press_outlives_a_fault_in_telling_how_far_it_is(two_cores: None) -> None:
    def reached(_number: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        typeset_together(DESIGNS, "paper.typ", iter(PARTS), NAMES, reached)
    assert [child.cmdline() for child in psutil.Process().children() if press.__file__ in child.cmdline()] == []


def test_jobs_are_made_when_a_press_is_free_for_them(two_cores: None) -> None:
    made: list[int] = []

    def jobs() -> Iterator[Paper]:
        for number in range(12):
            made.append(number)
            yield PARTS[0]

    ahead: list[int] = []
    typeset_together(DESIGNS, "paper.typ", jobs(), NAMES, lambda _number: ahead.append(len(made)))
    assert (ahead[0] <= 6, ahead[-1]) == (True, 12)


def test_a_press_is_a_program_that_ends_with_its_input() -> None:
    ended = subprocess.run(
        [sys.executable, "-P", press.__file__], input=b"", capture_output=True, check=True, timeout=PATIENCE
    )
    assert (ended.stdout, ended.stderr) == (b"", b"")


def test_a_press_answers_every_order_and_goes_on_after_a_fault(tmp_path) -> None:
    for name, content in DESIGNS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "faulty.typ").write_bytes(b"#oh")
    orders = [order(root=str(tmp_path), main=main) for main in ("faulty.typ", "paper.typ")]
    asked, answers = io.BytesIO(), io.BytesIO()
    for each in orders:
        press.send(asked, json.dumps(each).encode())
    press.work(io.BytesIO(asked.getvalue()), answers)
    said = io.BytesIO(answers.getvalue())
    with pytest.raises(press.Fault) as fault:
        press.answered(press.received(said))
    assert (str(fault.value), "faulty.typ:1:1" in fault.value.diagnostic) == ("unknown variable: oh", True)
    assert press.answered(press.received(said)) == press.pressed(orders[1])[0]
    assert press.received(said) == b""


@pytest.mark.parametrize("said", [b"", b"\x00\x00", (9).to_bytes(8, "big") + b"broken"])
def test_an_answer_that_breaks_off_is_no_answer(said: bytes) -> None:
    with pytest.raises(EOFError):
        press.answered(press.received(io.BytesIO(said)))


def test_no_orders_are_no_work() -> None:
    assert list(pressed_together([])) == []


def test_one_part_can_be_bound() -> None:
    pdf = typeset_together(DESIGNS, "paper.typ", iter(PARTS[:1]), NAMES)
    assert len(texts(pdf)) == 2
    assert len(texts(bound([pdf]))) == 1
