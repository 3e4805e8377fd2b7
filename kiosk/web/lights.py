"""The state of what a gate depends on, as lights with a few words."""

import shutil
from datetime import datetime, timedelta

from msgspec import UNSET, Struct, UnsetType

from appkit.clocks import now
from gatepass.events import Clock
from gatepass.passbook import PassbookRefused
from gatepass.wording import Language, Text
from kiosk.decoders import zbar_missing
from kiosk.gate import Gate
from kiosk.posts import light_of
from kiosk.rulewords import coming, standing_in
from kiosk.stamp import stamp
from kiosk.store import Terms
from kiosk.sync import OfficeUnreachable
from kiosk.thermometers.thermometer import ThermometerState
from kiosk.web.ages import age

PASSBOOK_OLD_AFTER = timedelta(hours=24)
COMING_SOON = timedelta(hours=24)


class Light(Struct, frozen=True):
    """One part of the gate's state: `ok`, `note` (harmless) or `alarm`, and a few words."""

    level: str
    words: str


class Lights(Struct, frozen=True):
    """The state of what the gate depends on; a thermometer only where there is to be one, other rules only where they are to come."""

    camera: Light
    office: Light
    passbook: Light
    clock: Light
    disk: Light
    zbar: Light
    thermometer: Light | UnsetType = UNSET
    coming: Light | UnsetType = UNSET


def lights(gate: Gate, terms: Terms | None, language: Language) -> Lights:
    """The lights of a running gate."""
    moment = now()
    return Lights(
        camera=light_in(language, *light_of(gate.posts)),
        office=light_in(language, *_office(gate)),
        passbook=light_in(language, *_passbook(gate, terms, moment)),
        clock=light_in(language, *_clock(gate, moment)),
        disk=light_in(language, *_disk(gate)),
        zbar=light_in(language, *_zbar()),
        thermometer=light_in(language, *_thermometer(gate.thermometer.state)) if gate.thermometer else UNSET,
        coming=light_in(language, *_coming(terms, moment)) if terms and terms.to_come else UNSET,
    )


def light_in(language: Language, level: str, words: Text) -> Light:
    """A light in the page's language."""
    return Light(level, words.to(language))


def _office(gate: Gate) -> tuple[str, Text]:
    waiting = gate.store.highest_number() - gate.store.received()
    problem = gate.link.problem
    if problem is None or isinstance(problem, PassbookRefused):
        return "ok", Text("办公室在线", "Office connected") if not waiting else Text(
            f"待传{waiting}条", f"{waiting} to send"
        )
    known = isinstance(problem, OfficeUnreachable)
    what = Text("办公室未连接", "Office offline") if known else problem.what
    return "note", Text(
        f"{what.zh}，照常放行，待传{waiting}条",
        f"{what.en[:1].upper()}{what.en[1:]}, go on as usual; {waiting} to send",
    )


def _passbook(gate: Gate, terms: Terms | None, moment: datetime) -> tuple[str, Text]:
    refused = gate.link.problem if isinstance(gate.link.problem, PassbookRefused) else None
    if terms is None or terms.dated is None:
        return "alarm", _without_a_passbook(refused, is_spoilt=gate.store.is_spoilt())
    minutes = max(int((moment - terms.dated).total_seconds() // 60), 0)
    old = timedelta(minutes=minutes) > PASSBOOK_OLD_AFTER
    past = age(minutes)
    ago = Text("刚刚更新", "just now") if minutes < 2 else Text(f"{past.zh}前", f"{past.en} old")
    if refused:
        return "alarm", Text(
            f"{refused.what.zh}；继续用手头的（{ago.zh}），请告知办公室",
            f"{refused.what.en[:1].upper()}{refused.what.en[1:]}: we go on with ours ({ago.en}); tell the office",
        )
    if terms.stands_in:
        return "alarm", standing_in(terms)
    if gate.store.has_damaged_entries:
        return "alarm", Text(
            "证册有一部分坏了，会自动重取；读不出的证请示值班人员",
            "Part of the passbook is damaged and taken anew by itself; for passes that it does not show call the person on duty",
        )
    return ("alarm" if old else "ok"), Text(f"证册：{ago.zh}", f"Passbook: {ago.en}")


def _coming(terms: Terms, moment: datetime) -> tuple[str, Text]:
    next_one = terms.to_come[0]
    begins = next_one.in_force_from or moment
    return "note" if begins - moment < COMING_SOON else "ok", coming(next_one, begins.astimezone(terms.local))


def _without_a_passbook(refused: PassbookRefused | None, *, is_spoilt: bool) -> Text:
    if refused:
        return Text(
            f"{refused.what.zh}，手头也没有可用的：请升级本终端的程序，或告知办公室",
            f"{refused.what.en[:1].upper()}{refused.what.en[1:]}, and there is none to go on with: update this gate's program,"
            " or tell the office",
        )
    if is_spoilt:
        return Text(
            "证册读不出来，也没有上一份规约：请接通办公室，会自动重取；仍不行，请办公室重新登记本终端",
            "Passbook unreadable, and no rules kept: connect the office and it is taken anew by itself;"
            " if not, have this gate enrolled anew",
        )
    return Text("还没有证册，请联系办公室", "No passbook yet: call the office")


def _clock(gate: Gate, moment: datetime) -> tuple[str, Text]:
    match stamp(gate.store, moment).clock:
        case Clock.CHECKED:
            return "ok", Text("时钟已核对", "Clock checked")
        case Clock.UNCHECKED:
            return "note", Text("时钟未核对", "Clock not checked")
        case Clock.DOUBTFUL:
            return "alarm", Text("时钟可能不准，请核对电脑时间", "Clock doubtful: check this PC's time")


def _disk(gate: Gate) -> tuple[str, Text]:
    free = shutil.disk_usage(gate.folder).free
    if free < gate.low_disk:
        return "alarm", Text("磁盘快满了，请清理", "Disk nearly full: free some space")
    return "ok", Text("磁盘正常", "Disk fine")


def _zbar() -> tuple[str, Text]:
    if zbar_missing:
        return "note", Text("缺少 zbar，读码稍弱", "zbar is missing: reading is a little weaker")
    return "ok", Text("读码正常", "Reader complete")


def _thermometer(state: ThermometerState) -> tuple[str, Text]:
    match state:
        case ThermometerState.LIVE:
            return "ok", Text("体温计正常", "Thermometer on")
        case ThermometerState.LOST:
            return "alarm", Text(
                "体温计断开，请检查插头；可先用键盘输入",
                "Thermometer lost: check its plug; type temperatures meanwhile",
            )
        case _:
            return "note", Text("等待体温计", "Waiting for the thermometer")
