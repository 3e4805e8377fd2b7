"""A thermometer judged by somebody known to be well, and when the gate asks for it."""

from datetime import time

import msgspec
import pytest

from gatepass.case import Direction, Reading, Reason, Site, VisitKind
from gatepass.events import Reference, Taken
from gatepass.kinds import ReferenceRule, SiteLimit, Standing
from gatepass.wording import Refusal
from kiosk.passages import Attempt, decide, identify
from kiosk.readings import AIR_HOLDS_FOR, Typed, parse_air, reading, refer, reference_is_asked
from kiosk.registrations import Register
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.stamp import stamp
from kiosk.visits import Form, check
from tests.kiosk.test_fevers import bodies, under

GOOD, DOUBTFUL, OFF = Standing


def referred(store, clock, degrees, device="1", request=None, **taken):
    return refer(store, Typed(degrees, Taken(device=device, **taken)), stamp(store, clock()), request)


def asked(store, clock):
    return reference_is_asked(store, stamp(store, clock()))


def test_a_device_that_is_off_twice_is_named_until_it_is_right_again(store, clock):
    standings = [referred(store, clock, degrees) for degrees in ("365", "352", "353", "366")]
    assert standings == [GOOD, DOUBTFUL, OFF, GOOD]
    assert [(each.name, each.standing) for each in store.thermometers()] == [("1", GOOD)]


def test_each_device_is_judged_by_itself(store, clock):
    assert [referred(store, clock, "352", device) for device in ("1", "2", "1")] == [DOUBTFUL, DOUBTFUL, OFF]


def test_two_clicks_are_one_reading(store, clock):
    assert [referred(store, clock, "352", request="click") for _ in range(2)] == [DOUBTFUL, DOUBTFUL]
    assert bodies(store) == [Reference(35.2, DOUBTFUL, Taken(device="1"))]


def test_a_site_that_reads_lower_is_judged_lower(store, community, clock):
    under(store, community, sites=(SiteLimit(Site.WRIST, 36.75),))
    assert referred(store, clock, "352", site=Site.WRIST) is DOUBTFUL
    assert referred(store, clock, "353", site=Site.WRIST) is GOOD


def test_it_is_asked_at_the_start_of_a_shift_and_not_again_when_it_was_right(store, community, clock):
    under(store, community, reference=ReferenceRule())
    before, shift = asked(store, clock), Shift(store, clock)
    shift.add("王阿姨", "2468")
    shift.sign_on("王阿姨", "2468", None)
    begun = asked(store, clock)
    referred(store, clock, "352")
    doubtful = asked(store, clock)
    referred(store, clock, "365")
    assert (before, begun, doubtful, asked(store, clock)) == (False, True, True, False)


def test_it_is_asked_at_the_set_times(store, community, clock):
    under(store, community, reference=ReferenceRule((time(13),)))  # the clock stands at 08:30
    referred(store, clock, "365")
    morning = asked(store, clock)
    clock.on(hours=4, minutes=30)
    assert (morning, asked(store, clock)) == (False, True)


def test_a_covenant_that_does_not_speak_of_it_asks_for_nothing(store, clock):
    assert asked(store, clock) is False


def test_the_air_that_was_told_holds_for_two_hours(store, clock):
    referred(store, clock, "365", air=-4.0)
    clock.now += AIR_HOLDS_FOR
    held = reading(store, Typed("365"), clock()).air
    clock.on(seconds=1)
    assert (held, reading(store, Typed("365"), clock()).air) == (-4.0, None)


@pytest.mark.parametrize(
    ("text", "celsius"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("-4", -4.0, id="a frost"),
        pytest.param("－4", -4.0, id="a frost in full width"),
        pytest.param("18.5 °C", 18.5, id="with its unit"),
        pytest.param("18,5", 18.5, id="a comma"),
    ],
)
def test_the_air_is_read_as_it_is_typed(text, celsius):
    assert parse_air(text) == celsius


@pytest.mark.parametrize("text", ["cold", "nan", "365", "-60", "1e9"])
def test_what_is_no_air_is_refused(text):
    with pytest.raises(Refusal, match="is not an air temperature"):
        parse_air(text)


def test_a_reference_tells_nothing_of_who_was_measured(store, clock):
    referred(store, clock, "365")
    (body,) = bodies(store)
    assert msgspec.to_builtins(body) == {
        "kind": "reference",
        "celsius": 36.5,
        "standing": "good",
        "taken": {"device": "1"},
    }


def test_a_thermometers_own_reading_is_taken_in_the_air_that_was_told(store, community, clock):
    session = Session(store, clock)
    referred(store, clock, "365", air=-4.0)
    session.scan(community.code("wang"), None)
    clock.on(seconds=2)
    session.measured(Reading(36.5, clock(), Site.WRIST, "gun"))
    assert bodies(store)[-1].taken == Taken(Site.WRIST, "gun", -4.0)


def admitted(store, community, clock, device):
    """What is said to somebody who reads 36.5 with a thermometer."""
    shown, at = identify(store, community.code("wang")), stamp(store, clock())
    return decide(store, Attempt(shown, Direction.IN, Reading(36.5, at.at, device=device)), at).verdict.reason


def test_with_a_thermometer_that_is_off_nobody_is_let_in_until_it_is_right_again(store, community, clock):
    reasons = []
    for degrees in ("365", "352", "352"):
        referred(store, clock, degrees, "1")
        clock.on(minutes=1)
        reasons.append(admitted(store, community, clock, "1"))
        clock.on(minutes=1)
    reasons.append(admitted(store, community, clock, "2"))
    referred(store, clock, "365", "1")
    clock.on(minutes=1)
    reasons.append(admitted(store, community, clock, "1"))
    assert reasons == [Reason.FINE, Reason.FINE, Reason.DEVICE_OFF, Reason.FINE, Reason.FINE]


def test_one_without_a_name_may_be_the_one_that_is_off_until_it_is_checked_too(store, community, clock):
    reasons = []
    for degrees, device in (
        ("352", "1"),
        ("352", "1"),
        ("365", ""),
        ("352", "2"),
        ("352", "2"),
        ("365", "1"),
        ("365", "2"),
    ):
        referred(store, clock, degrees, device)
        clock.on(minutes=1)
        reasons.append(admitted(store, community, clock, ""))
        clock.on(minutes=1)
    off, fine = Reason.DEVICE_OFF, Reason.FINE
    assert reasons == [fine, off, fine, fine, off, off, fine]


def test_a_visitor_is_measured_with_another_one_too(store, community, clock):
    for _ in range(2):
        referred(store, clock, "352", "")
    form = Form(name="赵六", phone="13812345678", door="12-302", temperature="365")
    visit = check(VisitKind.VISITOR, form, (), store.terms().doors)
    assert Register(store).take(visit, stamp(store, clock()), None).verdict.reason is Reason.DEVICE_OFF
