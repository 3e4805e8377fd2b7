"""The ledger as a table for people: one row an event, as CSV or XLSX. No cell of it is ever a formula.

Names come from the office's own roster as it is now; what identifies visitors is opened masked, and whole only with the
manager's key.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
from msgspec import UNSET, Struct

from gatepass.case import Direction, Reason, VisitKind
from gatepass.events import (
    Bind,
    Claimed,
    Clock,
    Details,
    Event,
    FeverClosed,
    Judged,
    Override,
    Passage,
    Reference,
    Scan,
    ShiftOff,
    ShiftOn,
    Undo,
    VisitIn,
    VisitOut,
    decode_details,
)
from gatepass.fevers import FEVER_END_WORDS, OPENING
from gatepass.kinds import SITE_WORDS, STANDING_WORDS
from gatepass.looks import CAR
from gatepass.people import CATEGORY_WORDS
from gatepass.seal import unseal
from gatepass.sentences import OUTCOME_WORDS, reason_words
from gatepass.wording import Language, Refusal, Text
from issuer.days import refuse_backwards
from issuer.keys import Keys
from issuer.passbooks import holders
from issuer.store import Logged, Store
from issuer.tables import Cell, Table, write_table

DIRECTION_WORDS = {Direction.IN: Text("进", "in"), Direction.OUT: Text("出", "out")}
PASSAGE_WORDS = {
    Passage.IN: Text("进入", "went in"),
    Passage.OUT: Text("外出", "went out"),
    Passage.TURNED_AWAY: Text("劝返", "turned away"),
    None: Text("未通过", "not let through"),
}
KIND_WORDS = {
    VisitKind.VISITOR: Text("访客", "Visitor"),
    VisitKind.COURIER: Text("快递", "Courier"),
    VisitKind.RIDER: Text("外卖", "Food rider"),
    VisitKind.VEHICLE: Text("车辆", "Vehicle"),
}
_UNDONE = Text("撤销", "undone")
_BOUND = Text("登记备用证", "spare bound")
_ON_DUTY = Text("上岗", "signed on")
_OFF_DUTY = Text("交班", "signed off")
_SHELVED = Text("放货架", "put on the shelf")
_LEFT = Text("离开", "left")
_REFERENCE = Text("核对体温计", "thermometer checked")


class Row(Struct, frozen=True):
    """One row; its fields stand in the order of the columns."""

    day: str
    time: str
    gate: str
    direction: str = ""
    result: str = ""
    door: str = ""
    name: str = ""
    serial: str = ""
    category: str = ""
    celsius: float | None = None
    site: str = ""
    device: str = ""
    verdict: str = ""
    reason: str = ""
    visit: str = ""
    visitor: str = ""
    phone: str = ""
    document: str = ""
    plate: str = ""
    purpose: str = ""
    left: str = ""
    note: str = ""
    fever: str = ""
    event: str = ""


COLUMNS = (
    (Text("日期", "Date"), 11),
    (Text("时间", "Time"), 9),
    (Text("大门", "Gate"), 12),
    (Text("方向", "Direction"), 9),
    (Text("结果", "Result"), 12),
    (Text("门牌", "Door"), 14),
    (Text("姓名", "Name"), 14),
    (Text("证号", "Serial"), 9),
    (Text("人员类别", "Category"), 10),
    (Text("体温", "°C"), 7),
    (Text("部位", "Site"), 9),
    (Text("体温计", "Device"), 12),
    (Text("判定", "Verdict"), 10),
    (Text("原因", "Reason"), 24),
    (Text("来访类别", "Visit"), 10),
    (Text("来访人", "Visitor"), 14),
    (Text("电话", "Phone"), 15),
    (Text("证件", "Document"), 20),
    (Text("车牌", "Plate"), 11),
    (Text("事由", "Purpose"), 18),
    (Text("离开时间", "Left at"), 20),
    (Text("备注", "Note"), 36),
    (Text("发热经过", "Fever story"), 38),
    (Text("事件编号", "Event"), 38),
)


class Log:
    """The ledger read for people. `manager_key` opens whole details; without it they are masked."""

    def __init__(self, store: Store, keys: Keys, language: Language, manager_key: bytes | None = None) -> None:
        self._store, self._desk_key, self._manager_key = store, keys.desk, manager_key
        self._language, self._zone = language, store.community().local
        self._holders = holders(store.holdings(), keys)
        self._gates = {gate.id: gate.name for gate in store.gates()}

    def rows(self, first: date, last: date) -> Iterator[Row]:
        """The rows of these local days, both included, as they happened; raises `Refusal` for days in the wrong order."""
        refuse_backwards(first, last)
        return map(self.row, self._store.logged(first, last))

    def latest(self, limit: int) -> tuple[Row, ...]:
        """The rows of the last events, newest first."""
        return tuple(map(self.row, self._store.latest(limit)))

    def row(self, logged: Logged) -> Row:
        """One event."""
        event = logged.event
        row = Row(
            day=str(event.day),
            time=f"{event.at.astimezone(self._zone):%H:%M:%S}",
            gate=self._gates.get(event.gate, event.gate),
            left=f"{logged.ended.astimezone(self._zone):%Y-%m-%d %H:%M:%S}" if logged.ended else "",
            note=self._note(logged),
            fever=_story(event),
            event=event.id,
        )
        return msgspec.structs.replace(row, **{**self._person(logged), **self._fact(event)})

    def _person(self, logged: Logged) -> dict[str, str]:
        """Who it was, from the event itself or from the one that it corrects or ends."""
        for event in filter(None, (logged.event, logged.origin)):
            match event.body:
                case Scan() as scan:
                    return self._holder(scan) | {"direction": self._say(DIRECTION_WORDS[scan.direction])}
                case VisitIn() as visit:
                    return self._visitor(visit)
                case Bind() as bound:
                    return self._bound(bound)
                case ShiftOn() | ShiftOff() as duty:
                    details = self._details(duty)
                    return {"name": details.name, "purpose": details.purpose}
                case FeverClosed() as closed:
                    purpose = {"purpose": self._details(closed).purpose}
                    return (self._person(replace(logged, event=logged.origin)) if logged.origin else {}) | purpose
                case Claimed() as claimed:
                    return self._claimed(claimed) | {"direction": self._say(DIRECTION_WORDS[claimed.direction])}
        return {}

    def _holder(self, scan: Scan) -> dict[str, str]:
        holding = self._holders.get(scan.lookup or "")
        if holding is None:
            return {}
        category = CATEGORY_WORDS[holding.resident.category] if holding.resident else CAR.words
        return {"serial": holding.issued.serial} | (
            {"door": str(holding.door), "name": holding.name, "category": self._say(category)} if holding.door else {}
        )

    def _bound(self, bound: Bind) -> dict[str, str]:
        details, holding = self._details(bound), self._holders.get(bound.lookup)
        return {
            "serial": holding.issued.serial if holding else "",
            "door": bound.door,
            "name": details.name,
            "phone": details.phone.removeprefix("+86"),
            "document": details.document,
        }

    def _claimed(self, claimed: Claimed) -> dict[str, str]:
        details = self._details(claimed)
        return {"door": claimed.door, "name": details.name, "phone": details.phone.removeprefix("+86")}

    def _visitor(self, visit: VisitIn) -> dict[str, str]:
        details = self._details(visit)
        return {
            "door": visit.door or "",
            "visit": self._say(KIND_WORDS[visit.visitor]),
            "visitor": details.name,
            "phone": details.phone.removeprefix("+86"),
            "document": details.document,
            "plate": details.plate,
            "purpose": details.purpose,
        }

    def _details(self, sealed: VisitIn | Bind | Claimed | ShiftOn | ShiftOff | FeverClosed) -> Details:
        try:
            if self._manager_key:
                return decode_details(unseal(self._manager_key, sealed.whole))
            return decode_details(unseal(self._desk_key, sealed.masked))
        except (Refusal, msgspec.DecodeError):
            return Details(name=self._say(Text("（打不开）", "(cannot be opened)")))

    def _fact(self, event: Event) -> dict[str, Cell]:
        """What happened; the words of an event's own body go before those of the person."""
        match event.body:
            case Scan(passage=passage) | Claimed(passage=passage) as scan:
                return self._judged(scan.verdict) | self._went(passage) | self._measured(scan)
            case VisitIn(passage=passage) as visit:
                is_shelved = passage is Passage.TURNED_AWAY and visit.verdict.reason is Reason.TO_THE_SHELF
                came = self._way(Direction.IN) | (
                    {"result": self._say(_SHELVED)} if is_shelved else self._went(passage)
                )
                return self._judged(visit.verdict) | came | self._measured(visit)
            case FeverClosed(end=end):
                return {"result": self._say(FEVER_END_WORDS[end])}
            case Reference() as reference:
                return {"result": self._say(_REFERENCE)} | self._measured(reference)
            case Override(passage=passage):
                return self._went(passage)
            case Undo():
                return {"result": self._say(_UNDONE)}
            case VisitOut():
                return {"result": self._say(_LEFT)} | self._way(Direction.OUT)
            case ShiftOn():
                return {"result": self._say(_ON_DUTY)}
            case ShiftOff():
                return {"result": self._say(_OFF_DUTY)}
            case Bind():
                return {"result": self._say(_BOUND)}

    def _went(self, passage: Passage | None) -> dict[str, Cell]:
        return {"result": self._say(PASSAGE_WORDS[passage])}

    def _measured(self, body: Scan | Claimed | VisitIn | Reference) -> dict[str, Cell]:
        """How hot, where on the body and by which device; the site is said where something was told of the reading."""
        if body.celsius is None or body.taken is UNSET:
            return {"celsius": body.celsius}
        site, device = self._say(SITE_WORDS[body.taken.site]), body.taken.device
        return {"celsius": body.celsius, "site": site, "device": device}

    def _judged(self, judged: Judged) -> dict[str, Cell]:
        return {
            "verdict": self._say(OUTCOME_WORDS[judged.outcome]),
            "reason": reason_words(judged.reason).to(self._language),
        }

    def _way(self, direction: Direction) -> dict[str, Cell]:
        return {"direction": self._say(DIRECTION_WORDS[direction])}

    def _note(self, logged: Logged) -> str:
        notes = [self._said_by(logged.event)]
        if logged.undone:
            notes.append(self._say(Text("后被撤销", "undone later")))
        if logged.event.clock is Clock.DOUBTFUL:
            notes.append(self._say(Text("终端时钟可疑", "the gate's clock was in doubt")))
        return self._say(Text("；", "; ")).join(filter(None, notes))

    def _said_by(self, event: Event) -> str:
        match event.body:
            case Override(scan=scan, reason=reason):
                return self._say(Text(f"人工放行：{reason}（见 {scan}）", f"let pass: {reason} (see {scan})"))
            case Claimed():
                return self._say(Text("没带证卡", "no card"))
            case FeverClosed():
                return self._say(Text("不再等候复测", "waits no longer to be measured again"))
            case Reference(standing=standing):
                return self._say(STANDING_WORDS[standing])
            case ShiftOff(inside=inside, resting=resting):
                return self._say(
                    Text(f"在内{inside}，待复测{resting}", f"{inside} inside, {resting} to be measured again")
                )
            case Undo(event=earlier):
                return self._say(Text(f"撤销 {earlier}", f"undoes {earlier}"))
            case VisitOut(visit=visit):
                return self._say(Text(f"来访 {visit}", f"visit {visit}"))
            case _:
                return ""

    def _say(self, text: Text) -> str:
        return text.to(self._language)


def _story(event: Event) -> str:
    """The event with which the story of a high temperature began that this one belongs to, itself where it is that one."""
    match event.body:
        case Scan(verdict=judged, fever=fever) | Claimed(verdict=judged, fever=fever):
            return event.id if fever is UNSET and judged.reason in OPENING else "" if fever is UNSET else fever
        case FeverClosed(fever=fever):
            return fever
        case VisitIn(fever=fever):
            return "" if fever is UNSET else fever
        case _:
            return ""


def write_log(out: Path, language: Language, rows: Iterable[Row]) -> int:
    """Writes the rows as the file's ending says, all of it or nothing. Returns how many; raises `Refusal` for another ending."""
    return write_table(out, language, Table(Text("通行记录", "Log"), COLUMNS, map(msgspec.structs.astuple, rows)))
