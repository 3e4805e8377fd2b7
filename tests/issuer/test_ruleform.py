"""The covenant as a form: what is there comes back as it was, what is typed wrongly is told at its field."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import UNSET
from msgspec.structs import replace

from appkit.assets import asset
from gatepass.covenant import Covenant, Difference, difference, faults, parse_covenant
from gatepass.kinds import KINDS, SECTIONS, Gates, OnlyBy, Quota, TemperatureRule, Who
from gatepass.verdict import Reason
from gatepass.wording import Text
from issuer.formfields import KIND_NAMES, Widget, fields_of
from issuer.ruleform import SLOTS, kind_in, read, row_places, slots, typed_of, with_rule, without_rule
from tests.gatepass.drawn import covenants

READY = sorted(asset("data/covenants").rglob("*.toml"))
STRICT = parse_covenant(asset("data/covenants/strict-closing.toml").read_bytes())


def slot_of(typed, kind):
    return next(slot for slot in slots(typed) if kind_in(typed, slot) is kind)


def told(typed):
    return {path: text.zh for path, text in read(typed).faults.items()}


@pytest.mark.parametrize("file", READY, ids=lambda file: file.stem)
def test_a_ready_made_covenant_comes_back_from_the_form_as_it_was(file: Path):
    covenant = parse_covenant(file.read_bytes())
    found = read(typed_of(covenant))
    assert (found.faults, found.covenant) == ({}, covenant)


def test_lists_that_are_typed_in_a_row_are_those_that_the_office_has():
    form = {**with_rule(typed_of(Covenant("x")), "listed"), "r0.zh": ["问"], "r0.en": ["ask"]}
    form["r0.marks.more"] = ["重点人员，key-person；居家隔离、70岁以上 over_80/外地返回"]
    (rule,) = read(form).covenant.rules
    assert rule.marks == ("重点人员", "key-person", "quarantine", "over_70", "over_80", "returnee")


def test_more_rules_than_a_gate_can_ask_are_told_before_they_are_saved():
    most = (OnlyBy((f"{number}号门",), who=Who(classes=(f"{number}",))) for number in range(201))
    form = typed_of(Covenant("x", rules=tuple(most)))
    assert told(form) == {"rules": "规则有201条，最多200条"}
    assert told(without_rule(form, 7)) == {}


def right_part(drawn):
    """What is left of a covenant without the rules that are wrong."""
    kept = Covenant(drawn.name, override=drawn.override, overridable=drawn.overridable if drawn.override else UNSET)
    for section in ("closed", "visits", "rules"):
        for rule in getattr(drawn, section):
            more = replace(kept, **{section: (*(getattr(kept, section) or ()), rule)})
            kept = kept if any(faults(more)) else more
    more = replace(kept, temperature=drawn.temperature)
    return kept if any(faults(more)) else more


@given(covenants)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30)
def test_any_covenant_that_is_right_means_the_same_after_it_was_on_the_form(drawn):
    covenant = right_part(drawn)
    found = read(typed_of(covenant)).covenant
    assert found and difference(covenant, found) == Difference((), ())
    assert read(typed_of(found)).covenant == found


def test_a_list_of_no_reasons_to_override_for_stays_none_at_all():
    found = read(typed_of(Covenant("x", override=True, overridable=()))).covenant
    assert found and not found.may_override(Reason.FEVER)


def test_every_kind_is_on_the_form_with_every_field():
    assert set(KIND_NAMES.values()) == {*KINDS, *SECTIONS}
    assert all([each.name for each in fields_of(kind)] == [*kind.__struct_fields__] for kind in KIND_NAMES.values())


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        pytest.param("fever", "73.3", "超出范围，最大 39.0", id="a threshold of 73.3"),
        pytest.param("fever", "36,5", "“36,5”不是数", id="a comma"),
        pytest.param("fever", "nan", "超出范围，最小 36.0", id="no number at all"),
        pytest.param("rest_minutes", "7.5", "“7.5”不是整数", id="half a minute"),
        pytest.param("barred", "37.0", "低于发热线", id="barred below the fever threshold"),
        pytest.param("sites.3.fever", "37", None, id="a site that is not named"),
    ],
)
def test_a_wrong_number_is_told_at_its_field(field, typed, said):
    form = typed_of(STRICT)
    path = f"r{slot_of(form, TemperatureRule)}"
    expected = {f"{path}.{field}": said} if said else {f"{path}.sites.3.site": "没有填写"}
    assert told({**form, f"{path}.{field}": [typed]}) == expected


@pytest.mark.parametrize("hour", ["24:30", "25:00", "noon", "9.30", "-1:00"])
def test_an_hour_that_no_day_has_is_told_at_its_field(hour):
    form = {**typed_of(STRICT), "r0.begin": [hour]}
    (path, said), *more = told(form).items()
    assert (path, said.partition("，")[0], more) == ("r0.begin", f"“{hour}”不是一天里的时间", [])


@pytest.mark.parametrize(
    ("typed", "shown"), [("6:30", 6), ("06:30", 6), ("０６：３０", 6)], ids=["short", "whole", "full width"]
)
def test_an_hour_is_read_as_people_write_it(typed, shown):
    found = read({**typed_of(STRICT), "r0.end": [typed]}).covenant
    assert found and (found.closed[0].end.hour, found.closed[0].end.minute) == (shown, 30)


def test_two_rules_that_speak_of_the_same_are_told_at_the_second():
    form = typed_of(STRICT)
    twice = with_rule(form, "", like=slot_of(form, Quota))
    words = next(rule for rule in STRICT.ordered if isinstance(rule, Quota)).words().zh
    assert {path: said.split("”")[0] for path, said in told(twice).items()} == {
        f"r{slots(twice)[-1]}": f"与另一条“{STRICT.rules[0].words().zh}"
    }
    assert words


def test_a_second_rule_of_temperature_is_one_too_many():
    form = with_rule(typed_of(STRICT), "temperature")
    assert told(form) == {f"r{slots(form)[-1]}": "测温规则只能有一条"}


def test_a_kind_that_this_program_does_not_know_is_told():
    form = {**typed_of(STRICT), "kind0": ["teleport"]}
    assert told(form) == {"r0": "不认识规则“teleport”，或来自更新的程序版本"}


def test_what_is_missing_is_told_field_by_field():
    form = with_rule(typed_of(Covenant("x")), "listed")
    assert told(form) == {"r0.zh": "没有填写", "r0.en": "没有填写", "r0.marks": "没有写名单"}
    assert told({**typed_of(Covenant("x")), "c.name": [" "]}) == {"c.name": "没有填写"}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        pytest.param(
            {"kind0": ["closed"], "r0.begin": ["noon"], "r0.who.classes": ["car"], "r0.who.but_classes": ["car"]},
            {"r0.begin", "r0.end", "r0.who.but_classes"},
            id="no hours, and somebody named and excepted",
        ),
        pytest.param(
            {"kind0": ["temperature"], "r0.fever": ["x"], "r0.rest_minutes": ["5"], "r0.gap_seconds": ["400"]},
            {"r0.fever", "r0.directions", "r0.gap_seconds"},
            id="no threshold, and a gap longer than the rest",
        ),
        pytest.param(
            {"kind0": ["temperature"], "r0.directions": ["in"], "r0.fever": ["x"], "r0.barred": ["38"]},
            {"r0.fever"},
            id="what may be right with another threshold is not told",
        ),
        pytest.param(
            {"kind0": ["visits"], "r0.shelf": ["1"], "r0.required": ["name"]},
            {"r0.kind", "r0.required"},
            id="no kind of people, and fields of people who stay outside",
        ),
        pytest.param(
            {"kind0": ["confirm"], "c.name": [""], "c.overridable": ["fever"]},
            {"c.name", "c.overridable", "r0.question", "r0.zh", "r0.en", "r0.directions"},
            id="no name, and reasons without the right to override",
        ),
    ],
)
def test_everything_that_is_wrong_is_told_at_once(typed, wrong):
    form = {SLOTS: ["0"], "c.name": ["x"], **typed}
    assert set(told(form)) == wrong


def test_rules_that_contradict_each_other_are_told_while_another_is_not_right_yet():
    form = with_rule(typed_of(STRICT), "", like=slot_of(typed_of(STRICT), Quota))
    fresh = slots(form)[-1]
    assert set(told({**form, "r0.begin": ["noon"]})) == {"r0.begin", f"r{fresh}"}


def test_a_gate_is_not_said_to_be_shut_while_the_rule_that_opens_it_is_not_right_yet():
    for_cars, for_owners = Gates(("东门",), Who(classes=("car",))), OnlyBy(("东门",), Who(classes=("owner",)))
    form = typed_of(Covenant("x", rules=(for_cars, for_owners)))
    assert set(told(form)) == {"r1"}
    opened = {SLOTS: ["0", "1", "9"], "kind9": ["gates"], "r9.gates": ["东门"], "r9.directions": ["in"]}
    opened["r9.who.classes"] = ["owner"]
    assert set(told({**form, **opened, "r9.hours.begin": ["noon"]})) == {"r9.hours.begin"}
    assert told({**form, **opened}) == {}


def test_reasons_without_the_right_to_override_are_told():
    assert told({**typed_of(Covenant("x")), "c.overridable": ["fever"]}) == {
        "c.overridable": "写了可放行的情形，但 override 不是 true"
    }


def test_whom_a_rule_concerns_is_ticked_and_other_marks_are_typed():
    form = with_rule(typed_of(Covenant("x")), "quota")
    form = {**form, "r0.who.but_classes": ["car"], "r0.who.but_marks.more": ["over_70  work"]}
    found = read(form).covenant
    assert found and found.rules == (Quota(who=Who(but_classes=("car",), but_marks=("over_70", "work"))),)


def test_a_rule_is_added_copied_and_removed_and_the_others_keep_their_slots():
    form = with_rule(typed_of(STRICT), "quota")
    fresh = slots(form)[-1]
    copied = with_rule(form, "", like=fresh)
    assert slots(without_rule(copied, 0)) == slots(copied)[1:]
    assert not [key for key in without_rule(copied, fresh) if key.startswith(f"r{fresh}.")]
    assert copied[f"r{fresh + 1}.outings"] == copied[f"r{fresh}.outings"] == ["1"]


def test_sites_have_a_row_more_than_are_filled():
    form = {"r0.sites.0.site": ["wrist"], "r0.sites.1.site": [""], "r0.sites.1.fever": [""]}
    assert (list(row_places(form, "r0.sites")), list(row_places({}, "r0.sites"))) == ([0, 1], [0])


def test_bounds_are_those_of_the_types():
    bounds = {each.name: each.bounds for each in fields_of(TemperatureRule) if each.widget is Widget.NUMBER}
    assert bounds == {"fever": "36 – 39", "untrusted_below": "30 – 36", "barred": "37 – 42", "coldest_air": "-30 – 30"}


def test_slots_that_are_no_numbers_are_not_there():
    assert read({SLOTS: ["x", "²", "1234567"], "c.name": ["x"]}).covenant == Covenant("x")


def test_what_is_wrong_is_said_in_english_too():
    form = typed_of(STRICT)
    path = f"r{slot_of(form, TemperatureRule)}.fever"
    assert read({**form, path: ["73.3"]}).faults == {path: Text("超出范围，最大 39.0", "is out of range: at most 39.0")}
