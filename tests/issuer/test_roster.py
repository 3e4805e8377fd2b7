"""A roster as a residents' committee keeps it, and everything that may be wrong with one of its rows."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from stdnum.cn import ric

from gatepass.people import Category, Document, DocumentKind, Door, Resident, Sex
from gatepass.wording import Language, Refusal, Text
from issuer.problemsheets import write_problems
from issuer.roster import Problem, Roster, read_roster
from tests.issuer.offices import TODAY

DATA = Path(__file__).parents[2] / "data"
HEADER = ("楼号", "室号", "姓名", "性别", "证件类型", "证件号码", "手机", "与户主关系", "人员类别", "备注")
WOMAN, MAN = "310101198001010021", "310101198001010013"


def numbered(body: str) -> str:
    """The ID number with its check digit."""
    return body + str(ric.calc_check_digit(body + "0"))


def person(**fields: object) -> tuple[object, ...]:
    """A row with nothing wrong, but for the fields given by their Chinese header."""
    usual: dict[str, object] = {"楼号": "12号", "室号": "302", "姓名": "王芳"}
    return tuple((usual | fields).get(column, "") for column in HEADER)


def read(folder: Path, *rows: tuple[object, ...], header: tuple[str, ...] | None = HEADER) -> Roster:
    book = Workbook()
    for row in (header, *rows) if header else rows:
        book.worksheets[0].append(row)
    book.save(folder / "a.xlsx")
    return read_roster(folder / "a.xlsx", TODAY)


def faults(roster: Roster) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.refusal.what.en) for problem in roster.problems]


def test_the_sample_reads_the_same_from_both_formats_and_without_a_problem() -> None:
    book = read_roster(DATA / "sample-roster.xlsx", TODAY)
    lines = read_roster(DATA / "sample-roster.csv", TODAY)
    assert (book.problems, lines.problems) == ((), ())
    assert book.residents == lines.residents
    assert len({resident.door for resident in book.residents}) == 1245


def test_every_fault_of_the_dirty_sample_is_reported_and_nothing_else() -> None:
    listed = json.loads((DATA / "sample-roster-dirty.json").read_text(encoding="utf-8"))
    roster = read_roster(DATA / "sample-roster-dirty.xlsx", TODAY)
    assert {(p.row, p.column) for p in roster.problems} == {(fault["row"], fault["column"]) for fault in listed}
    assert {row.row for row in roster.rows} & {p.row for p in roster.problems} == set()


def test_a_row_becomes_a_resident(tmp_path: Path) -> None:
    row = person(
        性别="女", 证件类型="居民身份证", 证件号码=numbered("31010119800101002"), 手机=13812345678, 与户主关系="户主",
        人员类别="租客", 备注="独居老人",
    )  # fmt: skip
    resident = Resident(
        Door(12, 302),
        "王芳",
        Category.TENANT,
        Sex.FEMALE,
        Document(DocumentKind.RESIDENT_ID, numbered("31010119800101002")),
        "+8613812345678",
        "户主",
        "独居老人",
    )
    assert (read(tmp_path, row).residents, read(tmp_path, row).problems) == ((resident,), ())


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(("楼栋", "房号", "名字"), id="usual words"),
        pytest.param(("幢号", "房间号", "住户姓名"), id="other usual words"),
        pytest.param(("门牌楼号", "室", "姓名"), id="the stairwell as a street number"),
        pytest.param(("门牌号", "室号", "姓名"), id="a door beside a room is the stairwell"),
        pytest.param(("＊楼　号", "室号（如302）", "姓\n名*"), id="full width, blanks, marks, hints, line breaks"),
        pytest.param(("Stairwell", "Room No.", "Name"), id="English"),
        pytest.param(("楼号/Building", "室号/Room", "姓名 (Name)"), id="two languages"),
    ],
)
def test_a_header_is_known_in_its_usual_variants(tmp_path: Path, header: tuple[str, ...]) -> None:
    roster = read(tmp_path, ("12号", "302", "王芳"), header=header)
    assert roster.residents == (Resident(Door(12, 302), "王芳"),)


@pytest.mark.parametrize("title", ["证件号", "身份证号", "身份证号码", "证件号码/身份证号", "ID", "Document number"])
def test_a_number_without_a_column_of_types_is_a_resident_id(tmp_path: Path, title: str) -> None:
    roster = read(tmp_path, ("12号302室", "王芳", numbered("31010119800101002")), header=("门牌", "姓名", title))
    assert [r.document for r in roster.residents] == [Document(DocumentKind.RESIDENT_ID, numbered("31010119800101002"))]


@pytest.mark.parametrize("header", [("门牌", "姓名", "证件号码"), ("门牌", "姓名", "证件号码", "证件类型")])
@pytest.mark.parametrize(
    ("number", "kind"),
    [
        pytest.param("830000198107150019", DocumentKind.RESIDENCE_PERMIT, id="a residence permit"),
        pytest.param("932682198501010017", DocumentKind.PERMANENT_RESIDENT, id="a permanent resident card"),
        pytest.param("E12345678", DocumentKind.PASSPORT, id="a passport"),
        pytest.param("H12345678", DocumentKind.HK_MACAO_PERMIT, id="a Hong Kong permit"),
        pytest.param("12345678", DocumentKind.TAIWAN_PERMIT, id="a Taiwan permit"),
    ],
)
def test_a_kind_that_is_not_given_is_told_by_the_number(
    tmp_path: Path, header: tuple[str, ...], number: str, kind: DocumentKind
) -> None:
    roster = read(tmp_path, ("12号302室", "王芳", number), header=header)
    assert ([r.document for r in roster.residents], roster.problems) == ([Document(kind, number)], ())


def test_the_kind_that_is_given_goes_before_what_the_number_looks_like(tmp_path: Path) -> None:
    header = ("门牌", "姓名", "证件号码", "证件类型")
    roster = read(tmp_path, ("12号302室", "KIM MINJUN", "M12345678", "护照"), header=header)
    assert [r.document for r in roster.residents] == [Document(DocumentKind.PASSPORT, "M12345678")]


@pytest.mark.parametrize("title", ["手机", "手机号", "手机号码", "联系电话", "电话", "Phone"])
def test_a_phone_is_known_under_its_usual_titles(tmp_path: Path, title: str) -> None:
    roster = read(tmp_path, ("12-302", "王芳", "１３８ 1234 5678"), header=("地址", "姓名", title))
    assert [r.phone for r in roster.residents] == ["+8613812345678"]


def test_columns_stand_in_any_order_and_unknown_ones_are_passed_over(tmp_path: Path) -> None:
    header = ("序号", "审核状态", "姓名", "备注", "室号", "户籍地址", "楼号", "住址")
    roster = read(tmp_path, (1, "已审核", "王芳", "审核过", 302, "河南", 12, "别处"), header=header)
    assert roster.residents == (Resident(Door(12, 302), "王芳", note="审核过"),)


def test_title_totals_empty_rows_repeated_headers_and_signatures_are_passed_over(tmp_path: Path) -> None:
    roster = read(
        tmp_path, ("长虹小区居民花名册",), (), HEADER, person(), (), HEADER, person(姓名="李强"),
        ("合计", "1户", "2人"), ("共2人",), ("制表人：张三", "", "", "日期：2月10日"), header=None,
    )  # fmt: skip
    assert ([row.row for row in roster.rows], roster.problems) == ([4, 7], ())


CARD = "830000198107150019"
GROUPED = Resident(
    Door(12, 302), "王芳", document=Document(DocumentKind.RESIDENCE_PERMIT, CARD), phone="+8613812345678"
)


@pytest.mark.parametrize(
    ("groups", "titles", "row"),
    [
        pytest.param(
            ("住址", "", "住户信息", "", "", "联系方式"),
            ("楼号", "室号", "姓名", "证件类型", "证件号码", "电话"),
            ("12", "302", "王芳", "居住证", CARD, "13812345678"),
            id="groups over columns",
        ),
        pytest.param(
            ("门牌", "姓名", "证件", "", "联系方式", ""),
            ("", "", "类型", "号码", "手机", "微信"),
            ("12-302", "王芳", "居住证", CARD, "13812345678", "wang"),
            id="columns that only mean something with their group, and titles merged over both rows",
        ),
        pytest.param(
            ("紧急联系人", "", "房屋", "住户", "", ""),
            ("姓名", "电话", "门牌号", "姓名", "身份证件号码", "联系电话"),
            ("李强", "13912345678", "12-302", "王芳", CARD, "13812345678"),
            id="somebody else's name and phone are passed over",
        ),
        pytest.param(
            ("户主", "", "房屋", "住户", "", ""),
            ("姓名", "电话", "门牌号", "姓名", "证件号码", "手机"),
            ("李强", "13912345678", "12-302", "王芳", CARD, "13812345678"),
            id="the resident goes before the head of the household",
        ),
        pytest.param(
            ("门牌", "姓名", "证件号码", "联系方式"),
            ("", "", "", "电话"),
            ("12-302", "王芳", CARD, "13812345678"),
            id="one column alone has a second row",
        ),
        pytest.param(
            ("Home", "Resident", "", "Contact"),
            ("Door", "Name", "ID No.", "Phone"),
            ("12-302", "王芳", CARD, "13812345678"),
            id="English",
        ),
    ],
)
def test_a_header_on_two_rows_is_read(
    tmp_path: Path, groups: tuple[str, ...], titles: tuple[str, ...], row: tuple[str, ...]
) -> None:
    roster = read(tmp_path, ("长虹小区居民花名册",), groups, titles, row, header=None)
    assert (roster.problems, roster.residents, roster.rows[0].row) == ((), (GROUPED,), 4)


def test_the_head_of_a_household_is_the_resident_where_nobody_else_is_named(tmp_path: Path) -> None:
    rows = (("房屋", "户主", ""), ("门牌", "姓名", "电话"), ("12-302", "王芳", "13812345678"))
    assert read(tmp_path, *rows, header=None).residents == (Resident(Door(12, 302), "王芳", phone="+8613812345678"),)


def test_both_rows_of_a_header_are_passed_over_where_a_page_repeats_them(tmp_path: Path) -> None:
    groups, titles = ("住址", "", "住户信息", "联系方式"), ("楼号", "室号", "姓名", "电话")
    people = ((12, 302, "王芳", ""), (12, 401, "李强", ""))
    roster = read(tmp_path, groups, titles, people[0], groups, titles, people[1], header=None)
    assert ([row.row for row in roster.rows], roster.problems) == ([3, 6], ())


def test_a_header_on_two_rows_merged_in_a_workbook_is_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("花名册",),
        ("楼号", "室号", "住户信息", "", "联系方式", ""),
        ("", "", "姓名", "性别", "电话", "邮箱"),
        ("12号", "302", "王芳", "女", "13812345678", ""),
        ("", "", "李强", "男", "", ""),
    ):
        sheet.append([cell or None for cell in row])
    for cells in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "A4:A5", "B4:B5"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    roster = read_roster(tmp_path / "a.xlsx", TODAY)
    assert ([str(r.door) for r in roster.residents], roster.problems) == (["12号302室", "12号302室"], ())


def test_a_problem_names_the_column_by_its_own_title_and_its_group(tmp_path: Path) -> None:
    rows = (("住址", "住户", "证件", ""), ("门牌", "姓名", "类型", "号码"), ("12-302", "王芳", "身份证", "1"))
    assert faults(read(tmp_path, *rows, header=None)) == [(3, "证件号码", "17 digits short")]


def test_a_header_below_the_twentieth_row_is_not_looked_for(tmp_path: Path) -> None:
    rows = (*[("说明",)] * 19, HEADER, person())
    assert len(read(tmp_path, *rows, header=None).rows) == 1
    with pytest.raises(Refusal):
        read(tmp_path, ("说明",), *rows, header=None)


def test_a_file_without_a_header_says_what_was_looked_for_and_found(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(tmp_path, ("姓名", "年龄"), ("王芳", 40), header=None)
    assert refused.value.sentence(Language.ZH) == (
        "“a.xlsx”前20行里没有找到表头（要有“姓名”和“室号”或“门牌”），最像的是第1行：姓名、年龄，"
        "请改表头（楼号、室号、姓名、性别、证件类型、证件号码、手机、与户主关系、人员类别、备注），"
        "或说明各列的意思：页面上选，或 --column 住户名=姓名"
    )


def test_a_header_with_nobody_below_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(tmp_path)
    assert refused.value.what.en == "has no resident below its header"


def test_a_merged_door_is_the_door_of_the_rows_beneath(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (HEADER, person(备注="同"), person(楼号=None, 室号=None, 姓名="李强"), person(室号="401", 姓名="张三")):
        sheet.append(row)
    for cells in ("A2:A3", "B2:B3", "J2:J3"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    assert [(str(r.door), r.name, r.note) for r in read_roster(tmp_path / "a.xlsx", TODAY).residents] == [
        ("12号302室", "王芳", "同"),
        ("12号302室", "李强", ""),
        ("12号401室", "张三", ""),
    ]


def test_a_door_that_is_empty_and_not_merged_is_not_guessed(tmp_path: Path) -> None:
    assert faults(read(tmp_path, person(), person(楼号="", 室号="", 姓名="李强"))) == [
        (3, "楼号", "is empty"),
        (3, "室号", "is empty"),
    ]


def several_sheets(path: Path) -> None:
    book = Workbook()
    for name in ("3号", "12号"):
        sheet = book.create_sheet(name)
        for row in (("室号", "姓名"), ("302", "王芳"), ("9999", "李强")):
            sheet.append(row)
    book.create_sheet("说明").append(("请各楼组长填写",))
    book.create_sheet("5号").append(("302", "赵敏", "女", "13812345678"))
    book.save(path)


def test_a_sheet_a_stairwell_is_read_and_its_name_stands_beside_the_row(tmp_path: Path) -> None:
    several_sheets(tmp_path / "a.xlsx")
    roster = read_roster(tmp_path / "a.xlsx", TODAY)
    assert [(row.sheet, row.row, str(row.resident.door)) for row in roster.rows] == [
        ("3号", 2, "3号302室"),
        ("12号", 2, "12号302室"),
    ]
    assert [(p.sheet, p.row, p.column) for p in roster.problems] == [
        ("3号", 3, "室号"),
        ("12号", 3, "室号"),
        ("5号", 1, "表头"),
    ]
    assert roster.problems[1].refusal.where == Text("《12号》第3行「室号」", "Sheet 12号, Row 3, 室号")


ID = "居民身份证"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"姓名": ""}, [("姓名", "is empty")], id="no name"),
        pytest.param({"姓名": "——"}, [("姓名", "“——” is not a name")], id="a dash for a name"),
        pytest.param({"姓名": "<b>王</b>"}, [("姓名", "has a character no name has: < (U+003C)")], id="HTML in a name"),
        pytest.param({"姓名": "=1+1"}, [("姓名", "is a formula without a result: =1+1")], id="a formula"),
        pytest.param({"室号": "#N/A"}, [("室号", "is the spreadsheet's error #N/A")], id="an error value"),
        pytest.param({"备注": "长" * 501}, [("备注", "has 501 characters, too many")], id="a note too long"),
        pytest.param({"楼号": "东楼"}, [("楼号", "“东楼” is not a stairwell")], id="no stairwell"),
        pytest.param({"室号": "9902"}, [("室号", "there is no door 12号9902室")], id="no such floor"),
        pytest.param(
            {"楼号": "东楼", "室号": "三楼"},
            [("楼号", "“东楼” is not a stairwell"), ("室号", "“三楼” is not a room number")],
            id="neither stairwell nor room",
        ),
        pytest.param({"性别": "保密"}, [("性别", "“保密” is no sex")], id="no sex"),
        pytest.param({"人员类别": "亲友团"}, [("人员类别", "“亲友团” is no known category")], id="no category"),
        pytest.param({"手机": "1381234567"}, [("手机", "1 digit short")], id="a phone too short"),
        pytest.param(
            {"手机": 1.38e15},
            [("手机", "“1.38000E+15” was turned into scientific notation by the spreadsheet")],
            id="a phone damaged",
        ),
        pytest.param(
            {"证件类型": ID, "证件号码": 310101198001010021},
            [("证件号码", "“3.10101E+17” was turned into scientific notation by the spreadsheet")],
            id="an ID number damaged",
        ),
        pytest.param(
            {"证件号码": 310101198001010021},
            [("证件号码", "“3.10101E+17” was turned into scientific notation by the spreadsheet")],
            id="an ID number damaged, its type missing",
        ),
        pytest.param(
            {"证件类型": "会员卡", "证件号码": "3.10112E+17"},
            [
                ("证件类型", "“会员卡” is no known kind of document"),
                ("证件号码", "“3.10112E+17” was turned into scientific notation by the spreadsheet"),
            ],
            id="both type and number wrong",
        ),
        pytest.param(
            {"证件类型": ID}, [("证件号码", "is empty, though the kind of document is given")], id="a type alone"
        ),
        pytest.param(
            {"证件号码": "K1234567"},
            [("证件类型", "is not given, and the number does not tell it")],
            id="a number without a type that tells none",
        ),
        pytest.param(
            {"证件号码": "M12345678"},
            [
                (
                    "证件类型",
                    "is not given, and the number may be of: Passport or Mainland travel permit (HK, Macao)",
                )
            ],
            id="a Korean passport or a Macao permit, its type missing",
        ),
        pytest.param(
            {"证件类型": ID, "证件号码": numbered("31010120200211001")},
            [("证件号码", "has a birth date yet to come, 2020-02-11")],
            id="born tomorrow",
        ),
        pytest.param(
            {"性别": "男", "证件类型": ID, "证件号码": numbered("31010119800101002")},
            [("性别", "disagrees with the document number")],
            id="a sex that disagrees with the number",
        ),
    ],
)
def test_a_fault_names_its_column_and_what_is_wrong(
    tmp_path: Path, fields: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    roster = read(tmp_path, person(**fields), person(姓名="好人"))
    assert faults(roster) == [(2, column, what) for column, what in expected]
    assert [resident.name for resident in roster.residents] == ["好人"]


def test_all_faults_of_a_row_are_reported(tmp_path: Path) -> None:
    row = person(楼号="", 室号="x", 姓名="王2", 性别="?", 证件类型="?", 证件号码="1E+17", 手机="1", 人员类别="?")
    assert [problem.column for problem in read(tmp_path, row).problems] == [
        *HEADER[:3],
        "性别",
        *HEADER[4:7],
        "人员类别",
    ]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"姓名": "王㛃𬭎𬙂䶮𬱖"}, id="rare characters in a name"),
        pytest.param({"姓名": "古丽巴哈尔·阿卜杜克里木"}, id="a name of twelve characters"),
        pytest.param({"楼号": "１２号", "室号": "０３０２室"}, id="full-width digits"),
        pytest.param({"楼号": 12, "室号": 302.0}, id="numbers"),
        pytest.param({"手机": "无", "备注": "—", "证件号码": "/", "性别": "-"}, id="words for nothing"),
        pytest.param({"证件号码": numbered("31010119800101002").lower()}, id="a valid ID number tells its own type"),
        pytest.param(
            {"证件类型": ID, "证件号码": numbered("31011219491001084")}, id="a region founded after the birth"
        ),
        pytest.param(
            {"证件类型": "港澳台居民居住证", "证件号码": numbered("83000019900609864")}, id="a residence permit"
        ),
        pytest.param(
            {"证件类型": "外国人永久居留身份证", "证件号码": numbered("93184019940806712")}, id="a foreigner's card"
        ),
        pytest.param({"证件类型": ID, "证件号码": numbered("31010120200210001")}, id="born today"),
    ],
)
def test_what_only_looks_wrong_is_read(tmp_path: Path, fields: dict[str, object]) -> None:
    roster = read(tmp_path, person(**fields))
    assert (faults(roster), [str(resident.door) for resident in roster.residents]) == ([], ["12号302室"])


@pytest.mark.parametrize(
    ("word", "category"),
    [
        *((word, Category.OWNER) for word in ("", "业主", "户主", "自住", "Owner")),
        *((word, Category.TENANT) for word in ("租客", "租户", "租住")),
        ("临时", Category.TEMPORARY),
        *((word, Category.CARER) for word in ("照护", "保姆", "护工", "家政")),
        *((word, Category.STAFF) for word in ("工作人员", "物业", "保洁", "保安")),
    ],
)
def test_a_category_is_known_by_its_usual_words(tmp_path: Path, word: str, category: Category) -> None:
    assert [resident.category for resident in read(tmp_path, person(人员类别=word)).residents] == [category]


TWICE = numbered("31010119800101002")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            {"证件号码": TWICE}, {"证件号码": TWICE}, [("证件号码", "is the same as in Row 2")], id="listed twice"
        ),
        pytest.param(
            {"证件号码": TWICE},
            {"证件号码": TWICE, "姓名": "王方"},
            [("证件号码", "is the same as in Row 2")],
            id="listed twice under two names",
        ),
        pytest.param(
            {"证件号码": TWICE},
            {"证件号码": TWICE, "室号": "401"},
            [("证件号码", "is the same as in Row 2 (12号302室): one person in two households")],
            id="in two households",
        ),
        pytest.param(
            {},
            {},
            [("姓名", "is the same as in Row 2, at the same door: perhaps the same person")],
            id="namesakes with no document",
        ),
        pytest.param(
            {"证件号码": TWICE},
            {},
            [("姓名", "is the same as in Row 2, at the same door: perhaps the same person")],
            id="namesakes, one with no document",
        ),
        pytest.param({"证件号码": TWICE}, {"证件号码": numbered("31010119500101002")}, [], id="namesakes told apart"),
        pytest.param({}, {"室号": "401"}, [], id="namesakes behind two doors"),
        pytest.param({"楼号": "1号", "室号": "202"}, {"楼号": "12号", "室号": "202"}, [], id="stairwells 1 and 12"),
    ],
)
def test_rows_that_repeat_an_earlier_one_name_it(
    tmp_path: Path, first: dict[str, object], second: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    roster = read(tmp_path, person(**first), person(**second))
    assert faults(roster) == [(3, column, what) for column, what in expected]
    assert roster.rows[0].row == 2


def test_problems_are_written_for_people_and_never_as_formulas(tmp_path: Path) -> None:
    refusal = Refusal(Text("是\x07错的", "is wrong"), Text("=改正", "+correct it"))
    write_problems(tmp_path / "problems.xlsx", (Problem(17, "3号", "=手机", refusal),))
    header, row = load_workbook(tmp_path / "problems.xlsx").worksheets[0].iter_rows()
    assert [cell.value for cell in header] == ["行号", "列名", "问题", "怎么办", "Problem", "What to do", "工作表"]
    assert [cell.value for cell in row] == [17, "=手机", "是错的", "=改正", "is wrong", "+correct it", "3号"]
    assert [cell.data_type for cell in row] == ["n", *"ssssss"]


def test_problems_that_cannot_be_written_are_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        write_problems(tmp_path, ())
    assert refused.value.what.en == f"cannot read or write {tmp_path}: it is a folder, not a file"


def five_thousand(folder: Path) -> Path:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for number in range(5000):
        document = numbered(f"3101011980{1 + number % 12:02}{1 + number // 400:02}{number % 400:03}")
        writer.writerow(person(室号=str(101 + number % 50), 证件类型=ID, 证件号码=document, 手机="13812345678"))
    path = folder / "a.csv"
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def test_every_one_of_five_thousand_rows_is_read_or_told(tmp_path: Path) -> None:
    lines = five_thousand(tmp_path)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in csv.reader(io.StringIO(lines.read_text(encoding="gb18030"))):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    roster = read_roster(tmp_path / "a.xlsx", TODAY)
    assert len(roster.rows) + len({problem.row for problem in roster.problems}) == 5000


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_reading_tells_how_many_rows_are_done(ending: str) -> None:
    told: list[tuple[int, int]] = []
    roster = read_roster(DATA / f"sample-roster.{ending}", TODAY, progress=lambda *done: told.append(done))
    assert told == sorted(told)
    assert len({total for _, total in told}) == 1
    assert told[-1][0] == told[-1][1] >= len(roster.rows)
