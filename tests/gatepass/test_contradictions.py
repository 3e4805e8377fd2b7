"""What a covenant can never mean is refused when it is saved, with both places named; what a reasonable one may say is not."""

from datetime import time, timedelta
from itertools import combinations, pairwise, permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gatepass.contradictions import contradictions
from gatepass.covenant import ClosedHours, Covenant, decoded, parse_covenant
from gatepass.kinds import Classes, Confirm, Gates, Hours, Listed, Quarantine, Quota, Then, Who
from gatepass.kinds.hours import are_covered, leave_nothing, overlap
from gatepass.kinds.someone import within
from gatepass.wording import Language, Refusal
from tests.gatepass.cases import IN, NOW, OUT, case, covenant_of, entry, moved, said

COVENANTS = Path(__file__).parents[2] / "data" / "covenants"


def closed(begin, end, more=""):
    return f"[[closed]]\nbegin = {begin}:00\nend = {end}:00\n{more}\n"


def rule(kind, more=""):
    return f'[[rules]]\nkind = "{kind}"\n{more}\n'


def visit(kind, more=""):
    return f'[[visits]]\nkind = "{kind}"\n{more}\n'


CLASSES_BARRED = rule("classes", 'who = {classes = ["tenant"]}')
LISTED_BARRED = rule("listed", 'marks = ["over_65"]\nzh = "x"\nen = "x"\nthen = "refuse"')
GATE_A = 'gates = ["a"]'
NIGHT = closed("22:00", "06:00")


@pytest.mark.parametrize(
    ("toml", "place", "others"),
    [
        pytest.param(NIGHT + closed("23:00", "05:00"), "closed[1]", ["closed[0]"], id="one night in the other"),
        pytest.param(closed("21:00", "23:30") + NIGHT, "closed[1]", ["closed[0]"], id="an evening and a night"),
        pytest.param(
            closed("08:00", "10:00", 'gates = ["a", "b"]') + closed("09:00", "11:00", 'gates = ["b", "a"]'),
            "closed[1]", ["closed[0]"], id="the same gates in another order",
        ),
        pytest.param(
            closed("08:00", "10:00", 'directions = ["in", "out"]') + closed("09:00", "11:00"),
            "closed[1]", ["closed[0]"], id="both ways named, and not named",
        ),
        pytest.param(closed("00:00", "12:00") + closed("12:00", "00:00"), "closed[1]", ["closed[0]"], id="never open"),
        pytest.param(
            closed("00:00", "12:00") + closed("12:00", "23:59", 'gates = ["a"]'),
            "closed[1]", ["closed[0]"], id="one gate that is open for the last minute of the day alone",
        ),
        pytest.param(closed("00:00", "23:59"), "closed[0]", [], id="one closed time of a whole day"),
        pytest.param(
            closed("20:00", "08:00") + closed("08:00", "20:00", 'directions = ["out"]'),
            "closed[1]", ["closed[0]"], id="nobody ever goes out",
        ),
        pytest.param(
            NIGHT + rule("gates", 'gates = ["a"]\nhours = {begin = 23:00:00, end = 05:00:00}'),
            "rules[0]", ["closed[0]"], id="a gate that is open while all are closed",
        ),
        pytest.param(
            closed("20:00", "00:00") + closed("00:00", "06:00", 'gates = ["a"]')
            + rule("gates", 'gates = ["a"]\nwho = {classes = ["car"]}\nhours = {begin = 22:00:00, end = 05:00:00}'),
            "rules[0]", ["closed[0]", "closed[1]"], id="a gate that is open while two times close it",
        ),
        pytest.param(
            NIGHT + visit("courier", "hours = {begin = 22:30:00, end = 23:00:00}"),
            "visits[0]", ["closed[0]"], id="couriers at night, when all is closed",
        ),
        pytest.param(
            rule("quota", "days = 2") + rule("quota", "days = 1"),
            "rules[1]", ["rules[0]"], id="once every two days, and once a day",
        ),
        pytest.param(
            rule("quota", "days = 1\noutings = 3") + rule("quota", "days = 3"),
            "rules[0]", ["rules[1]"], id="three times a day, and once in three days",
        ),
        pytest.param(
            rule("quota", "days = 2") + rule("quota", 'per = "person"\nwho = {classes = ["car"]}'),
            "rules[1]", ["rules[0]"], id="cars once a day, and once every two days with everybody",
        ),
        pytest.param(
            rule("only_by", 'gates = ["a"]') + rule("only_by", 'gates = ["b"]\nwho = {classes = ["car"]}'),
            "rules[1]", ["rules[0]"], id="everybody by one gate and cars by another",
        ),
        pytest.param(
            rule("gates", 'gates = ["a", "b"]\nwho = {classes = ["staff"]}')
            + rule("only_by", 'gates = ["a", "b"]\nwho = {classes = ["car"]}'),
            "rules[1]", ["rules[0]"], id="cars only by gates that are open to staff",
        ),
        pytest.param(
            rule("gates", 'gates = ["a"]\ndirections = ["in"]')
            + rule("only_by", 'gates = ["a"]\ndirections = ["out"]'),
            "rules[1]", ["rules[0]"], id="everybody out by a gate for the way in",
        ),
        pytest.param(
            rule("gates", 'gates = ["a"]')
            + rule("gates", 'gates = ["a"]\nwho = {classes = ["car"]}\nhours = {begin = 06:00:00, end = 22:00:00}'),
            "rules[1]", ["rules[0]"], id="a gate open to all, and to cars by day",
        ),
        pytest.param(
            CLASSES_BARRED + rule("quota", 'who = {classes = ["tenant"]}'),
            "rules[1]", ["rules[0]"], id="a quota for those who may never leave",
        ),
        pytest.param(
            LISTED_BARRED + rule("quota", 'who = {marks = ["over_65"]}'),
            "rules[1]", ["rules[0]"], id="a quota for those whom a list keeps at home",
        ),
        pytest.param(
            visit("courier", "shelf = true")
            + rule("confirm", 'question = "mask"\nzh = "x"\nen = "x"\nwho = {visits = ["courier"]}'),
            "rules[0]", ["visits[0]"], id="a question for couriers, who never come in",
        ),
        pytest.param(
            CLASSES_BARRED + '[temperature]\nwho = {classes = ["tenant"]}',
            "temperature", ["rules[0]"], id="measured are those alone who never pass",
        ),
        pytest.param(
            rule("listed", 'marks = ["returnee"]\nzh = "x"\nen = "x"\nthen = "refuse"')
            + rule("quarantine", 'mark = "returnee"'),
            "rules[1]", ["rules[0]"], id="refused by a list, and referred by a quarantine",
        ),
        pytest.param(
            rule("listed", 'marks = ["key"]\nzh = "x"\nen = "x"\nthen = "refuse"')
            + rule("listed", 'marks = ["key"]\nzh = "y"\nen = "y"\nthen = "ask"'),
            "rules[1]", ["rules[0]"], id="one list, refused and asked",
        ),
        pytest.param(
            rule("listed", 'marks = ["key", "returnee"]\nzh = "x"\nen = "x"')
            + rule("listed", 'marks = ["key"]\nzh = "y"\nen = "y"\nthen = "ask"\ndirections = ["in"]'),
            "rules[1]", ["rules[0]"], id="a list that is asked, within one that is referred",
        ),
        pytest.param(
            rule("classes", 'who = {classes = ["pink"]}\nuntil = 2020-02-14')
            + rule("classes", 'who = {classes = ["pink"]}\nuntil = 2020-02-14\nthen = "ask"'),
            "rules[1]", ["rules[0]"], id="one class on the same days, stopped and asked",
        ),
        pytest.param(
            rule("classes", 'who = {classes = ["pink"]}\nadmitted = true\nuntil = 2020-02-14')
            + rule("classes", 'who = {classes = ["pink"]}\nadmitted = true\nsince = 2020-02-16'),
            "rules[1]", ["rules[0]"], id="admitted on these days alone, and on other days alone",
        ),
    ],
)  # fmt: skip
def test_what_can_never_be_meant_is_refused_with_every_place_in_both_languages(toml, place, others):
    with pytest.raises(Refusal) as refused:
        parse_covenant(f'name = "x"\n{toml}'.encode())
    said = [refused.value.sentence(language) for language in Language]
    assert [
        text.startswith(start)
        for text, start in zip(said, (f"规约文件有误：{place} ", f"the covenant is not right: {place} "), strict=True)
    ] == [True, True]
    assert [[each in text for each in others] for text in said] == [[True] * len(others)] * 2
    assert "{" not in "".join(said)


@pytest.mark.parametrize(
    "toml",
    [
        pytest.param(closed("22:00", "00:00") + closed("00:00", "06:00"), id="a night in two parts"),
        pytest.param(NIGHT + closed("21:00", "07:00", 'gates = ["a"]'), id="one gate that closes for longer"),
        pytest.param(NIGHT + closed("23:00", "05:00", 'who = {classes = ["staff"]}'), id="two nights, of two groups"),
        pytest.param(
            closed("00:00", "12:00", 'who = {but_classes = ["staff"]}')
            + closed("12:00", "00:00", 'who = {but_classes = ["staff"]}'),
            id="closed for good to all but staff, said as such",
        ),
        pytest.param(
            closed("06:00", "18:00", 'gates = ["a"]') + closed("18:00", "06:00", 'gates = ["b"]'),
            id="one gate by day, another by night",
        ),
        pytest.param(
            closed("06:00", "18:00", 'directions = ["in"]') + closed("18:00", "06:00", 'directions = ["out"]'),
            id="in by night, out by day",
        ),
        pytest.param(
            closed("22:00", "06:00", 'gates = ["a"]')
            + rule("gates", 'gates = ["a", "b"]\nhours = {begin = 22:00:00, end = 06:00:00}'),
            id="of two gates with night hours one is closed at night",
        ),
        pytest.param(
            closed("22:00", "06:00", 'who = {but_classes = ["staff"]}')
            + rule("gates", 'gates = ["a"]\nwho = {classes = ["staff"]}\nhours = {begin = 22:00:00, end = 06:00:00}'),
            id="a gate for staff at night, when others stay in",
        ),
        pytest.param(NIGHT + visit("courier", "hours = {begin = 21:00:00, end = 22:30:00}"), id="the last half hour"),
        pytest.param(rule("quota", "days = 7\noutings = 3") + rule("quota", "days = 1"), id="daily, thrice a week"),
        pytest.param(
            rule("quota", "days = 2") + rule("quota", 'days = 2\nper = "person"\nhours_out = 2.0\nthen = "ask"'),
            id="a household's turn, and each person's hours",
        ),
        pytest.param(
            rule("quota", 'days = 2\nthen = "ask"') + rule("quota", 'days = 1\nthen = "refuse"'),
            id="asked the second time, refused the same day",
        ),
        pytest.param(
            rule("only_by", 'gates = ["a"]\nwho = {but_classes = ["car"]}')
            + rule("only_by", 'gates = ["b"]\nwho = {classes = ["car"]}'),
            id="people by one gate, cars by another",
        ),
        pytest.param(
            rule("only_by", 'gates = ["a", "b"]') + rule("only_by", 'gates = ["b"]\nwho = {classes = ["car"]}'),
            id="two gates are left, one of them for cars",
        ),
        pytest.param(
            rule("gates", 'gates = ["a"]\nwho = {but_classes = ["car"]}') + rule("only_by", 'gates = ["a"]'),
            id="one gate is left, and no car passes it",
        ),
        pytest.param(
            rule("gates", 'gates = ["a"]\nwho = {classes = ["staff"]}')
            + rule("only_by", 'gates = ["a"]\nwho = {marks = ["work"]}'),
            id="staff may be marked",
        ),
        pytest.param(
            rule("gates", 'gates = ["a"]\nwho = {classes = ["staff"]}')
            + rule("gates", 'gates = ["a"]\nwho = {classes = ["car"]}\nhours = {begin = 06:00:00, end = 22:00:00}'),
            id="a gate for staff, and for cars by day",
        ),
        pytest.param(
            rule("classes", 'who = {classes = ["tenant"], but_marks = ["work"]}')
            + rule("quota", 'who = {classes = ["tenant"]}'),
            id="a quota for those of whom some may leave",
        ),
        pytest.param(
            rule("classes", 'who = {classes = ["tenant"]}\nuntil = 2020-02-14')
            + rule("quota", 'who = {classes = ["tenant"]}'),
            id="a quota for those who may leave one day",
        ),
        pytest.param(
            rule("classes", 'who = {classes = ["tenant"]}\nthen = "ask"') + rule("quota", 'who = {classes = ["tenant"]}'),
            id="a quota for those who are asked first",
        ),
        pytest.param(LISTED_BARRED + 'directions = ["in"]\n' + rule("quarantine", 'mark = "over_65"'),
            id="a list for the way in, a quarantine for the way out",
        ),
        pytest.param(
            rule("listed", 'marks = ["returnee"]\nzh = "x"\nen = "x"') + rule("quarantine", 'mark = "returnee"'),
            id="the person on duty either way",
        ),
        pytest.param(
            rule("listed", 'marks = ["key", "returnee"]\nzh = "x"\nen = "x"')
            + rule("listed", 'marks = ["key"]\nzh = "y"\nen = "y"\nthen = "refuse"'),
            id="of two lists one is refused",
        ),
        pytest.param(
            rule("classes", 'who = {classes = ["pink"]}\nuntil = 2020-02-14')
            + rule("classes", 'who = {classes = ["pink"]}\nsince = 2020-02-15\nthen = "ask"'),
            id="stopped first, asked later",
        ),
    ],
)  # fmt: skip
def test_what_a_reasonable_covenant_says_is_taken(toml):
    assert list(contradictions(parse_covenant(f'name = "x"\n{toml}'.encode()))) == []


@pytest.mark.parametrize(
    ("toml", "field"),
    [
        pytest.param(
            rule("quota", 'who = {classes = ["car"], but_classes = ["car"]}'), "rules[0].who.but_classes", id="a class"
        ),
        pytest.param(
            rule("only_by", 'gates = ["a"]\nwho = {marks = ["a", "b"], but_marks = ["b"]}'),
            "rules[0].who.but_marks", id="a mark",
        ),
        pytest.param(
            '[temperature]\nwho = {classes = ["car"], but_classes = ["car"]}', "temperature.who.but_classes", id="measured"
        ),
        pytest.param(
            closed("22:00", "06:00", 'who = {marks = ["a"], but_marks = ["a"]}'), "closed[0].who.but_marks", id="closed"
        ),
        pytest.param(
            rule("gates", 'gates = ["a"]\nwho = {marks = ["a"], but_marks = ["a"]}'), "rules[0].who.but_marks", id="a gate"
        ),
        pytest.param(
            rule("confirm", 'question = "m"\nzh = "x"\nen = "x"\nwho = {marks = ["a"], but_marks = ["a"]}'),
            "rules[0].who.but_marks", id="a question",
        ),
        pytest.param(
            rule("classes", 'who = {marks = ["a"], but_marks = ["a"]}'), "rules[0].who.but_marks", id="who may pass"
        ),
        pytest.param(
            rule("confirm", 'question = "quota"\nzh = "x"\nen = "x"'), "rules[0].question",
            id="a question under the key of the quota's own",
        ),
        pytest.param(
            rule("gates", 'gates = ["a"]\ninstead = "a"'), "rules[0].instead", id="others go by the same gate"
        ),
    ],
)  # fmt: skip
def test_a_rule_that_contradicts_itself_is_named_with_its_field(toml, field):
    with pytest.raises(Refusal) as refused:
        parse_covenant(f'name = "x"\n{toml}'.encode())
    assert refused.value.what.en.startswith(f"the covenant is not right: {field} ")


def test_a_gate_that_never_opens_is_told_how_to_say_so():
    with pytest.raises(Refusal) as refused:
        parse_covenant(f'name = "x"\n{closed("00:00", "12:00", GATE_A)}{closed("12:00", "00:00", GATE_A)}'.encode())
    assert refused.value.what.zh == (
        "规约文件有误：closed[1] 与 closed[0] 合起来，“a”全天关着，谁也不能进出；"
        "一直不开的门请用规则 gates 写明还开给谁，或用 only_by 写明大家走哪些门"
    )
    assert refused.value.what.en == (
        "the covenant is not right: closed[1] and closed[0] keep “a” closed all day to everybody, in and out; of a gate that stays"
        " closed a rule “gates” says to whom it is still open, or “only_by” by which gates people go"
    )


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in sorted(COVENANTS.rglob("*.toml"))])
def test_no_covenant_that_comes_with_the_program_contradicts_itself(path):
    assert list(contradictions(parse_covenant(path.read_bytes()))) == []


def test_a_covenant_that_was_adopted_before_it_was_refused_is_still_read():
    toml = f'name = "x"\n{closed("22:00", "06:00")}{closed("23:00", "05:00")}'.encode()
    assert decoded(toml) == Covenant("x", closed=(ClosedHours(time(22), time(6)), ClosedHours(time(23), time(5))))


daily = st.builds(Hours, st.times(), st.times())


@given(daily, st.lists(daily, max_size=4), st.times())
def test_hours_that_are_covered_hold_at_no_moment_at_which_the_others_do_not(hours, others, at):
    assert not (are_covered(hours, others) and hours.holds(at) and not any(each.holds(at) for each in others))


@given(daily, daily, st.times())
def test_hours_that_do_not_overlap_never_hold_together(one, other, at):
    assert overlap(one, other) or not (one.holds(at) and other.holds(at))


@given(st.lists(st.times(), min_size=2, max_size=5, unique=True).map(sorted))
def test_a_day_in_parts_leaves_nothing_and_without_one_that_is_long_enough_something(times):
    parts = [Hours(*each) for each in pairwise([*times, times[0]])]
    gap = parts[-1]
    seconds = (gap.end.hour - gap.begin.hour) * 3600 + (gap.end.minute - gap.begin.minute) * 60
    is_long = seconds % 86400 > 120
    assert leave_nothing(parts)
    assert not (is_long and leave_nothing(parts[:-1]))


@pytest.mark.parametrize(
    ("inner", "outer", "is_within"),
    [
        pytest.param(Who(classes=("car",)), Who(), True, id="a class in everybody"),
        pytest.param(Who(), Who(classes=("car",)), False, id="everybody in a class"),
        pytest.param(Who(classes=("car",)), Who(but_classes=("staff",)), True, id="a class that is not excepted"),
        pytest.param(Who(marks=("work",)), Who(but_classes=("staff",)), False, id="some who are marked are staff"),
        pytest.param(Who(classes=("car",)), Who(but_marks=("work",)), False, id="some of a class are excepted"),
        pytest.param(Who(classes=("car",), but_marks=("work",)), Who(but_marks=("work",)), True, id="excepted in both"),
        pytest.param(Who(), Who(but_classes=("car",)), False, id="all, and all but a class"),
        pytest.param(Who(classes=("a",), but_classes=("a",)), Who(), False, id="nobody is in nothing"),
    ],
)
def test_whether_one_group_lies_in_another(inner, outer, is_within):
    assert within(inner, outer) == is_within


GROUPS = (Who(), Who(classes=("car",)), Who(marks=("work",)), Who(but_classes=("car",)))
WAYS = ((IN,), (OUT,), (IN, OUT))
DAYS_AGO = [chosen for count in range(3) for chosen in combinations(range(4), count)]
QUOTAS = [Quota(outings, days, then=then) for outings in (1, 2) for days in (1, 2, 4) for then in Then]
LISTED = [Listed(marks, "x", "x", ways, then) for marks in (("a",), ("a", "b")) for ways in WAYS for then in Then]
GATES = [Gates(gates, who, ways) for gates in (("东门",), ("东门", "南门")) for who in GROUPS for ways in WAYS]
BARRED = [Classes(Who(classes=("car",)), directions=ways, then=then) for ways in WAYS for then in Then]
ASKED = [Confirm("mask", "x", "x", who, ways) for who in GROUPS for ways in WAYS]
KEPT = [Quarantine("a", ways) for ways in WAYS]
PEOPLE = [entry(each, *marks) for each in ("car", "owner") for marks in ((), ("work",))]
LISTS = [entry("owner", *marks) for marks in (("a",), ("b",), ("a", "b"))]


def went_out(days):
    return tuple(moved(OUT, NOW - timedelta(days=day)) for day in sorted(days, reverse=True))


@pytest.mark.parametrize(
    ("pairs", "judged"),
    [
        pytest.param(
            permutations(QUOTAS, 2), [case(entry(), direction=OUT, history=went_out(days)) for days in DAYS_AGO], id="quotas"
        ),
        pytest.param(permutations(LISTED, 2), [case(who, direction=way) for who in LISTS for way in (IN, OUT)], id="lists"),
        pytest.param(
            permutations(GATES, 2),
            [case(who, direction=way, gate=gate) for who in PEOPLE for way in (IN, OUT) for gate in ("东门", "南门")],
            id="gates",
        ),
        pytest.param(
            product(LISTED, KEPT), [case(who, direction=way) for who in LISTS for way in (IN, OUT)], id="lists and quarantines"
        ),
        pytest.param(
            product(BARRED, ASKED), [case(who, direction=way) for who in PEOPLE for way in (IN, OUT)], id="barred, and asked"
        ),
    ],
)  # fmt: skip
def test_a_rule_that_is_said_to_do_nothing_beside_another_never_decides(pairs, judged):
    told = 0
    for pair in pairs:
        for found in contradictions(covenant_of(*pair)):
            if found.what.en.startswith(("does nothing", "is never reached")):
                told += 1
                other = covenant_of(pair[1 - int(found.place[6:-1])])
                both = [said(replace(each, covenant=covenant_of(*pair)))[:2] for each in judged]
                assert both == [said(replace(each, covenant=other))[:2] for each in judged], (pair, found)
    assert told > 0
