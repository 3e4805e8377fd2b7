"""Issuing, replacing and revoking passes. It makes no codes and prints nothing; every act is noted with its reason."""

from dataclasses import dataclass, replace
from datetime import date

from gatepass.passes import Pass, Status, Validity, parse_serial, serial_of
from gatepass.wording import Refusal, Text
from issuer.jobs import Progress
from issuer.store import Act, Store

MOST_SPARES = 1000


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
    """Gives a pass to every resident who never had one, and a new issue to those whose pass has expired."""
    refuse_ended(validity)
    with store.writing() as writing:
        newest = _newest_of_each_resident(store)
        people = [person.id for person in store.residents()]
        expired = [newest[id_] for id_ in people if id_ in newest and _is_over(newest[id_], validity.since)]
        fresh = _fresh([id_ for id_ in people if id_ not in newest], store.highest_sequence(), validity)
        renewed = tuple(_next_issue(old, validity) for old in expired)
        for old in expired:
            writing.end_pass(old, Status.EXPIRED, act)
        for done, issued in enumerate((*fresh, *renewed), start=1):
            writing.add_pass(issued, act)
            if progress:
                progress(done, len(fresh) + len(renewed))
    revoked = sum(newest[id_].status is Status.REVOKED for id_ in people if id_ in newest)
    return Issued(fresh, renewed, revoked)


def issue_to(store: Store, resident_id: int, validity: Validity, act: Act) -> Pass:
    """Gives one resident a pass: a first one, or the next issue of the one they had. Raises `Refusal` where they hold a valid one."""
    refuse_ended(validity)
    with store.writing() as writing:
        had = _newest_of_each_resident(store).get(resident_id)
        if had and had.status_on(validity.since) is Status.VALID:
            raise Refusal(
                Text(f"已有有效的出入证 {had.serial}", f"there is a valid pass already: {had.serial}"),
                Text("丢失或损坏的请补换", "replace it where it is lost or damaged"),
            )
        if had and had.status is Status.VALID:
            writing.end_pass(had, Status.EXPIRED, act)
        issued = _next_issue(had, validity) if had else _fresh([resident_id], store.highest_sequence(), validity)[0]
        writing.add_pass(issued, act)
    return issued


def replace_pass(store: Store, serial: str, today: date, act: Act) -> Pass:
    """A new issue of a pass, for a lost card, good as long as the old one; the old one opens no gate. Raises `Refusal`."""
    with store.writing() as writing:
        old = _newest_issue(store, serial)
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
        newest = _newest_issue(store, serial)
        if newest.status not in (Status.VALID, Status.SPARE):
            raise Refusal(
                Text(f"{newest.serial} 已经不能用了", f"{newest.serial} has ended already"),
                Text("不用再注销", "nothing is left to revoke"),
            )
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


def _newest_of_each_resident(store: Store) -> dict[int, Pass]:
    """The pass that counts for each resident: the valid one, else the one issued last."""
    newest: dict[int, Pass] = {}
    for holding in store.holdings():
        issued = holding.issued
        if issued.holder is not None and (
            issued.holder not in newest or newest[issued.holder].status is not Status.VALID
        ):
            newest[issued.holder] = issued
    return newest


def _is_over(issued: Pass, today: date) -> bool:
    return issued.status is Status.VALID and issued.status_on(today) is Status.EXPIRED


def _fresh(holders: list[int], last_sequence: int, validity: Validity) -> tuple[Pass, ...]:
    return tuple(
        Pass(serial_of(sequence), 1, Status.VALID, validity, holder)
        for sequence, holder in enumerate(holders, start=last_sequence + 1)
    )


def _next_issue(old: Pass, validity: Validity) -> Pass:
    return Pass(old.serial, old.issue + 1, Status.VALID, validity, old.holder)


def _newest_issue(store: Store, serial: str) -> Pass:
    issues = store.issues_of(parse_serial(serial))
    if not issues:
        raise Refusal(
            Text(f"没有编号 {serial} 的出入证", f"there is no pass {serial}"),
            Text("请用 passes list 核对", "compare with passes list"),
        )
    return issues[-1]
