"""Issuing, binding, replacing, extending and revoking passes. It makes no codes and prints nothing; every act is noted with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gatepass.passes import Pass, Status, Validity, parse_serial, serial_of
from gatepass.wording import Refusal, Text
from issuer.jobs import Progress
from issuer.store import Act, Store

MOST_SPARES = 1000


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a pass is for: a resident, or a car."""

    holder: int | None = None
    car: int | None = None

    @classmethod
    def of(cls, issued: Pass) -> "Bearer":
        """Whom this one is for."""
        return cls(issued.holder, issued.car)


NOBODY = Bearer()


@dataclass(frozen=True, slots=True)
class Issued:
    """What a run of `issue` did. Who was revoked gets no new pass by itself: `revoked` counts them."""

    fresh: tuple[Pass, ...]
    renewed: tuple[Pass, ...]
    revoked: int


def a_year_from(day: date) -> date:
    """The default last day of a pass."""
    return date(day.year + 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def refuse_ended(validity: Validity) -> None:
    """Raises `Refusal` for a last day that lies before the first."""
    if validity.until and validity.until < validity.since:
        raise Refusal(
            Text(f"{validity.until} 已经过去", f"{validity.until} has passed"),
            Text("请给一个将来的日期", "give a day to come"),
        )


def issue(store: Store, validity: Validity, act: Act, progress: Progress | None = None) -> Issued:
    """Gives a pass to every resident and every car that never had one, and a new issue to those whose pass has expired."""
    refuse_ended(validity)
    with store.writing() as writing:
        newest = newest_of_each(store)
        bearers = [
            *(Bearer(person.id) for person in store.residents()),
            *(Bearer(car=car.id) for car in store.cars()),
        ]
        had = [newest[bearer] for bearer in bearers if bearer in newest]
        expired = [issued for issued in had if _is_over(issued, validity.since)]
        fresh = fresh_passes([bearer for bearer in bearers if bearer not in newest], store.highest_sequence(), validity)
        renewed = tuple(_next_issue(old, validity) for old in expired)
        for old in expired:
            writing.end_pass(old, Status.EXPIRED, act)
        for done, issued in enumerate((*fresh, *renewed), start=1):
            writing.add_pass(issued, act)
            if progress:
                progress(done, len(fresh) + len(renewed))
    revoked = sum(issued.status is Status.REVOKED for issued in had)
    return Issued(fresh, renewed, revoked)


def issue_to(store: Store, bearer: Bearer, validity: Validity, act: Act) -> Pass:
    """Gives a resident or a car a pass: a first one, or the next issue of the one they had.

    Raises `Refusal` where they have a valid one.
    """
    refuse_ended(validity)
    with store.writing() as writing:
        had = _newest_among(had_by(store, bearer))
        if had and had.status_on(validity.since) is Status.VALID:
            raise Refusal(
                Text(f"已有有效的出入证 {had.serial}", f"there is a valid pass already: {had.serial}"),
                Text("丢失或损坏的请补换", "replace it where it is lost or damaged"),
            )
        if had and had.status is Status.VALID:
            writing.end_pass(had, Status.EXPIRED, act)
        issued = _next_issue(had, validity) if had else fresh_passes([bearer], store.highest_sequence(), validity)[0]
        writing.add_pass(issued, act)
    return issued


def bind(store: Store, serial: str, holder: int, act: Act) -> Pass:
    """Makes a spare the pass of a resident; one that they have is replaced by it. Raises `Refusal` for what is no spare."""
    with store.writing() as writing:
        spare = newest_issue(store, serial)
        today = store.community().day_of(act.at)
        if spare.status_on(today) is not Status.SPARE:
            raise Refusal(
                Text(f"{spare.serial} 不是可用的备用证", f"{spare.serial} is no spare that can be bound"),
                Text("请核对卡上的编号", "check the number on the card"),
            )
        had = _newest_among(store.passes_of(holder))
        if had and had.status is Status.VALID:
            writing.end_pass(had, Status.REPLACED, act)
        writing.bind_pass(spare, holder, act)
    return replace(spare, status=Status.VALID, holder=holder)


def extend(store: Store, serial: str, until: date, act: Act) -> Pass:
    """Sets the last day of a valid pass or a spare, later or earlier; raises `Refusal` for a day that has passed."""
    with store.writing() as writing:
        newest = newest_issue(store, serial)
        if newest.status not in (Status.VALID, Status.SPARE):
            raise _has_ended(newest, Text("请补办一张新卡", "replace it"))
        refuse_ended(Validity(max(newest.validity.since, store.community().day_of(act.at)), until))
        writing.set_last_day(newest, until, replace(act, why=f"{act.why} → {until}"))
    return replace(newest, validity=replace(newest.validity, until=until))


def replace_pass(store: Store, serial: str, today: date, act: Act) -> Pass:
    """A new issue of a pass, for a lost card, good as long as the old one; the old one opens no gate. Raises `Refusal`."""
    with store.writing() as writing:
        old = newest_issue(store, serial)
        if old.status is Status.SPARE:
            raise Refusal(
                Text(f"{old.serial} 是备用证", f"{old.serial} is a spare"),
                Text("请注销它，再用 passes spare 补制", "revoke it and make another with passes spare"),
            )
        if old.status is Status.VALID:
            writing.end_pass(old, Status.REPLACED, act)
        until = old.validity.until
        ends = a_year_from(today) if until and until < today else until
        issued = _next_issue(old, Validity(today, ends))
        writing.add_pass(issued, act)
    return issued


def revoke(store: Store, serial: str, act: Act) -> Pass:
    """Ends a pass; raises `Refusal` where it has ended already."""
    with store.writing() as writing:
        newest = newest_issue(store, serial)
        if newest.status not in (Status.VALID, Status.SPARE):
            raise _has_ended(newest, Text("不用再注销", "nothing is left to revoke"))
        writing.end_pass(newest, Status.REVOKED, act)
    return replace(newest, status=Status.REVOKED)


def add_spares(store: Store, count: int, validity: Validity, act: Act) -> tuple[Pass, ...]:
    """Passes that nobody holds yet; raises `Refusal` for an unlikely number of them."""
    refuse_ended(validity)
    if not 1 <= count <= MOST_SPARES:
        raise Refusal(
            Text(f"不能一次做{count}张备用证", f"{count} spares cannot be made at a time"),
            Text(f"请给 1 到 {MOST_SPARES}", f"give 1 to {MOST_SPARES}"),
        )
    with store.writing() as writing:
        first = store.highest_sequence() + 1
        spares = tuple(Pass(serial_of(first + place), 1, Status.SPARE, validity) for place in range(count))
        for spare in spares:
            writing.add_pass(spare, act)
    return spares


def fresh_passes(bearers: Sequence[Bearer], last_sequence: int, validity: Validity) -> tuple[Pass, ...]:
    """First passes for bearers that never had one, with the serials that come next."""
    return tuple(
        Pass(serial_of(sequence), 1, Status.VALID, validity, bearer.holder, bearer.car)
        for sequence, bearer in enumerate(bearers, start=last_sequence + 1)
    )


def had_by(store: Store, bearer: Bearer) -> tuple[Pass, ...]:
    """All issues that a resident or a car has or had, oldest first."""
    if bearer.holder is not None:
        return store.passes_of(bearer.holder)
    return store.passes_of_car(bearer.car) if bearer.car is not None else ()


def newest_issue(store: Store, serial: str) -> Pass:
    """The issue of a pass that counts; raises `Refusal` for a serial that none has."""
    issues = store.issues_of(parse_serial(serial))
    if not issues:
        raise Refusal(
            Text(f"没有编号 {serial} 的出入证", f"there is no pass {serial}"),
            Text("请用 passes list 核对", "compare with passes list"),
        )
    return issues[-1]


def newest_of_each(store: Store) -> dict[Bearer, Pass]:
    """The pass that counts for each resident and each car."""
    had: dict[Bearer, list[Pass]] = {}
    for holding in store.holdings():
        had.setdefault(Bearer.of(holding.issued), []).append(holding.issued)
    return {bearer: newest for bearer, passes in had.items() if bearer != NOBODY and (newest := _newest_among(passes))}


def _newest_among(passes: Sequence[Pass]) -> Pass | None:
    """The valid one, else the one issued last."""
    valid = [issued for issued in passes if issued.status is Status.VALID]
    return next(iter((*valid, *reversed(passes))), None)


def _has_ended(issued: Pass, remedy: Text) -> Refusal:
    return Refusal(Text(f"{issued.serial} 已经不能用了", f"{issued.serial} has ended already"), remedy)


def _is_over(issued: Pass, today: date) -> bool:
    return issued.status is Status.VALID and issued.status_on(today) is Status.EXPIRED


def _next_issue(old: Pass, validity: Validity) -> Pass:
    return Pass(old.serial, old.issue + 1, Status.VALID, validity, old.holder, old.car)
