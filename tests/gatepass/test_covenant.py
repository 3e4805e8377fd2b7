"""Covenants: what the office may write, and what it is told when it writes something else."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gatepass.case import Site
from gatepass.covenant import (
    NO_COVENANT,
    ClosedHours,
    Covenant,
    Difference,
    Direction,
    Field,
    TemperatureRule,
    VisitKind,
    VisitRule,
    difference,
    means_the_same,
    parse_covenant,
    toml_of,
)
from gatepass.kinds import Forgotten, Per, Quarantine, Quota, ReferenceRule, Said, SameWay, SiteLimit, Then, Who
from gatepass.sentences import reason_words
from gatepass.verdict import Reason
from gatepass.wording import Language, Refusal, Text

COVENANTS = Path(__file__).parents[2] / "data" / "covenants"
NIGHT = ClosedHours(time(22, 30), time(6, 30))
NOON = ClosedHours(time(12), time(14))


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in sorted(COVENANTS.glob("*.toml"))])
def test_every_ready_made_covenant_parses_and_has_both_names(path):
    covenant = parse_covenant(path.read_bytes())
    assert (bool(covenant.name), bool(covenant.english), covenant.version) == (True, True, 0)


def test_a_covenant_says_what_its_file_says():
    assert parse_covenant((COVENANTS / "strict-closing.toml").read_bytes()) == Covenant(
        name="封闭管理",
        english="Strict closing",
        closed=(NIGHT,),
        temperature=TemperatureRule(
            directions=(Direction.IN, Direction.OUT),
            fever=37.3,
            untrusted_below=35.0,
            rest_minutes=10,
            tries=2,
            gap_seconds=5,
            coldest_air=16.0,
            another=True,
            warm_minutes=5,
            call="居委会值班室",
            wait_at=Said("大门旁避风处", "beside the gate, out of the wind"),
            owed=Said(
                "送发热门诊或居家隔离，三餐和药品送到门口，居委每天联系",
                "a fever clinic, or home to isolate: meals and medicine are brought to the door, the committee calls every day",
            ),
            sites=(SiteLimit(Site.WRIST, 36.75), SiteLimit(Site.NECK, 37.35)),
            reference=ReferenceRule(at=(time(13),)),
        ),
        visits=(
            VisitRule(VisitKind.VISITOR, admitted=False),
            VisitRule(VisitKind.COURIER, admitted=False),
            VisitRule(VisitKind.RIDER, admitted=False),
            VisitRule(VisitKind.VEHICLE, required=(Field.PLATE, Field.NAME, Field.PHONE, Field.DOOR)),
        ),
        rules=(
            Quota(days=2, hours_out=2.0, who=Who(but_marks=("work", "medical"), but_classes=("staff", "carer", "car"))),
            Quota(days=2, per=Per.PERSON, who=Who(classes=("car",), but_marks=("work", "medical"))),
            Quarantine(),
            SameWay(),
            Forgotten(Then.REFER),
        ),
    )


def test_a_file_saved_by_notepad_with_a_mark_in_front_parses():
    assert parse_covenant(b"\xef\xbb\xbf" + 'name = "常态"'.encode()) == Covenant("常态")


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        pytest.param("", "name", id="no name"),
        pytest.param("name = 7", "name", id="a number for a name"),
        pytest.param('name = " \u3000"', "name", id="blanks for a name"),
        pytest.param('name = "x\\u000ay"', "name", id="a line break in a name"),
        pytest.param(f'name = "{"长" * 61}"', "name", id="a name of 61 characters"),
        pytest.param('name = "x"\nenglish = "a\\u202eb"', "english", id="a mark in a name that turns the line round"),
        pytest.param('name = "x"\nin_force_from = 2020-02-10', "in_force_from", id="a day for a moment"),
        pytest.param('name = "x"\nquota = 2', "quota", id="a rule kind nobody knows"),
        pytest.param('name = "x"\noverride = 1', "override", id="a number for yes or no"),
        pytest.param('name = "x"\n[temperature]\nfever = 73.3', "temperature.fever", id="a threshold of 73.3"),
        pytest.param('name = "x"\n[temperature]\nfever = 3.73', "temperature.fever", id="a threshold of 3.73"),
        pytest.param('name = "x"\n[temperature]\nfever = nan', "temperature.fever", id="a threshold of nan"),
        pytest.param('name = "x"\n[temperature]\nfever = "37.3"', "temperature.fever", id="a threshold in quotes"),
        pytest.param(
            'name = "x"\n[temperature]\nuntrusted_below = 37.3',
            "temperature.untrusted_below",
            id="nobody to be trusted",
        ),
        pytest.param(
            'name = "x"\n[temperature]\nrest_minutes = 1440', "temperature.rest_minutes", id="a rest of a day"
        ),
        pytest.param(
            'name = "x"\n[temperature]\ndirections = ["up"]', "temperature.directions[0]", id="a third direction"
        ),
        pytest.param('name = "x"\n[[closed]]\nbegin = 22:30:00', "end", id="hours without an end"),
        pytest.param('name = "x"\n[[closed]]\nbegin = "22:30"\nend = 06:30:00', "closed[0].begin", id="quoted hours"),
        pytest.param('name = "x"\n[[rules]]\nkind = "horoscope"', "rules[0].kind", id="a kind of rule nobody knows"),
        pytest.param('name = "x"\n[[rules]]\nthen = "ask"', "rules[0].kind", id="a rule of no kind"),
        pytest.param('name = "x"\n[[rules]]\nkind = "quota"\nouting = 1', "rules[0].outing", id="a field nobody knows"),
        pytest.param('name = "x"\n[[rules]]\nkind = "quota"\ndays = 0', "rules[0].days", id="no day at all"),
        pytest.param('name = "x"\n[[rules]]\nkind = "quota"\nhours_out = 25', "rules[0].hours_out", id="out 25 hours"),
        pytest.param(
            'name = "x"\n[[rules]]\nkind = "forgotten"\nthen = "shout"', "rules[0].then", id="no such outcome"
        ),
        pytest.param('name = "x"\n[[rules]]\nkind = "gates"\ngates = []', "rules[0].gates", id="no gate"),
        pytest.param(
            'name = "x"\n[[rules]]\nkind = "gates"\ngates = ["a"]\nhours = {begin = 07:00:00, end = 07:00:00}',
            "rules[0].hours.end",
            id="hours that never begin, in a rule",
        ),
        pytest.param('name = "x"\n[[closed]]\nbegin = 07:00:00\nend = 07:00:00', "closed[0].end", id="closed never"),
        pytest.param(
            'name = "x"\n[[closed]]\nbegin = 22:00:00\nend = 30:00:00', "end", id="hours past midnight, as 30:00"
        ),
        pytest.param('name = "x"\n[[closed]]\nbegin = 24:00:00\nend = 06:00:00', "begin", id="an hour 24"),
        pytest.param('name = "x"\n[[closed]]\nbegin = 22:30\nend = 06:00:00', "begin", id="hours without seconds"),
        pytest.param('name = "x"\noverridable = ["fever"]', "overridable", id="reasons to override, and no override"),
        pytest.param('name = "x"\noverride = true\noverridable = ["moon"]', "overridable[0]", id="no such reason"),
        pytest.param(
            'name = "x"\n[[rules]]\nkind = "quota"\n[[rules]]\nkind = "quota"\noutings = 2',
            "rules[1]",
            id="two quotas for the same people and days",
        ),
        pytest.param(
            'name = "x"\n[[rules]]\nkind = "only_by"\ngates = ["a"]\n[[rules]]\nkind = "only_by"\ngates = ["b"]',
            "rules[1]",
            id="everybody by one gate, and everybody by another",
        ),
        pytest.param(
            'name = "x"\n[[rules]]\nkind = "same_way"\n[[rules]]\nkind = "same_way"\nthen = "refuse"',
            "rules[1]",
            id="asked and strict at once",
        ),
        pytest.param('name = "x"\nformat = 2\nmoon = "full"', "format", id="of a newer version of the program"),
        pytest.param('name = "x"\n[[visits]]\nkind = "dog"', "visits[0].kind", id="a kind of visit nobody registers"),
        pytest.param(
            'name = "x"\n[[visits]]\nkind = "courier"\nrequired = ["height"]',
            "visits[0].required[0]",
            id="a field no register has",
        ),
        pytest.param(
            'name = "x"\n[[visits]]\nkind = "courier"\n[[visits]]\nkind = "courier"', "visits[1]", id="a kind twice"
        ),
    ],
)
def test_a_wrong_field_is_named_in_both_languages(toml, named):
    with pytest.raises(Refusal) as refused:
        parse_covenant(toml.encode())
    assert [refused.value.sentence(language).count(named) for language in Language] == [1, 1]


@pytest.mark.parametrize(
    ("toml", "field", "line", "text"),
    [
        pytest.param("[[closed]]\nbegin = 24:30:00\nend = 06:00:00", "begin", 3, "24:30:00", id="on a line of its own"),
        pytest.param("[[closed]]\nbegin = 22:30\nend = 06:00:00", "begin", 3, "22:30", id="without seconds"),
        pytest.param(
            '[[visits]]\nkind = "courier"\nhours = {begin = 24:30:00, end = 06:00:00}',
            "hours.begin",
            4,
            "24:30:00",
            id="in an inline table",
        ),
        pytest.param(
            '[[visits]]\nkind = "courier"\nhours = {begin = 06:00:00, end = 25:00} # until 01:00',
            "hours.end",
            4,
            "25:00",
            id="the second of an inline table, with a comment",
        ),
        pytest.param(
            "[temperature]\nreference = {at = [06:00:00, 24:00:00]}", "reference.at", 3, "24:00:00", id="in a list"
        ),
        pytest.param(
            "[temperature.reference]\nat = [\n  06:00:00,\n  9:30:00,\n]", "", 5, "9:30:00", id="of a long list"
        ),
        pytest.param("[[closed]]\nbegin = 22:60:00\nend = 06:00:00", "begin", 3, "22:60:00", id="minute 60"),
    ],
)
def test_a_time_that_no_day_has_is_named_with_its_line_and_what_is_accepted(toml, field, line, text):
    with pytest.raises(Refusal) as refused:
        parse_covenant(f'name = "x"\n{toml}'.encode())
    assert refused.value.what.zh == (
        f"规约文件有误：{field or 'TOML'} 写的“{text}”（第 {line} 行）应为 22:30:00 这样的时间，在 00:00:00 与 23:59:59 之间；"
        "到午夜写 00:00:00，过夜写 22:30:00 至 06:30:00"
    )
    assert refused.value.what.en == (
        f"the covenant is not right: {field or 'TOML'} “{text}” (line {line}) should be a time like 22:30:00, between 00:00:00 and"
        " 23:59:59; until midnight is 00:00:00, a night goes from 22:30:00 to 06:30:00"
    )


def test_hours_in_a_text_are_not_taken_for_the_mistake():
    with pytest.raises(Refusal, match=r"zh has something more after its value \(line 2, column 13\)"):
        parse_covenant('name = "x"\nzh = "8:30" 前'.encode())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param("name = “封闭”".encode(), id="Chinese quotation marks"),
        pytest.param('name = "封闭"'.encode("gb18030"), id="GB18030 instead of UTF-8"),
        pytest.param(b'name = "x"\n[[closed]]\nbegin = 24:00:00\nend = 06:00:00', id="an hour 24"),
        pytest.param(b'name = "x"\n[[closed]]\nbegin = 22:30\nend = 06:00', id="hours without seconds"),
        pytest.param(b'name = "x"\nname = "y"', id="a field twice"),
        pytest.param(b"PK\x03\x04", id="a spreadsheet"),
        pytest.param(b"a = " + b"[" * 20000, id="brackets without end"),
        pytest.param(b"a = " + b"3" * 5000, id="a number of 5000 digits"),
    ],
)
def test_a_file_that_is_no_toml_is_refused(content):
    with pytest.raises(Refusal, match="the covenant is not right"):
        parse_covenant(content)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_file_raises_anything_but_a_refusal(content):
    try:
        parse_covenant(content)
    except Refusal as refused:
        assert refused.remedy.zh != ""


def test_more_rules_than_anybody_can_mean_are_refused_before_they_are_compared():
    question = '[[rules]]\nkind = "confirm"\nquestion = "q{0}"\nzh = "问{0}"\nen = "q {0}"\n'
    written = [f'name = "x"\n{"".join(map(question.format, range(count)))}'.encode() for count in (200, 3_000)]
    assert len(parse_covenant(written[0]).ordered) == 200
    with pytest.raises(Refusal, match="rules are 3000, at most 200"):
        parse_covenant(written[1])


def test_a_newer_covenant_is_told_from_a_wrong_one():
    with pytest.raises(Refusal, match="format is of a newer version of the program"):
        parse_covenant(b'name = "x"\nformat = 2\n[[rules]]\nkind = "moon"')


BEFORE = Covenant("x", closed=(NIGHT,), rules=(Quota(days=2), SameWay()), override=True)
AFTER = Covenant("y", closed=(NIGHT,), rules=(Quota(days=1), SameWay()), temperature=TemperatureRule())


def test_a_difference_is_told_in_plain_words():
    told = difference(BEFORE, AFTER)
    assert [text.zh for text in told.gone] == [
        "名称：x",
        "所有人：每户每 2 天外出 1 次（超出的不放行）",
        "门岗可以说明原因后放行",
    ]
    assert [text.en for text in told.gone] == [
        "name: x",
        "everybody: 1 outing a household every 2 days (beyond that: stop)",
        "volunteers may override with a reason",
    ]
    assert [text.zh for text in told.new] == [
        "名称：y",
        "所有人：每户每 1 天外出 1 次（超出的不放行）",
        "进时测体温，额温 37.3 °C 及以上休息 10 分钟后复测；低于 35.0 °C 不算",
        "门岗不得自行放行",
    ]


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(BEFORE, id="itself"),
        pytest.param(replace(BEFORE, rules=BEFORE.rules[::-1]), id="its rules in another order"),
        pytest.param(replace(BEFORE, version=9, in_force_from=datetime(2020, 2, 1, tzinfo=UTC)), id="as adopted"),
        pytest.param(replace(BEFORE, closed=(replace(NIGHT, who=Who()),)), id="what is usual, written out"),
    ],
)
def test_what_means_the_same_is_no_difference(after):
    assert (difference(BEFORE, after), means_the_same(BEFORE, after)) == (Difference((), ()), True)


def test_lists_in_another_order_are_no_difference():
    def written(*names):
        who = Who(marks=names)
        return Covenant("x", override=True, overridable=tuple(map(Reason, names)), rules=(Quota(who=who),))

    assert difference(written("fever", "listed"), written("listed", "fever")) == Difference((), ())


def test_another_name_in_either_language_is_told():
    named = Covenant("封闭管理", "Strict closing")
    told = difference(named, replace(named, english="Closed"))
    assert told == Difference(
        (Text("名称：封闭管理（英文 Strict closing）", "name: Strict closing (in Chinese 封闭管理)"),),
        (Text("名称：封闭管理（英文 Closed）", "name: Closed (in Chinese 封闭管理)"),),
    )
    assert [text.en for text in difference(named, Covenant("封闭管理")).new] == ["name: 封闭管理"]


def test_before_the_first_covenant_there_was_nothing_that_is_no_longer_so():
    told = difference(NO_COVENANT, Covenant("x", rules=(SameWay(),)))
    assert (told.gone, [text.en for text in told.new]) == (
        (),
        ["name: x", SameWay().words().en, "volunteers may not override"],
    )
    assert difference(NO_COVENANT, Covenant("x", override=True)).gone == ()


def test_what_is_new_in_one_language_alone_is_told_in_both():
    def waiting(english):
        return Covenant("x", temperature=TemperatureRule(wait_at=Said("棚里", english)))

    told = difference(waiting("the tent"), waiting("the shed"))
    words = waiting("the shed").temperature.words()
    assert told.new == (Text(f"{words.zh}（英文：{words.en}）", words.en),)


def test_what_volunteers_may_override_is_told_in_words():
    told = difference(Covenant("x"), Covenant("x", override=True, overridable=(Reason.SAME_WAY_AGAIN, Reason.FEVER)))
    assert told.new == (
        Text(
            "门岗只可放行这些情形：这张证已同向通行、体温偏高",
            "volunteers may override these alone: This pass went the same way, High temperature",
        ),
    )
    assert difference(Covenant("x"), Covenant("x", override=True, overridable=())) == Difference((), ())


def test_reasons_are_told_apart_by_their_words():
    said = [reason_words(reason) for reason in Reason]
    assert len({text.zh for text in said}) == len({text.en for text in said}) == len(Reason)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in sorted(COVENANTS.glob("*.toml"))])
def test_a_ready_made_covenant_comes_back_from_the_file_it_is_written_to(path):
    covenant = parse_covenant(path.read_bytes())
    assert parse_covenant(toml_of(covenant)) == covenant


@pytest.mark.parametrize(
    ("covenant", "reason", "may"),
    [
        pytest.param(Covenant("x"), Reason.FEVER, False, id="no override at all"),
        pytest.param(Covenant("x", override=True), Reason.FEVER, True, id="every reason"),
        pytest.param(Covenant("x", override=True, overridable=(Reason.QUOTA_USED,)), Reason.QUOTA_USED, True, id="one"),
        pytest.param(Covenant("x", override=True, overridable=(Reason.QUOTA_USED,)), Reason.FEVER, False, id="another"),
    ],
)
def test_what_a_volunteer_may_override(covenant, reason, may):
    assert covenant.may_override(reason) == may


@pytest.mark.parametrize(
    ("hours", "at", "held"),
    [
        pytest.param(NIGHT, time(22, 29, 59), False, id="a second before it closes"),
        pytest.param(NIGHT, time(22, 30), True, id="the begin is closed"),
        pytest.param(NIGHT, time(23, 59, 59, 999999), True, id="the last moment of the day"),
        pytest.param(NIGHT, time(0), True, id="midnight"),
        pytest.param(NIGHT, time(6, 29, 59), True, id="a second before it opens"),
        pytest.param(NIGHT, time(6, 30), False, id="the end is open"),
        pytest.param(NIGHT, time(12), False, id="noon is outside the night"),
        pytest.param(NOON, time(11, 59), False, id="before the noon break"),
        pytest.param(NOON, time(12), True, id="the noon break begins"),
        pytest.param(NOON, time(14), False, id="the noon break is over"),
        pytest.param(NOON, time(0), False, id="midnight is outside the noon break"),
        pytest.param(ClosedHours(time(22), time(0)), time(23), True, id="until midnight"),
        pytest.param(ClosedHours(time(22), time(0)), time(0), False, id="until midnight, then open"),
    ],
)
def test_closed_hours_hold_from_begin_to_end_over_midnight_too(hours, at, held):
    assert hours.holds(at) == held


@given(st.times(), st.times(), st.times())
def test_what_is_closed_from_begin_to_end_is_open_from_end_to_begin(begin, end, at):
    closed, opened = ClosedHours(begin, end).holds(at), ClosedHours(end, begin).holds(at)
    assert closed != opened or begin == end


def test_a_covenant_without_a_temperature_rule_measures_nobody():
    assert [Covenant("x").measures(direction) for direction in Direction] == [False, False]


def test_a_covenant_measures_the_directions_it_names():
    covenant = Covenant("x", temperature=TemperatureRule((Direction.OUT,)))
    assert {direction: covenant.measures(direction) for direction in Direction} == {
        Direction.IN: False,
        Direction.OUT: True,
    }


def test_a_kind_the_covenant_does_not_name_is_not_admitted():
    assert Covenant("x").visit_rule(VisitKind.RIDER) == VisitRule(VisitKind.RIDER, admitted=False)


def test_a_kind_the_covenant_names_has_its_rule():
    rule = VisitRule(VisitKind.RIDER, required=(Field.PHONE,))
    assert Covenant("x", visits=(rule,)).visit_rule(VisitKind.RIDER) == rule


@pytest.mark.parametrize(
    ("toml", "zh", "en"),
    [
        pytest.param(
            'name = "x"\n[[rules]]\ndays = two', "days 的值读不了，文字要加半角引号（第 3 行第 8 列）",
            "days has a value that cannot be read; text stands in straight quotes (line 3, column 8)", id="no value",
        ),
        pytest.param(
            'name = "x"\nname = "y"\n', "name 写了两次（第 2 行第 11 列）", "name is written twice (line 2, column 11)",
            id="a name twice",
        ),
        pytest.param(
            'name = "甲，乙', "name 的引号没有合上（文件末尾）", "name has a quote that is never closed (at the end of the file)",
            id="an open quote",
        ),
        pytest.param(
            f"name = {'[' * 5000}", "TOML 的括号套得太深", "TOML has brackets too deep in each other", id="brackets",
        ),
        pytest.param(
            'name = ""', "name 的长度不对，最小 1", "name has the wrong length: at least 1", id="an empty name",
        ),
        pytest.param(
            f"version = {'9' * 5000}", "TOML 里的数字太长", "TOML has a number that is too long", id="a long number",
        ),
        pytest.param(
            'name = "x"\nversion = ２', "version 里有全角的“２”，数字和标点请用半角（第 2 行第 11 列）",
            "version has a full-width “２”; write digits and signs half-width (line 2, column 11)", id="a full-width digit",
        ),
        pytest.param(
            'name = “甲”', "name 里有全角的““”，数字和标点请用半角（第 1 行第 8 列）",
            "name has a full-width ““”; write digits and signs half-width (line 1, column 8)", id="typographic quotes",
        ),
        pytest.param(
            'name = "甲"\n[[closed]]\nbegin = ２２：30：00', "begin 里有全角的“２”，数字和标点请用半角（第 3 行第 9 列）",
            "begin has a full-width “２”; write digits and signs half-width (line 3, column 9)", id="a full-width time",
        ),
    ],
)  # fmt: skip
def test_what_is_no_toml_is_said_in_both_languages(toml, zh, en):
    with pytest.raises(Refusal) as refused:
        parse_covenant(toml.encode())
    assert (refused.value.what.zh, refused.value.what.en) == (f"规约文件有误：{zh}", f"the covenant is not right: {en}")
