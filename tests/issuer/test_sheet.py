"""Every kind of file that people pick by mistake, and every way in which a cell can hold a number."""

import csv
import io
import re
import tracemalloc
from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import msoffcrypto.format.ooxml
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from gatepass.wording import Language, Refusal
from issuer.roster import read_roster
from issuer.sheet import Row, Sheet, Span, read_table
from issuer.workbooks import number_text
from tests.issuer.offices import TODAY

SAMPLE = Path(__file__).parents[2] / "data" / "sample-roster.xlsx"
LINES = "楼号,室号,姓名\r\n12号,302,王㛃\r\n12号,303,李𬭎𬙂䶮𬱖\r\n"
ROWS = (
    Row(1, ("楼号", "室号", "姓名")),
    Row(2, ("12号", "302", "王㛃")),
    Row(3, ("12号", "303", "李𬭎𬙂䶮𬱖")),
)
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ANY_FIXTURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def workbook(*rows: tuple[object, ...], merged: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(book: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one of its parts replaced or added."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(book)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return target.getvalue()


def with_shared_strings(book: bytes) -> bytes:
    """The workbook with its texts in a table of their own, as Excel and WPS write them (openpyxl does not)."""
    texts: list[str] = []

    def shared(found: re.Match[str]) -> str:
        texts.append(found[2])
        return f'<c r="{found[1]}" t="s"><v>{len(texts) - 1}</v></c>'

    with ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        types = parts.read("[Content_Types].xml").decode()
    sheet = re.sub(r'<c r="(\w+)" t="inlineStr"><is>(.*?)</is></c>', shared, sheet)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    table = f'<sst xmlns="{SPACE}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>'
    book = with_part(book, "xl/worksheets/sheet1.xml", sheet.encode())
    book = with_part(book, "[Content_Types].xml", types.replace("</Types>", override).encode())
    return with_part(book, "xl/sharedStrings.xml", table.encode())


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w") as new:
        for name in names:
            new.writestr(name, b"<x/>")
    return target.getvalue()


def refusal(path: Path) -> str:
    with pytest.raises(Refusal) as refused:
        read_table(path)
    assert refused.value.where is not None
    assert "\n" not in refused.value.sentence(Language.EN) + refused.value.sentence(Language.ZH)
    return refused.value.what.en


def encrypted(book: bytes) -> bytes:
    target = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(book)).encrypt("长虹", target)
    return target.getvalue()


OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512)
DAMAGED = "cannot be opened: it is damaged or only half copied"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        pytest.param(LINES, "gb18030", id="GB18030, as a Chinese Excel writes it"),
        pytest.param(LINES, "utf-8", id="UTF-8"),
        pytest.param(LINES, "utf-8-sig", id="UTF-8 with a byte order mark"),
        pytest.param(LINES, "utf-16", id="UTF-16 with a byte order mark"),
        pytest.param("\ufeff" + LINES, "utf-16-be", id="UTF-16, the other byte order"),
        pytest.param(LINES.replace(",", "\t"), "utf-16", id="Excel's Unicode text, with tabs"),
        pytest.param(LINES.replace(",", ";"), "utf-8", id="semicolons"),
        pytest.param(LINES.replace("\r\n", "\n"), "gb18030", id="line ends of Linux"),
        pytest.param(LINES.rstrip(), "gb18030", id="no line end at the end"),
    ],
)
def test_a_csv_reads_the_same_in_every_encoding(tmp_path: Path, content: str, encoding: str) -> None:
    path = written(tmp_path, "花名册.csv", content.encode(encoding))
    assert read_table(path).sheets == (Sheet("", ROWS),)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param('="0302"', "0302", id="a formula that only keeps a text a text"),
        pytest.param("'+8613812345678", "+8613812345678", id="an apostrophe before a plus"),
        pytest.param("'310101196006181010", "310101196006181010", id="an apostrophe before a number"),
        pytest.param("'t Hooft", "'t Hooft", id="an apostrophe that belongs to the name"),
        pytest.param('"王\n伟"', "王\n伟", id="a line break in quotes"),
        pytest.param("３０２", "３０２", id="full-width digits are left to the reader"),
        pytest.param("=1+1", "=1+1", id="a formula stays one"),
    ],
)
def test_a_csv_cell_reads_as_its_text(tmp_path: Path, cell: str, text: str) -> None:
    path = written(tmp_path, "a.csv", f"a,b\n{cell.replace(chr(34) * 2, chr(34))},x\n".encode())
    assert read_table(path).sheets[0].rows[1].cells == (text, "x")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(13812345678, "13812345678", id="a phone"),
        pytest.param(13812345678.0, "13812345678", id="a phone as a float"),
        pytest.param(13812345678.5, "13812345678.5", id="a fraction is shown"),
        pytest.param(302, "302", id="a room"),
        pytest.param(0, "0", id="nought"),
        pytest.param(-3, "-3", id="below nought"),
        pytest.param(310101600618101, "310101600618101", id="15 digits are still exact"),
        pytest.param(310112196006181010, "3.10112E+17", id="18 digits are damaged"),
        pytest.param(3.10112e17, "3.10112E+17", id="18 digits as a float are damaged"),
        pytest.param(1e15, "1.00000E+15", id="16 digits are damaged"),
        pytest.param(float("inf"), "INF", id="infinity does not crash"),
    ],
)
def test_a_number_reads_as_a_person_sees_it(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(True, "TRUE", id="a truth value"),
        pytest.param(date(2020, 2, 10), "2020-02-10", id="a day"),
        pytest.param(datetime(2020, 2, 10, 8, 30), "2020-02-10 08:30:00", id="a time of a day"),  # noqa: DTZ001
        pytest.param("<b>王</b>", "<b>王</b>", id="HTML is just text"),
        pytest.param("=1+1", "=1+1", id="a formula that was never computed"),
        pytest.param("#N/A", "#N/A", id="an error value"),
        pytest.param("王㛃𬭎𬙂䶮𬱖", "王㛃𬭎𬙂䶮𬱖", id="rare characters"),
    ],
)
def test_an_xlsx_cell_reads_as_its_text(tmp_path: Path, value: object, text: str) -> None:
    path = written(tmp_path, "a.xlsx", workbook(("a", "b"), (value, "x")))
    assert read_table(path).sheets[0].rows[1].cells == (text, "x")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param(b'<c r="A1"><f>1+1</f><v>2</v></c>', "2", id="a computed formula is its value"),
        pytest.param(b'<c r="A1" t="str"><f>""</f><v></v></c>', "", id="a formula that says nothing is empty"),
        pytest.param(b'<c r="A1"><f>1+1</f><v/></c>', "=1+1", id="a formula without a value is its text"),
        pytest.param(b'<c r="A1"><f t="array" ref="A1">B1</f></c>', "=B1", id="an array formula without a value"),
        pytest.param(b'<c r="A1" t="e"><f>B9</f><v>#REF!</v></c>', "#REF!", id="a formula that failed"),
        pytest.param(b'<c r="A1" t="inlineStr"><is><t>x</t></is></c>', "x", id="a text written in place"),
    ],
)
def test_a_formula_is_seen_for_what_it_is(tmp_path: Path, cell: bytes, text: str) -> None:
    sheet = b'<worksheet xmlns="%s"><sheetData><row r="1">%s<c r="B1"><v>7</v></c></row></sheetData></worksheet>'
    book = with_part(workbook(("a",)), "xl/worksheets/sheet1.xml", sheet % (SPACE.encode(), cell))
    assert read_table(written(tmp_path, "a.xlsx", book)).sheets[0].rows == (Row(1, (text, "7")),)


def test_shared_strings_read_like_those_in_place(tmp_path: Path) -> None:
    in_place = workbook(("楼号", "姓名"), (12, "王㛃"), merged=("A2:A3",))
    shared = with_shared_strings(in_place)
    tables = [read_table(written(tmp_path, "a.xlsx", book)) for book in (in_place, shared)]
    assert tables[1] == tables[0]
    assert tables[0].sheets[0].rows == (Row(1, ("楼号", "姓名")), Row(2, ("12", "王㛃")))


def test_a_text_of_several_fonts_and_its_pronunciation_reads_as_its_words(tmp_path: Path) -> None:
    book = with_shared_strings(workbook(("a",)))
    rich = "<r><t>王</t></r><r><rPr><b/></rPr><t>伟</t></r><rPh sb='0' eb='1'><t>wang</t></rPh>"
    table = f'<sst xmlns="{SPACE}"><si>{rich}</si></sst>'.encode()
    path = written(tmp_path, "a.xlsx", with_part(book, "xl/sharedStrings.xml", table))
    assert read_table(path).sheets[0].rows == (Row(1, ("王伟",)),)


def test_rows_keep_the_numbers_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    lines = written(tmp_path, "a.csv", b"a,b\r\n\r\n,\r\nc,d\r\n")
    book = written(tmp_path, "a.xlsx", workbook(("a", "b"), (), ("", None), ("c", "d")))
    rows = (Row(1, ("a", "b")), Row(4, ("c", "d")))
    assert (read_table(lines).sheets[0].rows, read_table(book).sheets[0].rows) == (rows, rows)


def test_a_wrong_statement_of_size_loses_no_row(tmp_path: Path) -> None:
    book = workbook(("a",), ("b",))
    with ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").replace(b'ref="A1:A2"', b'ref="A1"')
    path = written(tmp_path, "a.xlsx", with_part(book, "xl/worksheets/sheet1.xml", sheet))
    assert len(read_table(path).sheets[0].rows) == 2


def test_merged_doors_reach_the_rows_beneath_and_nothing_else_does(tmp_path: Path) -> None:
    rows = (("标题",), ("12号", "302", "甲", "同"), (None, None, "乙", None), ("13号", "101", "丙", None))
    book = workbook(*rows, merged=("A1:D1", "A2:A3", "B2:B3", "D2:D3"))
    sheet = read_table(written(tmp_path, "a.xlsx", book)).sheets[0]
    assert set(sheet.spans) == {Span(0, 2, 3), Span(1, 2, 3), Span(3, 2, 3)}
    assert [row.cells for row in sheet.spread(frozenset((0, 1))).rows] == [
        ("标题",),
        ("12号", "302", "甲", "同"),
        ("12号", "302", "乙"),
        ("13号", "101", "丙"),
    ]


def test_a_column_merged_to_the_bottom_of_the_sheet_is_no_trap() -> None:
    sheet = Sheet("", (Row(1, ("12号",)), Row(9, ("", "x"))), (Span(0, 1, 1_048_576),))
    assert sheet.spread(frozenset((0,))).rows == (Row(1, ("12号",)), Row(9, ("12号", "x")))


def test_all_visible_sheets_are_read_and_hidden_ones_are_not(tmp_path: Path) -> None:
    book = Workbook()
    for name in ("12号", "旧", "13号"):
        book.create_sheet(name).append((name,))
    book["旧"].sheet_state = "hidden"
    del book["Sheet"]
    sheets = read_table(written(tmp_path, "a.xlsx", saved(book))).sheets
    assert [(sheet.name, sheet.rows) for sheet in sheets] == [
        ("12号", (Row(1, ("12号",)),)),
        ("13号", (Row(1, ("13号",)),)),
    ]


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        pytest.param("a.xlsx", b"", "is an empty file", id="an empty file"),
        pytest.param("a.csv", b" \r\n\r\n", "is an empty file", id="nothing but line ends"),
        pytest.param("a.csv", b"\xef\xbb\xbf\r\n", "is an empty file", id="nothing but a byte order mark"),
        pytest.param("a.xls", OLE, "is an old .xls file", id="an .xls"),
        pytest.param("a.xlsx", OLE, "is an old .xls file", id="an .xls renamed to .xlsx"),
        pytest.param(
            "a.doc",
            OLE + "WordDocument".encode("utf-16-le"),
            "is a Word document, not a spreadsheet",
            id="a .doc",
        ),
        pytest.param("a.xlsx", encrypted(workbook(("a",))), "is protected by a password", id="a password"),
        pytest.param("a.xlsx", b"%PDF-1.7 ...", "is a PDF, not a spreadsheet", id="a renamed PDF"),
        pytest.param("a.csv", b"\x89PNG\r\n\x1a\n", "is a picture, not a spreadsheet", id="a PNG"),
        pytest.param("a.xlsx", b"\xff\xd8\xff\xe0", "is a picture, not a spreadsheet", id="a JPEG"),
        pytest.param(
            "a.docx",
            archive("[Content_Types].xml", "word/document.xml"),
            "is a Word document, not a spreadsheet",
            id="a .docx",
        ),
        pytest.param("a.zip", archive("花名册.txt"), "is an archive, not a spreadsheet", id="a zip archive"),
        pytest.param("a.ods", archive("mimetype", "content.xml"), "is a spreadsheet, but not an .xlsx", id="an .ods"),
        pytest.param(
            "a.xlsb",
            archive("[Content_Types].xml", "xl/workbook.bin"),
            "is a spreadsheet, but not an .xlsx",
            id="an .xlsb",
        ),
        pytest.param("a.xlsx", archive("[Content_Types].xml"), DAMAGED, id="an archive with no sheet"),
        pytest.param("a.xlsx", "楼号,室号".encode(), DAMAGED, id="a text renamed to .xlsx"),
        pytest.param("a.xls", b"<html><table>", "is a web page or XML, not a spreadsheet", id="HTML named .xls"),
        pytest.param("a.csv", bytes(range(256)) * 4, "is not a spreadsheet", id="a binary named .csv"),
        pytest.param("a.csv", b"a,b\x00c\n", "is not a spreadsheet", id="a zero byte"),
        pytest.param("a.csv", b'a,b\n"c,d\ne,f\n', "has an unpaired quote near line 3", id="an unpaired quote"),
        pytest.param(
            "a.csv",
            LINES.encode()[:-8],
            "ends in the middle of a row: it is only half copied",
            id="UTF-8 cut in a character",
        ),
        pytest.param(
            "a.csv",
            LINES.encode("gb18030")[:-3],
            "ends in the middle of a row: it is only half copied",
            id="GB18030 cut in a character",
        ),
        pytest.param(
            "a.csv",
            LINES[:-9].encode(),
            "ends in the middle of a row: it is only half copied",
            id="cut between two cells",
        ),
    ],
)
def test_a_file_that_is_no_roster_is_named_for_what_it_is(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    assert refusal(written(tmp_path, name, content)) == what


def test_a_file_that_does_not_exist_is_said_to(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有.xlsx") == "does not exist"


def test_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "is a folder, not a file"


def test_a_zip_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    bomb = with_part(workbook(("a",)), "xl/worksheets/sheet1.xml", bytes(201_000_000))
    sent = written(tmp_path, "a.xlsx", bomb)
    tracemalloc.start()
    said, (_, most) = refusal(sent), tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (said, most < 20_000_000) == ("is too large to be a roster", True)


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    book = with_part(workbook(("a",)), "xl/worksheets/sheet1.xml", bomb)
    assert refusal(written(tmp_path, "a.xlsx", book)) == DAMAGED


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.9999])
def test_a_half_copied_workbook_is_refused_wherever_it_ends(tmp_path: Path, share: float) -> None:
    whole = SAMPLE.read_bytes()
    assert refusal(written(tmp_path, "a.xlsx", whole[: int(len(whole) * share)])) == DAMAGED


def test_a_row_far_beyond_any_sheet_ends_the_reading(tmp_path: Path) -> None:
    book = workbook(("a",), ("b",))
    with ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").replace(b'r="2"', b'r="99999999999"').replace(b'r="A2"', b"")
    path = written(tmp_path, "a.xlsx", with_part(book, "xl/worksheets/sheet1.xml", sheet))
    assert len(read_table(path).sheets[0].rows) == 1


def reads_or_refuses(path: Path) -> None:
    """Neither the table nor the roster may fail in another way than by a `Refusal`."""
    try:
        roster = read_roster(path, TODAY)
    except Refusal as refused:
        assert refused.sentence(Language.ZH)
    else:
        assert roster.rows or roster.problems


@ANY_FIXTURE
@given(st.binary(max_size=400), st.sampled_from((".csv", ".xlsx", ".xls", "")))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, suffix: str) -> None:
    reads_or_refuses(written(tmp_path, f"a{suffix}", content))


SMALL_BOOK = with_shared_strings(
    workbook(
        ("楼号", "室号", "姓名", "手机"),
        ("12号", 302, "王伟", 13812345678),
        ("12号", "=1+1", "李", ""),
        merged=("A2:A3",),
    )
)


@ANY_FIXTURE
@given(st.integers(0, len(SMALL_BOOK) - 1), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_wrong_bytes_is_read_or_refused(tmp_path: Path, place: int, wrong: bytes) -> None:
    damaged = SMALL_BOOK[:place] + wrong + SMALL_BOOK[place + len(wrong) :]
    reads_or_refuses(written(tmp_path, "a.xlsx", damaged))


PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml")


@ANY_FIXTURE
@given(st.sampled_from(PARTS), st.floats(0, 1), st.binary(min_size=1, max_size=4) | st.sampled_from((b"9" * 12, b"<")))
def test_a_workbook_with_a_wrong_part_is_read_or_refused(tmp_path: Path, name: str, share: float, wrong: bytes) -> None:
    with ZipFile(io.BytesIO(SMALL_BOOK)) as parts:
        part = parts.read(name)
    place = int(share * len(part))
    damaged = part[:place] + wrong + part[place + len(wrong) :]
    reads_or_refuses(written(tmp_path, "a.xlsx", with_part(SMALL_BOOK, name, damaged)))


HEADER = ("楼号", "室号", "姓名", "性别", "证件类型", "证件号码", "手机", "人员类别")
CELLS = (
    st.text(max_size=12)
    | st.from_regex(r"\A[0-9A-Z+.\-]{1,20}\Z")
    | st.sampled_from(("12号", "302", "居民身份证", "护照", "3.1E+17", "#N/A", "=A1", "٣٠٢"))
)


@ANY_FIXTURE
@given(st.lists(st.tuples(*[CELLS] * len(HEADER)), min_size=1, max_size=5), st.sampled_from(("utf-8", "gb18030")))
def test_any_texts_in_cells_are_read_or_refused(tmp_path: Path, rows: list[tuple[str, ...]], encoding: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows((HEADER, *rows))
    reads_or_refuses(written(tmp_path, "a.csv", text.getvalue().encode(encoding, "replace")))
