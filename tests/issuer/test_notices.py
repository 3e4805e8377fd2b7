"""What notices say: nothing but the covenant and the gates' names, the same in every language, on one page, with every glyph."""

import re
import string
import tomllib
from datetime import UTC, date, datetime, time
from itertools import product
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from appkit.assets import asset
from gatepass.case import Case, Outcome, Reason, Site
from gatepass.covenant import (
    ClosedHours,
    Covenant,
    Direction,
    Field,
    TemperatureRule,
    VisitKind,
    VisitRule,
    parse_covenant,
)
from gatepass.kinds import (
    KINDS,
    SECTIONS,
    Classes,
    Confirm,
    DoubtfulClock,
    Forgotten,
    Gates,
    Hours,
    Listed,
    OnlyBy,
    Per,
    Quarantine,
    Quota,
    Rule,
    SameWay,
    SiteLimit,
    Stale,
    Then,
    Who,
)
from gatepass.passbook import Entry
from gatepass.passes import Status
from gatepass.verdict import judge
from gatepass.wording import Language
from issuer.designs import originals
from issuer.explaining import Line, Mark, Topic, basis, explained, in_force, own_words
from issuer.notices import SUMMARY, Notice, languages, notice_in_force, notice_pdf
from issuer.office import FIRST_COVENANT, Office
from issuer.openings import WHOLE_DAY, between, opening
from issuer.phrases import phrases
from issuer.store import Community
from issuer.typefaces import characters
from tests.issuer.offices import AT, ZONE, SimulatedGate, refusing
from tests.issuer.pages import Page, overlapping, pages, squeezed

LANGUAGES = ("zh", "en", "ja", "ko")
COVENANTS = sorted(asset("data/covenants").rglob("*.toml"))
READY = sorted(asset("data/covenants").glob("*.toml"))
FILES = {
    "Noto Sans SC": "NotoSansSC-Regular.ttf",
    "Noto Sans KR": "NotoSansKR-Regular.otf",
    "Noto Sans JP": "NotoSansJP-Regular.otf",
}
HOURS = st.builds(
    ClosedHours,
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
).filter(lambda hours: hours.begin != hours.end)
TEMPERATURES = st.builds(
    TemperatureRule,
    st.lists(st.sampled_from(Direction), unique=True).map(tuple),
    st.decimals(36, 39, places=1).map(float),
    st.decimals(30, 36, places=1).map(float),
    st.integers(0, 120),
)
VISITS = st.lists(
    st.builds(
        VisitRule, st.sampled_from(VisitKind), st.booleans(), st.lists(st.sampled_from(Field), unique=True).map(tuple)
    ),
    unique_by=lambda rule: rule.kind,
).map(tuple)
EVERY_COVENANT = st.builds(
    Covenant,
    name=st.just("规约"),
    version=st.integers(0, 9),
    in_force_from=st.none() | st.just(AT),
    closed=st.lists(HOURS, max_size=3).map(tuple),
    temperature=st.none() | TEMPERATURES,
    visits=VISITS,
)


def notice(covenant: Covenant, gates: tuple[str, ...] = ("东门", "南门"), contact: str = "") -> Notice:
    return Notice(Community("长虹小区", "Changhong", "Asia/Shanghai"), gates, covenant, date(2020, 2, 8), contact)


def shipped(name: str) -> Covenant:
    covenant = parse_covenant(next(path for path in COVENANTS if path.stem == name).read_bytes())
    return msgspec.structs.replace(covenant, version=3, in_force_from=datetime(2020, 2, 9, 16, tzinfo=UTC))


def words_of(code: str) -> dict[str, object]:
    """Every word of a language under its dotted key."""
    return dict(flat(tomllib.loads((asset("data/notices") / f"{code}.toml").read_text(encoding="utf-8"))))


def flat(table: dict, above: str = ""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{key}.")
        else:
            yield above + key, value


def placeholders(word: object) -> set[str]:
    return (
        {name for _, name, _, _ in string.Formatter().parse(word) if name is not None}
        if isinstance(word, str)
        else set()
    )


def said(shown: Notice, code: str) -> dict[Topic, str]:
    """What is said on each topic, leads and briefs included."""
    return {
        rule.topic: "\n".join(f"{line.lead} {line.text}" for line in (*rule.lines, *rule.brief))
        for rule in explained(shown, phrases(code))
    }


def printed(shown: Notice, stairwells: tuple[int, ...], codes: tuple[str, ...]) -> list[Page]:
    return list(pages(notice_pdf(shown, originals(), stairwells, codes)))


# --- words -----------------------------------------------------------------------------------------------------


def test_notices_are_hung_up_in_four_languages() -> None:
    assert languages() == LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_the_same_words_with_the_same_placeholders(code: str) -> None:
    assert {key: placeholders(word) for key, word in words_of(code).items()} == {
        key: placeholders(word) for key, word in words_of("zh").items()
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_kind_of_visit_and_every_field_has_its_word(code: str) -> None:
    visits = phrases(code).visits
    assert (set(visits.kinds), set(visits.refused), set(visits.fields)) == (set(VisitKind), set(VisitKind), set(Field))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_fact_of_the_rules_stands_in_no_word(code: str) -> None:
    written = [
        key
        for key, word in words_of(code).items()
        if isinstance(word, str) and re.search(r"\d", word.replace("24", ""))
    ]
    assert written == (["passes.own"] if code in ("ja", "ko") else [])  # 1枚, 1매: one person, one pass


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_word_has_its_glyphs_in_the_fonts_of_its_language(code: str) -> None:
    words = phrases(code)
    known = frozenset().union(*(characters(FILES[font]) for font in words.fonts))
    letters = {letter for word in words_of(code).values() for letter in str(word)}
    assert {letter for letter in letters if ord(letter) not in known and not letter.isspace()} == set()


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        pytest.param("NotoSansKR-Regular.otf", range(0xAC00, 0xD7A4), id="every syllable of Hangul"),
        pytest.param("NotoSansJP-Regular.otf", [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB)], id="all kana"),
        pytest.param("NotoSansSC-Regular.ttf", [*map(ord, "㛃𬭎𬙂䶮𬱖")], id="rare characters of names"),
    ],
)
def test_a_font_has(file: str, wanted: range | list[int]) -> None:
    assert set(wanted) <= characters(file)


def test_a_language_that_has_no_words_is_refused() -> None:
    with refusing("没有“../zh”的告知书用语"):
        printed(notice(shipped("easier-phase")), (1,), ("../zh",))


# --- rules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", COVENANTS, ids=lambda path: path.stem)
def test_every_covenant_gives_a_notice_without_an_unfilled_place(path: Path, code: str) -> None:
    shown, words = notice(parse_covenant(path.read_bytes())), phrases(code)
    texts = [*said(shown, code).values(), in_force(shown, words), basis(shown, words)]
    assert [text for text in texts if "{" in text or "}" in text or "None" in text] == []


@settings(max_examples=150, deadline=None)
@given(EVERY_COVENANT, st.sampled_from(LANGUAGES))
def test_a_notice_says_what_the_covenant_says(covenant: Covenant, code: str) -> None:
    rules = {rule.topic: rule for rule in explained(notice(covenant), phrases(code))}
    words, told = phrases(code), said(notice(covenant), code)
    marks = [line.mark for line in rules[Topic.VISITS].lines if line.lead]
    assert marks == [Mark.YES if covenant.visit_rule(kind).admitted else Mark.NO for kind in VisitKind]
    measured = any(covenant.measures(way) for way in Direction)
    assert (words.temperature.none in told[Topic.TEMPERATURE]) is not measured
    if measured and covenant.temperature:
        assert str(covenant.temperature.fever) in told[Topic.TEMPERATURE]
        assert str(covenant.temperature.untrusted_below) in told[Topic.TEMPERATURE]
        assert (
            str(covenant.temperature.rest_minutes) in told[Topic.TEMPERATURE]
        ) or not covenant.temperature.rest_minutes
    assert (words.gates.open_all_day in told[Topic.GATES]) is not covenant.closed
    assert not any("{" in text for text in told.values())


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("kind", VisitKind)
@pytest.mark.parametrize("field", Field)
def test_what_a_register_asks_of_somebody_is_named(code: str, kind: VisitKind, field: Field) -> None:
    rule = VisitRule(kind, required=(field,))
    visits = explained(notice(Covenant("规约", visits=(rule,))), phrases(code))[2]
    (line,) = [line for line in visits.lines if line.mark is Mark.YES]
    words = phrases(code).visits
    assert (line.lead, words.fields[field] in line.text) == (words.kinds[kind], True)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(
    ("rules", "word"),
    [
        pytest.param((), "brought", id="never the word alone where no rule speaks of it"),
        pytest.param((Forgotten(Then.REFER),), "brought", id="the person on duty"),
        pytest.param((Forgotten(Then.ASK),), "told", id="by the word, when it is checked"),
        pytest.param((Forgotten(Then.REFUSE),), "fetched", id="not at all"),
    ],
)
def test_a_forgotten_card_is_told_as_the_covenant_has_it(code: str, rules: tuple, word: str) -> None:
    visitors = (VisitRule(VisitKind.VISITOR),)
    lost = said(notice(Covenant("规约", rules=rules, visits=visitors)), code)[Topic.LOST]
    words = phrases(code).lost
    assert [each for each in ("told", "brought", "fetched") if getattr(words, each) in lost] == [word]


SAMPLES = (
    Classes(Who(classes=("tenant",))),
    Confirm("mask", "口罩戴好了吗", "is the mask on?"),
    DoubtfulClock(),
    Forgotten(Then.ASK),
    Gates(("南门",), Who(classes=("car",))),
    Listed(("returnee",), "先报告", "report first"),
    OnlyBy(("东门",)),
    Quarantine(),
    Quota(days=2),
    SameWay(),
    Stale(),
    ClosedHours(time(22), time(6), ("东门",)),
    VisitRule(VisitKind.COURIER, hours=Hours(time(9), time(18))),
    TemperatureRule(who=Who(visits=(VisitKind.VISITOR,))),
)
PLACES = {ClosedHours: "closed", VisitRule: "visits"}


def with_rule(rule: Rule) -> Covenant:
    if isinstance(rule, TemperatureRule):
        return Covenant("规约", temperature=rule)
    return Covenant("规约", **{PLACES.get(type(rule), "rules"): (rule,)})  # type: ignore[arg-type]


def test_there_is_a_sample_of_every_kind_of_rule() -> None:
    assert {type(rule) for rule in SAMPLES} == {*KINDS, *SECTIONS}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("rule", SAMPLES, ids=lambda rule: type(rule).__name__)
def test_no_kind_of_rule_is_left_out(rule: Rule, code: str) -> None:
    told = said(notice(with_rule(rule)), code)
    assert told != said(notice(Covenant("规约")), code)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_limit_at_another_site_than_the_forehead_is_told(code: str) -> None:
    words, rule = (
        phrases(code).temperature,
        TemperatureRule(sites=(SiteLimit(Site.WRIST, 36.75), SiteLimit(Site.EAR, 37.3))),
    )
    told = said(notice(Covenant("规约", temperature=rule)), code)[Topic.TEMPERATURE]
    limit = words.limit.format(site=words.sites[Site.WRIST], fever=36.75)
    assert (words.elsewhere.format(limits=limit) in told, set(words.sites)) == (True, set(Site))


WALL = [
    pytest.param(
        Quota(days=2, hours_out=2.0, who=Who(but_classes=("staff", "car"), but_marks=("work",))),
        "每户每2天可外出1人次，每次不超过2小时。工作人员、车辆、上班人员不受此限",
        "each household may send one person out once every 2 days, for at most 2 hours each time. This does not limit staff, cars, people"
        " who go to work",
        id="a quota with exceptions",
    ),
    pytest.param(
        Quota(2, 1, 1.5, Per.PERSON, Who(marks=("over_65", "名单甲")), Then.REFER),
        "65岁以上人员、“名单甲”名单上的人：每人每天可外出2次，每次不超过1.5小时；确需多出的，请联系值班人员",
        "people over 65, people on the list “名单甲”: each person may go out twice a day, for at most 1.5 hours each time; if that is not"
        " enough, ask the person on duty",
        id="a quota of some people",
    ),
    pytest.param(
        Quota(3, 2, per=Per.PERSON, who=Who(classes=("car",))),
        "每辆车每2天可外出3次",
        "each car may go out 3 times every 2 days",
        id="a car is no person",
    ),
    pytest.param(
        Confirm("mask", "口罩戴好了吗？", "is the mask on?", Who(visits=(VisitKind.RIDER,))),
        "外卖骑手进入小区时，门岗会核实：“口罩戴好了吗？”",
        "when they come in, food riders are asked: “is the mask on?”",
        id="a question",
    ),
    pytest.param(
        Listed(("returnee",), "先报告", "report first", (Direction.IN,), Then.REFUSE),
        "外地返回人员不得进入小区：先报告",
        "people back from elsewhere may not come in: report first",
        id="a list",
    ),
    pytest.param(
        Quarantine(),
        "居家隔离人员外出须经值班人员同意，生活物品送到家门口",
        "people in home quarantine go out only when the person on duty agrees; what they need is brought to their door",
        id="quarantine",
    ),
    pytest.param(
        Classes(Who(classes=("tenant", "green")), until=date(2020, 3, 1), then=Then.ASK),
        "租客、green证进出小区时由门岗核实（至 2020-03-01 止）",
        "tenants, green passes are asked at the gate when they come in or go out until 2020-03-01",
        id="classes",
    ),
    pytest.param(
        SameWay(Then.REFUSE, ("东门",)),
        "东门同一张证进一次、出一次，连续两次同向的不放行",
        "东门: a pass goes in and out by turns; twice the same way, you are not let through",
        id="one pass twice the same way",
    ),
    pytest.param(
        OnlyBy(("东门",), Who(classes=("car",))),
        "车辆进出小区请走东门",
        "cars come in or go out by 东门 alone",
        id="by one gate alone",
    ),
]


@pytest.mark.parametrize(("rule", "zh", "en"), WALL)
def test_a_rule_is_said_on_a_wall_as_one_says_it_to_residents(rule: Rule, zh: str, en: str) -> None:
    assert (rule.notice().zh, rule.notice().en) == (zh, en)


def test_every_rule_that_a_notice_says_in_own_words_has_words_for_a_wall() -> None:
    others = [rule for rule in SAMPLES if not isinstance(rule, VisitRule | TemperatureRule | Forgotten)]
    assert [rule for rule in others if rule.notice() == rule.words()] == []


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("path", COVENANTS, ids=lambda path: path.stem)
def test_a_notice_leaves_no_rule_of_a_covenant_out(path: Path, code: str) -> None:
    covenant = parse_covenant(path.read_bytes())
    told = "\n".join(said(notice(covenant), code).values())
    words = [text.to(Language(code)) for text in own_words(covenant)]
    special = (ClosedHours, Gates, OnlyBy, VisitRule, TemperatureRule, Forgotten)  # each has a test of its own
    assert len(words) >= len([rule for rule in covenant.ordered if not isinstance(rule, special)])
    assert [each for each in words if each[1:] not in told] == []


def _holds(span: tuple[int, int], minute: int) -> bool:
    begin, end = span
    return begin <= minute < end if begin < end else minute >= begin or minute < end


OPEN = re.compile(r"(\d\d):(\d\d)—(次日)?(\d\d):(\d\d)")


def told_open(text: str) -> list[bool]:
    """For each minute of the day, whether a sentence in Chinese says that a gate is open."""
    if "全天开放" in text:
        return [True] * 1440
    found = [tuple(int(each) for each in match.group(1, 2, 4, 5)) for match in OPEN.finditer(text)]
    spans = [(60 * hour + minute, 60 * to + past) for hour, minute, to, past in found]
    return [any(_holds(span, minute) for span in spans) for minute in range(1440)]


def told_of(gate: str, way: Direction, lines: tuple[Line, ...]) -> list[bool]:
    """The same of one gate and way, by the lines of the notice."""
    own = [line.text for line in lines if gate in line.lead]
    if not own:
        return told_open(next(line.text for line in lines if line.text.startswith(("大门", "开放时间"))))
    parts = re.split("[进出]", own[0])
    return told_open(parts[1 if way is Direction.IN else 2] if len(parts) == 3 else own[0])


HERE = st.sets(st.sampled_from(("东门", "南门")), min_size=1).map(tuple)
TO_WHOM = st.sampled_from((Who(), Who(classes=("car",)), Who(classes=("owner", "tenant")), Who(but_classes=("owner",))))
EVERY_WAY = st.sampled_from(((Direction.IN,), (Direction.OUT,), tuple(Direction)))
SPANS = HOURS.map(lambda closed: closed.hours)
ABOUT_GATES = st.builds(
    Covenant,
    name=st.just("规约"),
    closed=st.lists(
        st.builds(lambda hours, gates, who, ways: ClosedHours(hours.begin, hours.end, gates, who, ways),
                  SPANS, st.just(UNSET) | HERE, st.just(UNSET) | TO_WHOM, st.just(UNSET) | EVERY_WAY),
        max_size=2,
    ).map(tuple),
    rules=st.lists(
        st.builds(Gates, HERE, TO_WHOM, EVERY_WAY, st.none() | SPANS) | st.builds(OnlyBy, HERE, TO_WHOM, EVERY_WAY), max_size=3
    ).map(tuple),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(ABOUT_GATES | st.sampled_from(COVENANTS).map(lambda path: parse_covenant(path.read_bytes())))
def test_a_gate_is_open_to_a_resident_by_the_notice_when_the_verdict_lets_them_through(covenant: Covenant) -> None:
    gates = explained(notice(covenant), phrases("zh"))[0]
    owner = Entry("", Status.VALID, date.min, None, "", b"", "owner")
    stopping = (Reason.WRONG_GATE, Reason.CLOSED_HOURS)
    only = msgspec.structs.replace(
        covenant,
        temperature=None,
        visits=(),
        rules=tuple(rule for rule in covenant.rules or () if isinstance(rule, Gates | OnlyBy)),
    )
    for gate, way in product(("东门", "南门"), Direction):
        told = told_of(gate, way, gates.lines)
        for minute in range(0, 1440, 10):
            at = datetime.combine(date(2020, 2, 8), time(*divmod(minute, 60)), ZONE)
            verdict = judge(Case(owner, way, at, only, gate=gate))
            assert told[minute] is (verdict.reason not in stopping)


@pytest.mark.parametrize("path", COVENANTS, ids=lambda path: path.stem)
def test_who_may_come_in_by_the_notice_is_let_in_at_some_hour(path: Path) -> None:
    covenant = parse_covenant(path.read_bytes())
    lines = explained(notice(covenant), phrases("zh"))[2].lines
    for kind, line in zip(VisitKind, lines, strict=False):
        stopped = {
            judge(Case(kind, Direction.IN, datetime(2020, 2, 8, hour, tzinfo=ZONE), covenant, gate="东门")).outcome
            is Outcome.REFUSE
            for hour in range(24)
        }
        assert (False in stopped) is (line.mark is Mark.YES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_gates_and_whom_to_ask_are_named_as_they_are(code: str) -> None:
    told = said(notice(shipped("easier-phase"), ("东门{1}", "正门 <b>"), "021-6238 0000"), code)
    assert ["东门{1}" in told[Topic.GATES], "正门 <b>" in told[Topic.GATES], "021-6238 0000" in told[Topic.ASK]] == [
        True
    ] * 3


@pytest.mark.parametrize(
    ("code", "words"),
    [
        pytest.param("zh", "自2020年2月10日起施行", id="Chinese"),
        pytest.param("en", "In force from 10 February 2020", id="English"),
        pytest.param("ja", "2020年2月10日より実施", id="Japanese"),
        pytest.param("ko", "2020년 2월 10일부터 시행", id="Korean"),
    ],
)
def test_the_day_is_that_of_the_community_not_of_greenwich(code: str, words: str) -> None:
    assert in_force(notice(shipped("easier-phase")), phrases(code)) == words


def test_a_covenant_that_begins_in_the_middle_of_a_day_names_the_time() -> None:
    covenant = msgspec.structs.replace(shipped("easier-phase"), in_force_from=datetime(2020, 2, 10, 0, 30, tzinfo=UTC))
    assert in_force(notice(covenant), phrases("zh")) == "自2020年2月10日08:30起施行"


def test_a_covenant_that_nobody_adopted_is_called_a_draft() -> None:
    shown = notice(parse_covenant(asset(FIRST_COVENANT).read_bytes()))
    assert (in_force(shown, phrases("zh")), basis(shown, phrases("zh"))) == ("", "草稿，尚未施行：“常态防控”")


def test_the_notice_of_an_office_names_its_gates_and_the_covenant_in_force(office: Office) -> None:
    SimulatedGate(office, "东门")
    gone = SimulatedGate(office, "旧门")
    with office.store.writing() as writing:
        writing.revoke_gate(gone.id, AT)
    shown = notice_in_force(office.store, AT)
    assert (shown.gates, shown.covenant.name, shown.community.name) == (("东门",), "常态防控", "长虹小区")


# --- hours -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        pytest.param((), "大门全天开放。", id="never closed"),
        pytest.param(
            ((22, 30, 6, 30),), "开放时间：06:30—22:30。\n22:30—次日06:30关闭，人员和车辆均不进出。", id="over midnight"
        ),
        pytest.param(
            ((0, 0, 5, 0),), "开放时间：05:00—24:00。\n00:00—05:00关闭，人员和车辆均不进出。", id="from midnight"
        ),
        pytest.param(
            ((22, 0, 0, 0),), "开放时间：00:00—22:00。\n22:00—24:00关闭，人员和车辆均不进出。", id="until midnight"
        ),
        pytest.param(
            ((12, 0, 14, 0), (22, 0, 6, 0)),
            "开放时间：06:00—12:00、14:00—22:00。\n12:00—14:00、22:00—次日06:00关闭，人员和车辆均不进出。",
            id="twice a day",
        ),
        pytest.param(
            ((22, 0, 2, 0), (2, 0, 6, 0)),
            "开放时间：06:00—22:00。\n22:00—次日06:00关闭，人员和车辆均不进出。",
            id="one begins where another ends",
        ),
        pytest.param(((0, 0, 12, 0), (12, 0, 0, 0)), "大门目前全天关闭。", id="never open"),
    ],
)
def test_closed_hours_are_told_as_hours_of_opening_and_closing(closed: tuple[tuple[int, ...], ...], words: str) -> None:
    hours = tuple(ClosedHours(time(*each[:2]), time(*each[2:])) for each in closed)
    gates = explained(notice(Covenant("规约", closed=hours)), phrases("zh"))[0]
    emergency = [phrases("zh").gates.emergency] if closed else []
    assert [line.text for line in gates.lines] == ["请从东门、南门出入。", *words.split("\n"), *emergency]


@given(st.lists(HOURS, min_size=1, max_size=4))
def test_a_minute_is_either_in_the_open_or_in_the_closed_hours(closed: list[ClosedHours]) -> None:
    shut = opening(Covenant("规约", closed=tuple(closed)), "").in_
    if shut == WHOLE_DAY:
        return
    for minute in range(0, 1440, 7):
        told = [any(_holds(span, minute) for span in spans) for spans in (between(shut), shut)]
        assert told == [not any(hours.holds(time(*divmod(minute, 60))) for hours in closed), not told[0]]


# --- paper -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", READY, ids=lambda path: path.stem)
def test_everything_that_is_said_is_printed_on_one_page(path: Path, code: str) -> None:
    shown = notice(shipped(path.stem), contact="021-6238 0000")
    (page,) = printed(shown, (12,), (code,))
    text = squeezed(page.text)
    lines = [line for rule in explained(shown, phrases(code)) for line in rule.lines]
    assert [line.text for line in lines if squeezed(line.text) not in text] == []
    assert [squeezed(part) in text for part in (phrases(code).headline, "12号", in_force(shown, phrases(code)))] == [
        True
    ] * 3


@pytest.mark.parametrize("code", [*LANGUAGES, SUMMARY])
@pytest.mark.parametrize(
    "gates",
    [
        pytest.param(("东门",), id="one gate"),
        pytest.param(tuple(f"第{n}号很长的大门名称" for n in range(12)), id="twelve"),
    ],
)
def test_nothing_is_outside_the_paper_or_over_something_else(code: str, gates: tuple[str, ...]) -> None:
    closed = tuple(ClosedHours(time(hour), time(hour, 30)) for hour in range(0, 24, 3)) if len(gates) > 1 else ()
    covenant = msgspec.structs.replace(shipped("easier-phase"), closed=closed, name="很长的规约名称" * 8)
    longest = msgspec.structs.replace(
        covenant, visits=tuple(VisitRule(kind, required=tuple(Field)) for kind in VisitKind)
    )
    shown = Notice(
        Community("小区" * 30, "Residence " * 6, "Asia/Shanghai"),
        gates,
        longest,
        date(2020, 2, 8),
        "021-6238 0000 " * 4,
    )
    (page,) = printed(shown, (112,), (code,))
    letters = page.letters()
    assert overlapping(letters) == []
    assert min(letter.box.left for letter in letters) >= 13
    assert max(letter.box.right for letter in letters) <= 197
    assert max(letter.box.bottom for letter in letters) <= 293


def test_what_does_not_fit_on_a_page_goes_on_to_further_ones() -> None:
    asked = tuple(
        Confirm(f"q{n}", f"第{n}个问题" + "请核对" * 12, f"question {n} " + "look at it " * 9) for n in range(40)
    )
    shown = notice(Covenant("规约", rules=asked))
    sheets = printed(shown, (12,), ("zh",))
    text = squeezed("".join(page.text for page in sheets))
    lines = [line.text for rule in explained(shown, phrases("zh")) for line in rule.lines]
    assert (len(sheets), [line for line in lines if squeezed(line) not in text]) == (3, [])
    for page in sheets:
        letters = page.letters()
        assert (overlapping(letters), max(letter.box.bottom for letter in letters) <= 293) == ([], True)


def test_each_stairwell_has_its_sheets_in_a_row() -> None:
    shown = printed(notice(shipped("easier-phase")), (3, 12), ("zh", "ko", SUMMARY))
    assert [re.search(r"\d+号", page.text)[0] for page in shown] == ["3号"] * 3 + ["12号"] * 3


def test_without_a_stairwell_there_is_a_sheet_for_the_gates() -> None:
    (page,) = printed(notice(shipped("easier-phase")), (), ("zh",))
    assert ("楼道" in page.text, "小区出入告知书" in page.text) == (False, True)


def test_the_sheet_of_all_languages_says_every_topic_in_each() -> None:
    shown = notice(shipped("strict-closing"))
    (page,) = printed(shown, (12,), (SUMMARY,))
    text = squeezed(page.text)
    lines = [line.text for code in LANGUAGES for rule in explained(shown, phrases(code)) for line in rule.brief]
    assert [line for line in lines if squeezed(line) not in text] == []


@pytest.mark.parametrize(
    ("code", "font"),
    [
        pytest.param("zh", "NotoSansSC", id="Chinese forms"),
        pytest.param("ja", "NotoSansJP", id="Japanese forms"),
        pytest.param("ko", "NotoSansKR", id="Hangul"),
    ],
)
def test_each_language_is_set_in_its_own_font(code: str, font: str) -> None:
    (page,) = printed(notice(shipped("easier-phase"), ()), (12,), (code,))
    assert font in page.fonts()


def test_the_same_notice_is_the_same_bytes() -> None:
    one, other = (
        notice_pdf(notice(shipped("strict-closing")), originals(), (12,), (*LANGUAGES, SUMMARY)) for _ in range(2)
    )
    assert one == other


def test_no_language_is_no_notice() -> None:
    with refusing("没有选择语言"):
        printed(notice(shipped("easier-phase")), (12,), ())


def test_a_gate_whose_name_cannot_be_printed_is_named() -> None:
    with refusing("“东门\U0001f600”里的“\U0001f600”"):
        printed(notice(shipped("easier-phase"), ("东门\U0001f600",)), (12,), ("zh",))
