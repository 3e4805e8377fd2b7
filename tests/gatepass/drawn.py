"""Any case at all, for what must hold of every one: hypothesis draws covenants of every kind of rule, people, times, histories."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from gatepass.case import Case, Direction, Mark, Move, Nothing, Reading, Site, Unknown, VisitKind
from gatepass.code import CodeFault
from gatepass.covenant import Covenant, Field
from gatepass.kinds import (
    Classes,
    ClosedHours,
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
    SameWay,
    SiteLimit,
    Stale,
    TemperatureRule,
    Then,
    VisitRule,
    Who,
)
from gatepass.passbook import Entry
from gatepass.passes import Status
from gatepass.verdict import Reason

GATES, CLASSES, MARKS, PEOPLE = (
    ("东门", "南门", "北门"),
    ("owner", "car", "staff"),
    ("quarantine", "work"),
    ("ab", "cd"),
)

zones = st.sampled_from(
    [ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Cairo"), ZoneInfo("UTC")]
)
moments = st.datetimes(datetime(2019, 1, 1), datetime(2029, 1, 1), timezones=zones)  # noqa: DTZ001 - zones are given
days = st.dates(date(2018, 1, 1), date(2030, 1, 1))
maybe_days = st.none() | days | st.just(date.max)


def some(of, most=3):
    return st.lists(st.sampled_from(of), max_size=most, unique=True).map(tuple)


def one_or_more(of):
    return st.lists(st.sampled_from(of), min_size=1, max_size=3, unique=True).map(tuple)


directions = one_or_more(list(Direction))
thens = st.sampled_from(Then)
hours = st.builds(Hours, st.times(), st.times())
whos = st.builds(Who, some(CLASSES), some(MARKS), some(list(VisitKind)), some(CLASSES, 1), some(MARKS, 1))
words = st.sampled_from(["口罩", "证件"])
limits = st.builds(SiteLimit, st.sampled_from(Site), st.floats(36, 39), st.floats(30, 36))
temperatures = st.builds(
    TemperatureRule,
    st.sets(st.sampled_from(Direction)).map(tuple),
    st.floats(36, 39),
    st.floats(30, 36),
    st.integers(0, 120),
    st.lists(limits, max_size=2, unique_by=lambda limit: limit.site).map(tuple),
    st.integers(2, 5),
    st.floats(37, 42),
    st.integers(0, 600),
    st.integers(0, 720),
    st.integers(10, 1440),
    st.floats(-30, 30),
    whos,
)
visit_rules = st.builds(
    VisitRule, st.sampled_from(VisitKind), st.booleans(), some(list(Field)), hours=hours, shelf=st.booleans()
)
rules = st.one_of(
    st.builds(DoubtfulClock, thens),
    st.builds(Stale, st.integers(1, 720), thens),
    st.builds(Forgotten, thens),
    st.builds(Listed, some(MARKS), words, words, directions, thens),
    st.builds(Quarantine, st.sampled_from(MARKS), directions),
    st.builds(Classes, whos, st.booleans(), directions, maybe_days, maybe_days, thens),
    st.builds(Gates, one_or_more(GATES), whos, directions, st.none() | hours, st.sampled_from(["", *GATES])),
    st.builds(OnlyBy, one_or_more(GATES), whos, directions),
    st.builds(
        Quota, st.integers(1, 20), st.integers(1, 30), st.none() | st.floats(0.1, 24), st.sampled_from(Per), whos, thens
    ),
    st.builds(SameWay, thens, some(GATES), st.booleans()),
    st.builds(Confirm, words, words, words, whos, directions),
)
covenants = st.builds(
    Covenant,
    st.just("x"),
    version=st.integers(0, 99),
    closed=st.lists(
        st.builds(ClosedHours, st.times(), st.times())
        | st.builds(ClosedHours, st.times(), st.times(), some(GATES), whos, directions),
        max_size=3,
    ).map(tuple),
    temperature=st.none() | temperatures,
    visits=st.lists(visit_rules, max_size=4, unique_by=lambda rule: rule.kind).map(tuple),
    override=st.booleans(),
    rules=st.lists(rules, max_size=6).map(tuple),
    overridable=some(list(Reason)),
)
marks = st.builds(Mark, st.sampled_from(MARKS), days, maybe_days)
entries = st.builds(
    Entry,
    st.sampled_from(PEOPLE),
    st.sampled_from(Status),
    days,
    maybe_days,
    st.just("h"),
    st.just(b""),
    st.sampled_from(CLASSES),
    st.lists(marks, max_size=2).map(tuple),
)
degrees = st.floats(30, 45) | st.floats()


@st.composite
def cases(draw):
    now = draw(moments)

    def around(days):
        seconds = draw(st.integers(-days * 86400, days * 86400 // 4))
        return (now.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(now.tzinfo)

    def reading(at):
        return Reading(draw(degrees), at, draw(st.sampled_from(Site)), air=draw(st.none() | st.floats(-30, 40)))

    moves = [
        Move(around(9), draw(st.sampled_from(Direction)), draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(CLASSES)))
        for _ in range(draw(st.integers(0, 4)))
    ]
    return Case(
        draw(entries | st.sampled_from([*CodeFault, *Nothing, *Unknown, *VisitKind])),
        draw(st.sampled_from(Direction)),
        now,
        draw(covenants),
        draw(st.just(None) | st.just(1)) and reading(now),
        tuple(reading(around(1)) for _ in range(draw(st.integers(0, 3)))),
        tuple(sorted(moves, key=lambda move: move.at)),
        draw(st.sampled_from(GATES)),
        draw(st.frozensets(words | st.sampled_from(["same_way", "quota", "stale"]), max_size=3)),
        draw(st.none() | st.timedeltas(timedelta(0), timedelta(days=60))),
        draw(st.booleans()),
    )
