"""What is refused when a covenant is saved though its types are right: names that nobody bears, texts that no screen shows, a huge file."""

from datetime import time

import pytest
from msgspec import structs

from gatepass.case import VisitKind
from gatepass.covenant import (
    LARGEST_TOML,
    ClosedHours,
    Covenant,
    TemperatureRule,
    VisitRule,
    decoded,
    faults,
    parse_covenant,
    toml_of,
)
from gatepass.kinds import Classes, Confirm, Field, Gates, Listed, OnlyBy, Quarantine, Quota, SameWay, Who
from gatepass.wording import Refusal
from tests.gatepass.cases import IN

LIST = Listed(("returnee",), "请登记行程", "note the journey")
MASK = Confirm("mask", "戴好口罩了吗", "is the mask on?")
NIGHT = ClosedHours(time(22), time(6))


SECTIONS = {ClosedHours: "closed", VisitRule: "visits", TemperatureRule: "temperature"}


def section(rule):
    return SECTIONS.get(type(rule), "rules")


def of(rule):
    return Covenant("x", **{section(rule): rule if isinstance(rule, TemperatureRule) else (rule,)})


def place(rule):
    return section(rule) if isinstance(rule, TemperatureRule) else f"{section(rule)}[0]"


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        pytest.param(structs.replace(LIST, zh=" "), "zh", id="a list without Chinese words"),
        pytest.param(structs.replace(LIST, en=""), "en", id="a list without English words"),
        pytest.param(structs.replace(LIST, zh="查" * 81), "zh", id="a list with a page of words"),
        pytest.param(structs.replace(LIST, marks=("over_999",)), "marks", id="people over 999"),
        pytest.param(structs.replace(LIST, marks=("returnee", " ")), "marks", id="a mark of blanks"),
        pytest.param(structs.replace(LIST, but_marks=("work", "work")), "but_marks", id="an exception twice"),
        pytest.param(Classes(Who(classes=("",))), "who.classes", id="a class without a name"),
        pytest.param(Quota(who=Who(but_marks=("under_121",))), "who.but_marks", id="people under 121"),
        pytest.param(Quarantine("\u200b"), "mark", id="a mark that is not seen"),
        pytest.param(structs.replace(MASK, zh="戴好\n口罩"), "zh", id="a question on two lines"),
        pytest.param(structs.replace(MASK, en="x" * 5000), "en", id="a question of 5,000 characters"),
        pytest.param(structs.replace(MASK, question="x" * 61), "question", id="a key of 61 characters"),
        pytest.param(OnlyBy(("东", "东")), "gates", id="one gate twice"),
        pytest.param(OnlyBy(("东",), directions=(IN, IN)), "directions", id="one way twice"),
        pytest.param(Gates(("",)), "gates", id="a gate without a name"),
        pytest.param(Gates(("东",), instead="南\n门"), "instead", id="another gate on two lines"),
        pytest.param(SameWay(gates=("门" * 61,)), "gates", id="a gate of 61 characters"),
        pytest.param(structs.replace(NIGHT, gates=("东\t门",)), "gates", id="a tabulator in a gate"),
        pytest.param(VisitRule(VisitKind.RIDER, required=(Field.NAME, Field.NAME)), "required", id="one field twice"),
        pytest.param(TemperatureRule(who=Who(marks=("",))), "who.marks", id="measured by a mark without a name"),
    ],
)  # fmt: skip
def test_what_nobody_bears_or_no_screen_shows_is_refused_by_its_field(rule, field):
    assert [fault.field for fault in faults(of(rule))] == [f"{place(rule)}.{field}"]


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(structs.replace(LIST, marks=("over_65", "under_12")), id="ages"),
        pytest.param(structs.replace(MASK, zh="问" * 80, en="q" * 160), id="a long question"),
        pytest.param(Gates(("东门",)), id="a gate, and nothing said of others"),
    ],
)
def test_what_can_be_borne_and_shown_is_kept(rule):
    assert list(faults(of(rule))) == []


def test_a_gate_still_reads_what_was_saved_before_it_was_refused():
    written = toml_of(of(Gates(("东门", "东门"))))
    assert decoded(written).rules == (Gates(("东门", "东门")),)


def test_a_file_too_large_for_the_page_is_too_large_for_the_command_line():
    toml = 'name = "x"\n'.ljust(LARGEST_TOML, "#").encode()
    assert parse_covenant(toml).name == "x"
    with pytest.raises(Refusal) as refused:
        parse_covenant(toml + b"#")
    assert refused.value.what.zh == "规约文件有误：TOML 有 257 KB，最多 256 KB"
