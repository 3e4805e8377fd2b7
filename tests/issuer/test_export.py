"""The export: one row an event, harmless to open in a spreadsheet, whole or not at all."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import openpyxl
import pytest

from gatepass.case import Site
from gatepass.covenant import Direction
from gatepass.events import (
    Clock,
    Details,
    FeverClosed,
    Judged,
    Override,
    Passage,
    Reference,
    Scan,
    Taken,
    Undo,
    VisitOut,
    encode_details,
)
from gatepass.fevers import FeverEnd
from gatepass.kinds import Standing
from gatepass.seal import seal
from gatepass.verdict import Outcome, Reason
from gatepass.wording import Language
from issuer.export import COLUMNS, Log, Row, write_log
from issuer.ledger import Upload, take
from issuer.office import Office
from tests.issuer.offices import AT, PASSPHRASE, TODAY, SimulatedGate, event_id, issued_to, keys, refusing, resident

MASKED = Details("王**", "**********5678", "", "沪A***45", "送件")
WHOLE = Details("王小明", "+8613812345678", "", "沪A12345", "送件")
FEVER = Judged(Outcome.WAIT, Reason.FEVER, 1)


def send(at: Office, gate: SimulatedGate, *lines: object) -> None:
    take(at.store, Upload(gate.id, at.keys.tag, tuple(map(str, lines))), AT)


def exported(at: Office, language: Language = Language.ZH, manager_key: bytes | None = None) -> list[Row]:
    return list(Log(at.store, at.keys, language, manager_key).rows(TODAY, TODAY))


def test_a_passage_has_door_name_time_gate_and_temperature(office: Office, gate: SimulatedGate) -> None:
    (serial,) = issued_to(office, resident("12-302", "李丙"))
    line = gate.write(gate.passing(serial))
    send(office, gate, line)
    assert exported(office) == [
        Row(
            "2020-02-10", "08:30:00", "东门", "进", "进入", "12号302室", "李丙", serial, "业主", 36.5, verdict="放行", reason="请进出",
            event=event_id(line),
        )
    ]  # fmt: skip


def test_the_words_are_english_where_asked(office: Office, gate: SimulatedGate) -> None:
    send(office, gate, gate.write())
    (row,) = exported(office, Language.EN)
    assert (row.direction, row.result, row.verdict) == ("in", "went in", "Pass")


def test_a_fever_that_waits_is_a_row_too(office: Office, gate: SimulatedGate) -> None:
    send(office, gate, gate.write(Scan(Direction.IN, FEVER, None, None, None, 38.1)))
    (row,) = exported(office)
    assert (row.result, row.celsius, row.verdict, row.reason) == ("未通过", 38.1, "稍等", "体温偏高")


def test_a_high_temperature_is_one_story_from_the_first_reading_to_its_end(office: Office, gate: SimulatedGate) -> None:
    (serial,) = issued_to(office, resident("12-302", "李丙"))
    scan = gate.passing(serial)
    high = msgspec.structs.replace(scan, verdict=FEVER, passage=None, celsius=37.8)
    first = gate.write(high)
    story = event_id(first)
    again = gate.write(
        msgspec.structs.replace(high, celsius=38.0, taken=Taken(Site.WRIST, "2号枪"), fever=story),
        AT + timedelta(minutes=10),
    )
    said = [
        seal(key, encode_details(Details(purpose="请居家，明早打电话")))
        for key in (office.keys.desk_public, office.keys.manager_public)
    ]
    closed = gate.write(FeverClosed(story, FeverEnd.HOME, *said), AT + timedelta(minutes=20))
    send(office, gate, first, again, closed, gate.write(gate.passing(serial), AT + timedelta(hours=9)))
    rows = exported(office)
    assert [(row.name, row.celsius, row.site, row.device, row.result, row.fever == story) for row in rows] == [
        ("李丙", 37.8, "", "", "未通过", True),
        ("李丙", 38.0, "手腕", "2号枪", "未通过", True),
        ("李丙", None, "", "", "回家隔离", True),
        ("李丙", 36.5, "", "", "进入", False),
    ]
    assert rows[2].purpose == "请居家，明早打电话"


def test_a_thermometer_that_was_checked_is_a_row_that_names_nobody(office: Office, gate: SimulatedGate) -> None:
    send(office, gate, gate.write(Reference(35.2, Standing.OFF, Taken(device="2号枪"))))
    (row,) = exported(office)
    assert (row.result, row.celsius, row.device, row.note, row.name) == (
        "核对体温计",
        35.2,
        "2号枪",
        "这支体温计不准，请换一支",
        "",
    )


def test_an_override_and_an_undo_name_the_person_and_what_they_refer_to(office: Office, gate: SimulatedGate) -> None:
    (serial,) = issued_to(office, resident("12-302", "李丙"))
    scan = gate.write(gate.passing(serial))
    send(office, gate, scan)
    override = gate.write(Override(event_id(scan), Passage.IN, "值班同意"))
    send(office, gate, override, gate.write(Undo(event_id(override))))
    scanned, overridden, undone = exported(office)
    assert (overridden.name, overridden.result, overridden.note) == (
        "李丙",
        "进入",
        f"人工放行：值班同意（见 {scanned.event}）；后被撤销",
    )
    assert (undone.result, undone.note) == ("撤销", f"撤销 {overridden.event}")


def test_a_doubtful_clock_is_said(office: Office, gate: SimulatedGate) -> None:
    send(office, gate, gate.write(clock=Clock.DOUBTFUL))
    assert exported(office)[0].note == "终端时钟可疑"


def test_a_visit_is_masked_and_tells_when_it_ended(office: Office, gate: SimulatedGate) -> None:
    visit = gate.write(gate.visiting(MASKED, WHOLE))
    send(office, gate, visit, gate.write(VisitOut(event_id(visit)), AT + timedelta(minutes=9)))
    came, left = exported(office)
    assert (came.visit, came.visitor, came.phone, came.plate, came.purpose, came.door, came.left) == (
        "快递", "王**", "**********5678", "沪A***45", "送件", "1号101室", "2020-02-10 08:39:00",
    )  # fmt: skip
    assert (left.direction, left.result, left.visitor, left.note) == ("出", "离开", "王**", f"来访 {came.event}")


@pytest.mark.parametrize(
    ("why", "told"),
    [
        pytest.param(Reason.TO_THE_SHELF, "放货架", id="the parcel is on the shelf"),
        pytest.param(Reason.KIND_NOT_ADMITTED, "劝返", id="no such visit is let in"),
    ],
)
def test_a_courier_who_left_a_parcel_on_the_shelf_was_not_turned_away(
    office: Office, gate: SimulatedGate, why: Reason, told: str
) -> None:
    came, refused = gate.visiting(MASKED, WHOLE), Judged(Outcome.REFUSE, why, 1)
    send(office, gate, gate.write(msgspec.structs.replace(came, verdict=refused, passage=Passage.TURNED_AWAY)))
    assert [row.result for row in exported(office)] == [told]


def test_the_managers_key_shows_it_whole(office: Office, gate: SimulatedGate) -> None:
    send(office, gate, gate.write(gate.visiting(MASKED, WHOLE)))
    (row,) = exported(office, manager_key=keys().manager(PASSPHRASE))
    assert (row.visitor, row.phone, row.plate) == ("王小明", "13812345678", "沪A12345")


def test_details_that_cannot_be_opened_cost_no_row(office: Office, gate: SimulatedGate) -> None:
    broken = msgspec.structs.replace(gate.visiting(MASKED, WHOLE), masked=b"damaged")
    send(office, gate, gate.write(broken))
    (row,) = exported(office)
    assert (row.visitor, row.visit) == ("（打不开）", "快递")


def test_only_the_days_asked_for_are_exported_both_included(office: Office, gate: SimulatedGate) -> None:
    for days in range(4):
        send(office, gate, gate.write(at=AT + timedelta(days=days)))
    rows = Log(office.store, office.keys, Language.ZH).rows(date(2020, 2, 11), date(2020, 2, 12))
    assert [row.day for row in rows] == ["2020-02-11", "2020-02-12"]


def test_days_in_the_wrong_order_are_refused(office: Office) -> None:
    with refusing("请对调两个日期"):
        Log(office.store, office.keys, Language.ZH).rows(date(2020, 2, 12), date(2020, 2, 11))


def test_more_events_than_a_page_are_all_there_and_in_order(
    office: Office, gate: SimulatedGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("issuer.store.events.PAGE_OF_EVENTS", 3)
    lines = [gate.write() for _ in range(10)]
    send(office, gate, *lines)
    assert [row.event for row in exported(office)] == [event_id(line) for line in lines]


def test_today_s_count_leaves_out_what_was_undone(office: Office, gate: SimulatedGate) -> None:
    first, second = gate.write(), gate.write()
    send(office, gate, first, second, gate.write(Undo(event_id(first))))
    assert office.store.passages_on(TODAY) == {Passage.IN: 1}


# --- files ---

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "#N/A", "王\x00小"]


def row(name: str) -> Row:
    return Row("2020-02-10", "08:30:00", "东门", name=name, celsius=36.5, event="e")


def test_csv_has_a_bom_crlf_and_the_event_last(tmp_path: Path) -> None:
    out = tmp_path / "log.csv"
    assert write_log(out, Language.ZH, [row("李丙")]) == 1
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    assert (lines[0].split(",")[0], lines[0].split(",")[-1], len(lines)) == ("日期", "事件编号", 3)
    assert lines[1].split(",")[-1] == "e"


@pytest.mark.parametrize("name", DANGEROUS[:7])
def test_no_csv_cell_is_a_formula(tmp_path: Path, name: str) -> None:
    out = tmp_path / "log.csv"
    write_log(out, Language.EN, [row(name)])
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert next(iter(csv.DictReader(file)))["Name"] == f"'{name}"


@pytest.mark.parametrize("name", DANGEROUS)
def test_no_xlsx_cell_is_a_formula_or_an_error(tmp_path: Path, name: str) -> None:
    out = tmp_path / "log.xlsx"
    write_log(out, Language.ZH, [row(name)])
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "inlineStr"}
    kept = sheet.cell(2, 7).value
    assert str(kept).strip() == name.replace("\x00", "").strip()


def test_the_sheet_has_numbers_for_temperatures_and_a_header_that_stays(tmp_path: Path) -> None:
    out = tmp_path / "log.xlsx"
    write_log(out, Language.EN, [row("李丙")])
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert (sheet.freeze_panes, sheet.cell(2, 10).value, sheet.max_row) == ("A2", 36.5, 2)
    assert [cell.value for cell in sheet[1]] == [title.en for title, _ in COLUMNS]


@pytest.mark.parametrize("name", ["log.csv", "log.xlsx"])
def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    out.write_text("the old one")

    def breaking() -> Iterator[Row]:
        yield row("李丙")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_log(out, Language.ZH, breaking())
    assert ([path.name for path in tmp_path.iterdir()], out.read_text()) == ([name], "the old one")


@pytest.mark.parametrize("name", ["log.pdf", "log", "log.xls"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with refusing(".csv"):
        write_log(tmp_path / name, Language.ZH, [row("李丙")])
    assert list(tmp_path.iterdir()) == []


def test_a_row_has_a_column_for_each_of_its_fields() -> None:
    assert len(COLUMNS) == len(Row.__struct_fields__)


def test_today_s_count_takes_an_override_instead_of_the_refusal(office: Office, gate: SimulatedGate) -> None:
    refused = gate.write(Scan(Direction.IN, Judged(Outcome.REFUSE, Reason.EXPIRED, 1), Passage.TURNED_AWAY))
    send(office, gate, refused, gate.write(Override(event_id(refused), Passage.IN, "值班同意")))
    assert office.store.passages_on(TODAY) == {Passage.IN: 1}


def test_today_s_count_has_those_who_were_not_let_through(office: Office, gate: SimulatedGate) -> None:
    waits = gate.write(Scan(Direction.IN, Judged(Outcome.WAIT, Reason.FEVER, 1), None))
    send(office, gate, waits, gate.write())
    assert office.store.passages_on(TODAY) == {None: 1, Passage.IN: 1}
