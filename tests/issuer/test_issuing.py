"""Issuing, replacing, revoking: one valid pass a resident, whatever is run twice."""

from datetime import UTC, date, datetime

import pytest

from gatepass.code import CodeFault, read_code
from gatepass.passbook import decode_row
from gatepass.passes import Status, Validity
from gatepass.people import Door
from issuer import issuing
from issuer.issuing import Bearer
from issuer.office import Office
from issuer.passbooks import Press, edition, household_pseudonym, passbook_of
from issuer.store import Act
from tests.issuer.offices import A_YEAR, ACT, AT, TODAY, issued_to, keys, refusing, resident, take_in

FAMILY = (resident("1-101", "张甲"), resident("1-101", "张乙"), resident("12-302", "李丙"))


def statuses(at: Office) -> list[tuple[str, int, Status]]:
    return [(each.issued.serial, each.issued.issue, each.issued.status) for each in at.store.holdings()]


def test_every_resident_gets_one_pass_in_the_order_of_the_doors(office: Office) -> None:
    issued_to(office, *reversed(FAMILY))
    held = [(each.issued.serial, each.resident and each.resident.name) for each in office.store.holdings()]
    assert held == [("000013", "张乙"), ("000021", "张甲"), ("000037", "李丙")]


def test_a_second_run_issues_nothing(office: Office) -> None:
    issued_to(office, *FAMILY)
    before = statuses(office)
    assert issuing.issue(office.store, A_YEAR, ACT) == issuing.Issued((), (), 0)
    assert statuses(office) == before


def test_who_came_later_gets_the_next_serial(office: Office) -> None:
    issued_to(office, *FAMILY[:2])
    assert issued_to(office, FAMILY[2]) == ("000037",)


def test_a_replaced_pass_has_the_same_serial_and_end_and_its_old_issue_is_void(office: Office) -> None:
    (serial,) = issued_to(office, FAMILY[0])
    issuing.replace_pass(office.store, serial, date(2020, 3, 1), ACT)
    assert statuses(office) == [(serial, 1, Status.REPLACED), (serial, 2, Status.VALID)]
    assert office.store.issues_of(serial)[1].validity == Validity(date(2020, 3, 1), A_YEAR.until)


def test_a_revoked_pass_is_not_issued_again_by_itself_but_can_be_given_again(office: Office) -> None:
    (serial,) = issued_to(office, FAMILY[0])
    issuing.revoke(office.store, serial, ACT)
    assert issuing.issue(office.store, A_YEAR, ACT) == issuing.Issued((), (), 1)
    issuing.replace_pass(office.store, serial, TODAY, ACT)
    assert statuses(office) == [(serial, 1, Status.REVOKED), (serial, 2, Status.VALID)]


def test_an_expired_pass_is_renewed_under_its_serial(office: Office) -> None:
    (serial,) = issued_to(office, FAMILY[0])
    later = Validity(date(2021, 2, 11), date(2022, 2, 11))
    issuing.issue(office.store, later, ACT)
    assert statuses(office) == [(serial, 1, Status.EXPIRED), (serial, 2, Status.VALID)]


def test_every_act_is_kept_with_its_reason(office: Office) -> None:
    (serial,) = issued_to(office, FAMILY[0])
    revoked = issuing.revoke(office.store, serial, ACT)
    assert office.store.history_of(revoked) == ((Status.VALID, ACT), (Status.REVOKED, ACT))


def test_spares_have_no_holder_and_follow_in_sequence(office: Office) -> None:
    issued_to(office, FAMILY[0])
    spares = issuing.add_spares(office.store, 2, A_YEAR, ACT)
    assert [(spare.serial, spare.status, spare.holder) for spare in spares] == [
        ("000021", Status.SPARE, None),
        ("000037", Status.SPARE, None),
    ]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        pytest.param(lambda at: issuing.revoke(at.store, "000013", ACT), "没有编号", id="a serial never given"),
        pytest.param(lambda at: issuing.revoke(at.store, "000014", ACT), "不是出入证编号", id="a misread serial"),
        pytest.param(lambda at: issuing.add_spares(at.store, 0, A_YEAR, ACT), "0张", id="no spares"),
        pytest.param(
            lambda at: issuing.issue(at.store, Validity(TODAY, date(2020, 1, 1)), ACT), "已经过去", id="a past end"
        ),
    ],
)
def test_what_cannot_be_done_is_refused(office: Office, act: object, said: str) -> None:
    with refusing(said):
        act(office)  # type: ignore[operator]


def test_a_revoked_pass_cannot_be_revoked_again(office: Office) -> None:
    (serial,) = issued_to(office, FAMILY[0])
    issuing.revoke(office.store, serial, ACT)
    with refusing("已经不能用"):
        issuing.revoke(office.store, serial, ACT)


def test_a_spare_is_not_replaced(office: Office) -> None:
    (spare,) = issuing.add_spares(office.store, 1, A_YEAR, ACT)
    with refusing("备用证"):
        issuing.replace_pass(office.store, spare.serial, TODAY, ACT)


def test_the_default_end_is_a_year_later_also_on_a_leap_day() -> None:
    assert issuing.a_year_from(date(2020, 2, 10)) == date(2021, 2, 10)
    assert issuing.a_year_from(date(2020, 2, 29)) == date(2021, 3, 1)


# --- the passbook ---


def test_a_code_opens_its_own_row_of_the_passbook(office: Office) -> None:
    (serial,) = issued_to(office, FAMILY[2])
    book = passbook_of(office.store, keys(), office.store.covenant_in_force(AT), TODAY)
    code = read_code(keys().code(serial, 1), book.tag)
    assert not isinstance(code, CodeFault)
    entry = next(entry for entry in book.entries if entry.lookup == code.lookup)
    row = decode_row(code, entry)
    assert (row.door, row.name, row.serial) == ("12号302室", "李丙", serial)


def test_one_household_has_one_pseudonym_that_does_not_tell_the_door(office: Office) -> None:
    issued_to(office, *FAMILY)
    book = passbook_of(office.store, keys(), office.store.covenant_in_force(AT), TODAY)
    assert sorted(entry.household for entry in book.entries) == sorted(
        [*[household_pseudonym(keys(), Door(1, 101))] * 2, household_pseudonym(keys(), Door(12, 302))]
    )


def test_the_passbook_names_nobody_and_its_order_tells_nothing(office: Office) -> None:
    serials = issued_to(office, *FAMILY)
    made = edition(office.store, keys(), office.store.covenant_in_force(AT), AT)
    assert [text for text in ("张甲", "李丙", *serials) if text.encode() in made.body] == []
    lookups = [
        entry.lookup for entry in passbook_of(office.store, keys(), office.store.covenant_in_force(AT), TODAY).entries
    ]
    assert lookups == sorted(lookups)


def test_an_unchanged_passbook_keeps_its_number_and_a_changed_one_gets_a_higher(office: Office) -> None:
    press = Press(office.store, keys())
    first = press.current(AT)
    assert Press(office.store, keys()).current(AT) == first
    take_in(office, FAMILY[0])
    issuing.issue(office.store, A_YEAR, ACT)
    second = press.current(AT)
    assert (second.number > first.number, second.digest != first.digest) == (True, True)


def test_a_number_is_at_least_the_time_so_that_it_grows_after_a_restore(office: Office) -> None:
    assert Press(office.store, keys()).current(AT).number == int(AT.timestamp())


def test_the_body_of_the_edition_before_can_still_be_fetched(office: Office) -> None:
    press = Press(office.store, keys())
    first = press.current(AT)
    issued_to(office, FAMILY[0])
    press.current(AT)
    assert press.body(first.digest, AT) == first.body


def test_one_resident_is_given_a_first_pass_and_no_second(office: Office) -> None:
    take_in(office, *FAMILY)
    first = issuing.issue_to(office.store, Bearer(2), A_YEAR, ACT)
    assert (first.serial, first.issue, first.holder) == ("000013", 1, 2)
    with refusing("已有有效的出入证"):
        issuing.issue_to(office.store, Bearer(2), A_YEAR, ACT)


def test_one_resident_whose_pass_ended_is_given_its_next_issue(office: Office) -> None:
    serials = issued_to(office, *FAMILY[:2])
    held = {each.issued.serial: each.issued.holder for each in office.store.holdings()}
    issuing.revoke(office.store, serials[0], ACT)
    again = issuing.issue_to(office.store, Bearer(held[serials[0]]), A_YEAR, ACT)
    late = issuing.issue_to(office.store, Bearer(held[serials[1]]), Validity(date(2021, 2, 11), date(2022, 2, 11)), ACT)
    assert [(each.serial, each.issue) for each in (again, late)] == [(serials[0], 2), (serials[1], 2)]
    assert statuses(office) == [
        (serials[0], 1, Status.REVOKED),
        (serials[0], 2, Status.VALID),
        (serials[1], 1, Status.EXPIRED),
        (serials[1], 2, Status.VALID),
    ]


def test_a_spare_is_bound_to_a_resident_and_replaces_what_they_had(office: Office) -> None:
    (serial,) = issued_to(office, FAMILY[0])
    (spare,) = issuing.add_spares(office.store, 1, A_YEAR, ACT)
    bound = issuing.bind(office.store, spare.serial, 1, ACT)
    assert (bound.serial, bound.holder, bound.status) == (spare.serial, 1, Status.VALID)
    assert statuses(office) == [(serial, 1, Status.REPLACED), (spare.serial, 1, Status.VALID)]
    assert issuing.issue(office.store, A_YEAR, ACT) == issuing.Issued((), (), 0)


def test_what_is_no_spare_is_not_bound(office: Office) -> None:
    first, _ = issued_to(office, *FAMILY[:2])
    with refusing(f"{first} 不是可用的备用证"):
        issuing.bind(office.store, first, 2, ACT)


def test_a_spare_is_bound_once(office: Office) -> None:
    take_in(office, *FAMILY[:2])
    (spare,) = issuing.add_spares(office.store, 1, A_YEAR, ACT)
    issuing.bind(office.store, spare.serial, 1, ACT)
    with refusing("不是可用的备用证"):
        issuing.bind(office.store, spare.serial, 2, ACT)


def test_a_pass_is_extended_without_a_new_card_and_it_is_noted_until_when(office: Office) -> None:
    (serial,) = issued_to(office, FAMILY[0])
    later = date(2022, 1, 1)
    extended = issuing.extend(office.store, serial, later, ACT)
    assert (extended.issue, office.store.issues_of(serial)) == (1, (extended,))
    assert office.store.history_of(extended)[-1][1].why == "a test → 2022-01-01"


def test_an_expired_pass_is_extended_too(office: Office) -> None:
    (serial,) = issued_to(office, FAMILY[0])
    office_day = date(2021, 6, 1)
    late = Act(datetime(2021, 5, 1, tzinfo=UTC), "tester", "late")
    assert issuing.extend(office.store, serial, office_day, late).status_on(office_day) is Status.VALID


@pytest.mark.parametrize(
    ("prepare", "until", "said"),
    [
        pytest.param(lambda at, serial: None, date(2020, 2, 9), "已经过去", id="a day that has passed"),
        pytest.param(
            lambda at, serial: issuing.revoke(at.store, serial, ACT),
            date(2022, 1, 1),
            "已经不能用了",
            id="a revoked pass",
        ),
    ],
)
def test_what_cannot_be_extended_is_refused(office: Office, prepare, until, said) -> None:
    (serial,) = issued_to(office, FAMILY[0])
    prepare(office, serial)
    with refusing(said):
        issuing.extend(office.store, serial, until, ACT)
