"""A list of people as a street office sends it: whom it names, what is wrong with its rows, and what taking it in does."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from gatepass.documents import parse_document
from gatepass.people import Document, DocumentKind, Resident, plain
from gatepass.wording import Text
from issuer import listing, marks
from issuer.changes import KnownResident
from issuer.listdays import Days
from issuer.listing import Order, Review
from issuer.lists import Listing, read_list
from issuer.office import Office
from issuer.store import Brought, Span, Whom
from tests.issuer.offices import ACT, AT, TODAY, refusing, resident, take_in

WANG, ZHAO, AWAY = "310101198010010028", "310101198001010018", "310101195012310020"
PEOPLE = (
    replace(resident("12-302", "王小明"), document=parse_document(None, WANG)),
    replace(resident("12-302", "赵明"), document=parse_document(None, ZHAO)),
    resident("1-101", "李芳"),
    resident("1-102", "陈晨"),
    resident("1-102", "陈晨"),
)
GONE = replace(resident("2-201", "周远"), document=parse_document(None, AWAY))
MACAO = replace(resident("2-202", "何安"), document=Document(DocumentKind.HK_MACAO_PERMIT, "M12345678"))
KNOWN = (
    KnownResident(8, MACAO),
    *(KnownResident(place, each) for place, each in enumerate(PEOPLE, 1)),
    KnownResident(9, GONE, TODAY),
)
HEADER = ("姓名", "身份证号", "现住址")


def workbook(folder: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(folder / "名单.xlsx")
    return folder / "名单.xlsx"


def read(folder: Path, *rows: tuple[object, ...], header: tuple[str, ...] = HEADER) -> Listing:
    return read_list(workbook(folder, header, *rows), KNOWN)


def named(found: Listing) -> list[str]:
    return [row.person.resident.name for row in found.named]


def told(found: Listing) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.refusal.what.zh) for problem in found.told]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        pytest.param(HEADER, ("王小明", WANG, "长虹小区二期"), id="by number, whatever the address says"),
        pytest.param(("身份证号码",), (WANG,), id="by number alone"),
        pytest.param(("公民身份号码", "备注"), ("３１０１０１１９８０１００１００２８", "x"), id="full-width digits"),
        pytest.param(("姓名", "身份证号"), ("王*明", WANG), id="a masked name is not compared"),
        pytest.param(("Name", "ID number"), ("王小明", WANG), id="an English header"),
        pytest.param(("姓名", "门牌"), ("王小明", "12-302"), id="by door and name"),
        pytest.param(("楼号", "室号", "姓名"), ("12号", "302", "王小明"), id="by stairwell, room and name"),
        pytest.param(HEADER, ("王小明", "", "12号302室"), id="by door and name where the number is empty"),
    ],
)
def test_a_row_names_a_resident(tmp_path: Path, header: tuple[str, ...], row: tuple[str, ...]) -> None:
    found = read(tmp_path, row, header=header)
    assert (named(found), told(found)) == (["王小明"], [])


def test_a_number_that_the_roster_lacks_counts_for_somebody_of_that_door_and_name_without_a_document(
    tmp_path: Path,
) -> None:
    found = read(tmp_path, ("李芳", "310101199001010020", "1-101"))
    assert (named(found), told(found)) == (["李芳"], [])


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        pytest.param("", "M12345678", id="the roster knows which of the kinds that look alike it is"),
        pytest.param("港澳居民来往内地通行证", "m1234 5678", id="a kind that is given"),
    ],
)
def test_a_document_is_known_whatever_its_kind(tmp_path: Path, kind: str, number: str) -> None:
    found = read(tmp_path, (kind, number), header=("证件类型", "证件号码"))
    assert (named(found), told(found)) == (["何安"], [])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param(("王小明", WANG[:-1], ""), ("身份证号", "少1位"), id="a digit is missing"),
        pytest.param(
            ("王小明", "310101198010010027", "12-302"), ("身份证号", "校验位不对，至少有一位错了"), id="a digit is wrong"
        ),
        pytest.param(("王小明", "3.10101E+17", ""), ("身份证号", "“3.10101E+17”被表格软件变成了科学计数"), id="the spreadsheet's own"),
        pytest.param(("王小明", ZHAO, ""), ("姓名", "与花名册里这个证件号码的姓名不一致（12号302室）"), id="somebody else's"),
        pytest.param(("王小明", "", "十二号"), ("现住址", "“十二号”不是门牌"), id="no door"),
        pytest.param(("陈晨", "", "1-102"), ("姓名", "在这一户有2个人"), id="two of the name"),
        pytest.param(("", "", "1-102"), ("姓名", "是空的"), id="no name"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_told_with_its_field(
    tmp_path: Path, row: tuple[str, ...], said: tuple[str, str]
) -> None:
    found = read(tmp_path, row)
    assert (named(found), told(found), found.strangers) == ([], [(2, *said)], ())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param(("吴名", "310101199001010020", ""), ("身份证号", "不在花名册里"), id="a number nobody has"),
        pytest.param(("吴名", "", "12-302"), ("姓名", "不住在12号302室"), id="a name nobody has there"),
        pytest.param(("周远", AWAY, ""), ("身份证号", "的人已于 2020-02-10 迁出"), id="somebody who moved out"),
    ],
)
def test_who_is_not_in_the_roster_is_told_apart_from_faults(
    tmp_path: Path, row: tuple[str, ...], said: tuple[str, str]
) -> None:
    found = read(tmp_path, row)
    assert (found.problems, told(found)) == ((), [(2, *said)])


CELLS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12) | st.sampled_from(
    ("王小明", "李芳", WANG, ZHAO, AWAY, WANG[:-1], "12-302", "1-101", "=A1", "#N/A", "M12345678", "3.1E+17", "无")
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5))
def test_every_row_is_somebody_a_fault_or_a_stranger_whatever_it_holds(rows: list[tuple[str, str, str]]) -> None:
    lines = [("王小明", WANG, ""), *rows]
    with TemporaryDirectory() as folder:
        with (Path(folder) / "名单.csv").open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows((HEADER, *lines))
        found = read_list(Path(out.name), KNOWN)
    told_rows = {each.row for each in found.told}
    assert len(found.named) + found.repeated + len(told_rows) == sum(any(map(plain, line)) for line in lines)


def test_a_list_in_gb18030_with_an_escaped_number_is_read(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(f'返沪人员名单\n姓名,身份证号\n王小明,="{WANG}"\n'.encode("gb18030"))
    assert named(read_list(path, KNOWN)) == ["王小明"]


def test_somebody_named_twice_is_marked_once(tmp_path: Path) -> None:
    found = read(tmp_path, ("王小明", WANG, ""), ("王小明", "", "12-302"))
    assert (named(found), found.repeated) == (["王小明"], 1)


def test_a_list_without_a_header_is_refused_with_what_is_nearest(tmp_path: Path) -> None:
    with refusing("要有“身份证号”，或“姓名”和“门牌”），最像的是第1行：姓名、电话"):
        read(tmp_path, ("王小明", "13812345678"), header=("姓名", "电话"))


def test_an_empty_list_is_refused(tmp_path: Path) -> None:
    with refusing("表头下面没有人"):
        read(tmp_path)


DATED = ("身份证号", "返沪日期", "解除隔离日期（预计）")


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        pytest.param(("2020-02-03", "2020年2月17日"), Days(date(2020, 2, 3), date(2020, 2, 17)), id="both"),
        pytest.param(("2020/2/3 14:30", ""), Days(date(2020, 2, 3)), id="a first day with its time"),
        pytest.param((date(2020, 2, 3), None), Days(date(2020, 2, 3)), id="a cell that holds a date"),
        pytest.param(("", "2020.02.17"), Days(None, date(2020, 2, 17)), id="a last day"),
    ],
)  # fmt: skip
def test_a_list_may_give_everybodys_own_days(tmp_path: Path, cells: tuple[object, ...], days: Days) -> None:
    found = read(tmp_path, (WANG, *cells), header=DATED)
    assert ([row.days for row in found.named], told(found)) == ([days], [])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        pytest.param(("昨天", ""), ("返沪日期", "“昨天”不是日期"), id="no day"),
        pytest.param(("2020-02-30", ""), ("返沪日期", "“2020-02-30”不是日期"), id="a day that is none"),
        pytest.param(
            ("2020-02-03", "2020-02-02"), ("解除隔离日期(预计)", "早于开始日 2020-02-03"), id="the last before the first"
        ),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_read_is_told_with_its_field_and_its_person_stays_meant(
    tmp_path: Path, cells: tuple[str, str], said: tuple[str, str]
) -> None:
    found = read(tmp_path, (WANG, *cells), header=DATED)
    assert (named(found), told(found)) == ([], [(2, *said)])
    assert [mention.may_mean(PEOPLE[0]) for mention in found.mentions] == [True]


FORTNIGHT = Span(TODAY, TODAY + timedelta(days=13))
LATER = replace(ACT, at=AT + timedelta(days=1))


@pytest.fixture
def peopled(office: Office) -> Office:
    take_in(office, *PEOPLE)
    return office


def of(office: Office, folder: Path, *people: Resident, span: Span = FORTNIGHT) -> Review:
    """The review of a list of these people."""
    rows = ((each.name, each.document.number if each.document else "", str(each.door)) for each in people)
    found = read_list(workbook(folder, HEADER, *rows), office.store.everybody())
    return listing.review(office.store, found, Order("returnee", span), TODAY)


def brought(office: Office, folder: Path, *people: Resident, span: Span = FORTNIGHT, end_gone: bool = False) -> None:
    listing.apply(office.store, of(office, folder, *people, span=span), Brought("名单.xlsx"), ACT, end_gone=end_gone)


def marked(office: Office) -> list[tuple[int | None, str]]:
    """Who is marked until when."""
    return [(each.whom.resident, str(each.span.last)) for each in office.store.markings() if not each.span.void]


WANG_, ZHAO_, LI = PEOPLE[:3]


def test_who_is_named_is_marked_and_it_can_be_undone_as_one_step(peopled: Office, tmp_path: Path) -> None:
    brought(peopled, tmp_path, WANG_, LI)
    assert marked(peopled) == [(1, "2020-02-23"), (3, "2020-02-23")]
    marks.undo(peopled.store, ACT)
    assert (marked(peopled), [run.undone for run in peopled.store.mark_runs()]) == ([], [True])


def test_the_same_list_again_marks_nobody_twice_and_is_told_to_change_nothing(peopled: Office, tmp_path: Path) -> None:
    brought(peopled, tmp_path, WANG_)
    again = of(peopled, tmp_path, WANG_)
    assert (again.added, again.lengthened, again.unchanged) == ((), (), 1)
    with refusing("名单没有变化"):
        brought(peopled, tmp_path, WANG_)


@pytest.mark.parametrize(
    ("days", "spans"),
    [
        pytest.param(
            None, [Span(date(2020, 2, 3), date(2020, 2, 23)), Span(TODAY, date(2020, 2, 12))], id="until a day"
        ),
        pytest.param(
            14, [Span(date(2020, 2, 3), date(2020, 2, 16)), Span(TODAY, date(2020, 2, 12))], id="so many days"
        ),
    ],
)
def test_the_days_of_a_row_go_before_those_of_the_list(
    peopled: Office, tmp_path: Path, days: int | None, spans: list[Span]
) -> None:
    rows = ((WANG, "2020-02-03", ""), (ZHAO, "", "2020-02-12"))
    found = read_list(workbook(tmp_path, DATED, *rows), peopled.store.everybody())
    shown = listing.review(peopled.store, found, Order("returnee", FORTNIGHT, days), TODAY)
    listing.apply(peopled.store, shown, Brought("名单.xlsx"), ACT)
    assert [each.span for each in peopled.store.markings()] == spans


def test_whose_days_are_over_is_counted_and_not_marked(peopled: Office, tmp_path: Path) -> None:
    rows = ((WANG, "2020-01-20", ""), (ZHAO, "2020-02-03", ""))
    found = read_list(workbook(tmp_path, DATED, *rows), peopled.store.everybody())
    shown = listing.review(peopled.store, found, Order("returnee", Span(TODAY), 14), TODAY)
    assert ([one.person.id for one in shown.added], shown.over) == ([2], 1)
    assert "1 over already" in shown.summary().en


def test_a_list_for_longer_makes_a_mark_longer_and_one_for_shorter_leaves_it(peopled: Office, tmp_path: Path) -> None:
    brought(peopled, tmp_path, WANG_)
    brought(peopled, tmp_path, WANG_, span=Span(TODAY + timedelta(days=7), TODAY + timedelta(days=20)))
    assert marked(peopled) == [(1, "2020-03-01")]
    assert of(peopled, tmp_path, WANG_).unchanged == 1
    marks.undo(peopled.store, ACT)
    assert marked(peopled) == [(1, "2020-02-23")]


def test_who_is_no_longer_named_stays_unless_it_is_asked_for(peopled: Office, tmp_path: Path) -> None:
    brought(peopled, tmp_path, WANG_, LI)
    assert [person.resident.name for _, person in of(peopled, tmp_path, WANG_, ZHAO_).gone] == ["李芳"]
    brought(peopled, tmp_path, WANG_, ZHAO_)
    assert [each[0] for each in marked(peopled)] == [1, 3, 2]
    brought(peopled, tmp_path, WANG_, ZHAO_, end_gone=True)
    assert marked(peopled)[1] == (3, "2020-02-09")


def test_whom_staff_marked_by_hand_is_not_ended_by_a_list(peopled: Office, tmp_path: Path) -> None:
    marks.mark(peopled.store, [Whom(resident=3), Whom(door=LI.door)], "returnee", FORTNIGHT, ACT)
    assert of(peopled, tmp_path, WANG_).gone == ()


def test_whom_a_faulty_row_may_mean_is_not_ended(peopled: Office, tmp_path: Path) -> None:
    brought(peopled, tmp_path, WANG_, LI)
    path = workbook(tmp_path, HEADER, ("李芳", "31010119900101002", "1-101"))
    found = read_list(path, peopled.store.everybody())
    gone = listing.review(peopled.store, found, Order("returnee", FORTNIGHT), TODAY).gone
    assert [person.resident.name for _, person in gone] == ["王小明"]


def test_a_review_that_no_longer_holds_is_not_applied(peopled: Office, tmp_path: Path) -> None:
    shown = of(peopled, tmp_path, WANG_, LI)
    marks.mark(peopled.store, [Whom(resident=3)], "returnee", FORTNIGHT, ACT)
    with refusing("名单刚被改过，没有导入"):
        listing.apply(peopled.store, shown, Brought("名单.xlsx"), ACT)
    assert marked(peopled) == [(3, "2020-02-23")]


def test_a_list_with_a_fault_is_refused_with_the_first_one(tmp_path: Path) -> None:
    found = read(tmp_path, ("王小明", WANG[:-1], ""), ("陈晨", "", "1-102"), ("李芳", "", "1-101"))
    with refusing("第2行「身份证号」少1位；另有1处，名单没有导入"):
        listing.refuse_faulty(found.problems)


def test_a_list_without_a_fault_is_not_refused(tmp_path: Path) -> None:
    found = read(tmp_path, ("吴名", "", "1-101"))
    listing.refuse_faulty(found.problems)
    assert len(found.strangers) == 1


def test_what_a_review_counts_is_said_in_one_line(peopled: Office, tmp_path: Path) -> None:
    brought(peopled, tmp_path, WANG_, LI)
    assert of(peopled, tmp_path, WANG_, ZHAO_, resident("1-101", "吴名")).summary() == Text(
        "标记1人，延长0人，已在名单上1人，新名单没有的1人；不在花名册的1行，有错的0处",
        "1 marked, 0 made longer, 1 on the list already, 1 no longer named; 1 rows of people not in the roster, 0 faults",
    )


def test_somebody_is_shown_by_door_and_masked_name() -> None:
    assert listing.masked(KNOWN[1]) == "12号302室 王**"
