"""A passbook in the gate's file that cannot be read any more: the last good rules go on, it is said, and the next one heals it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cv2
import msgspec
import pytest
from frames import qr_card

from appkit.clocks import now
from appkit.web import Server
from gatepass.case import Reading
from gatepass.code import code_of
from gatepass.passbook import encode_passbook, head_of
from gatepass.wording import Language, Refusal
from kiosk.gate import Gate
from kiosk.link import Link
from kiosk.passages import Attempt, claim, decide, identify
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.stamp import stamp
from kiosk.store import FILE, Kin, Store
from kiosk.sync import synchronise
from kiosk.visits import Form
from kiosk.web import create_app
from kiosk.web.boards import board
from tests.community import MORNING, Community
from tests.kiosk.test_newer_covenant import OtherOffice
from tests.processes import command, lines


def replaced(before: bytes, after: bytes):
    return lambda content: content.replace(before, after, 1)


@pytest.fixture(scope="module")
def community() -> Community:
    return Community()


@pytest.fixture(scope="module")
def served(community: Community) -> Iterator[OtherOffice]:
    there = OtherOffice(community)
    server = Server(there.app(), "127.0.0.1", 0)
    server.start()
    there.url = server.url
    yield there
    server.stop()


@pytest.fixture
def office(served: OtherOffice) -> OtherOffice:
    served.body, served.number, served.upto = encode_passbook(served.community.passbook()), 1, 0
    served.asked.clear()
    return served


@pytest.fixture
def gate(community: Community, office: OtherOffice, clock, tmp_path: Path) -> Iterator[Gate]:
    store = Store(tmp_path / "gate")
    store.begin_enrolment(community.gate(office.url))
    store.end_enrolment()
    community.hand_over(store, 1)
    yield Gate(tmp_path / "gate", store, Session(store, clock), (), Link(store, now), Shift(store, clock))
    store.close()


DAMAGE = [
    pytest.param(
        replaced(b'"visits":', b'"rules":[{"kind":"teleport"}],"visits":'), id="a kind of rule that is not known here"
    ),
    pytest.param(replaced(b'"fever":37.3', b'"fever":73.3'), id="a threshold that cannot be"),
    pytest.param(replaced(b'"fever":37.3', b'"fever":38.3'), id="a threshold that could be, but was not sent"),
    pytest.param(replaced(b'"name"', b'"\xffame"'), id="a byte that is no UTF-8"),
    pytest.param(replaced(b"Asia/Shanghai", b"Asia/Shanghax"), id="a time zone that is none"),
    pytest.param(lambda content: content[: len(content) // 2], id="cut off"),
    pytest.param(lambda _: b"", id="empty"),
    pytest.param(lambda content: b"[" * 100_000 + content, id="too deep to be read"),
]


def spoil(folder: Path, how, *, kept: bool = False) -> None:
    """Damages the newest terms in the file, with `kept` all that it keeps."""
    with closing(sqlite3.connect(folder / FILE)) as file:
        (content,) = file.execute("SELECT content FROM passbook").fetchone()
        assert how(content) != content
        file.execute("UPDATE passbook SET content = ?", (how(content),))
        if kept:
            file.execute("UPDATE kept_terms SET content = ?", (how(content),))
        file.commit()


def takes(store: Store, community: Community, number: int, **changed: object) -> None:
    """The gate takes another passbook."""
    book = msgspec.structs.replace(community.passbook(), **changed)
    store.take_passbook(head_of(encode_passbook(book), community.tag, number, MORNING), book)


@pytest.mark.parametrize("how", DAMAGE)
def test_the_last_good_rules_go_on_and_the_next_passbook_heals_it(gate, office, community, clock, how):
    before = gate.store.terms()
    spoil(gate.folder, how)
    during = gate.store.terms()
    assert during == msgspec.structs.replace(before, stands_in=True)
    taken = Attempt(identify(gate.store, community.code("wang")), "in", Reading(36.5, clock()))
    assert decide(gate.store, taken, stamp(gate.store, clock())).verdict.outcome == "admit"
    assert (synchronise(gate.store).is_mended, gate.store.terms().stands_in, len(office.asked)) == (True, False, 1)
    assert (synchronise(gate.store).is_mended, len(office.asked)) == (False, 1)


def test_the_page_says_that_older_rules_stand_in(gate):
    spoil(gate.folder, lambda _: b"")
    shown = [board(gate, gate.session.screen(), language).lights.passbook for language in Language]
    assert [light.level for light in shown] == ["alarm", "alarm"]
    assert [light.words for light in shown] == [
        "证册坏了或读不懂，先按上一份规约（第0版“常态防控”）；会自动重取",
        "Passbook unreadable: we go on by the last good rules (version 0, “Easier phase”); it is taken anew by itself",
    ]


def test_a_program_that_does_not_know_the_newest_rules_goes_on_by_those_before_however_often_passes_changed(
    community, store
):
    known = community.covenant()
    for number in range(2, 9):  # the passes change each day, the rules once
        takes(store, community, number, covenant=msgspec.structs.replace(known, name="新"), doors=(f"{number}号1室",))
    with closing(sqlite3.connect(store._db.path)) as file:
        for table in ("passbook", "kept_terms"):
            file.execute(
                f"UPDATE {table} SET sum = '', content = CAST(replace(content, '\"新\"', '\"新\",\"curfew\":1') AS BLOB)"
            )
        file.commit()
    after = store.terms()
    assert (after.covenant, after.stands_in, after.number) == (known, True, 8)


def take_back(folder: Path, migration: str, *changes: str) -> None:
    """Makes the file one of the program before a migration."""
    with closing(sqlite3.connect(folder / FILE)) as file:
        for change in changes:
            file.execute(change)
        file.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (migration,))
        file.commit()


def test_a_file_of_the_program_before_keeps_its_passbook_a_second_time(community, tmp_path):
    community.enrolled(tmp_path / "gate").close()
    take_back(
        tmp_path / "gate", "terms_that_were_good", "DROP TABLE kept_terms", "ALTER TABLE passbook DROP COLUMN sum"
    )
    with closing(Store(tmp_path / "gate")) as store:
        before = store.terms()
        spoil(tmp_path / "gate", lambda _: b"")
        assert (store.terms().covenant, before.stands_in, store.terms().stands_in) == (before.covenant, False, True)


def test_without_any_good_rules_nobody_is_judged_and_the_page_says_what_to_do(gate, community, clock):
    spoil(gate.folder, lambda _: b"", kept=True)
    presented = identify(gate.store, community.code("wang"))
    verdict = decide(gate.store, Attempt(presented, "in"), stamp(gate.store, clock())).verdict
    assert (gate.store.terms(), verdict.outcome, verdict.reason) == (None, "refer", "no_passbook")
    with pytest.raises(Refusal, match="run kiosk sync, which takes it anew"):
        claim(gate.store, Form("王", door="12-302"))
    page = create_app(gate).test_client()
    assert page.get("/").status_code == 200
    words = page.get("/board").json["lights"]["passbook"]["words"]
    assert words == "证册读不出来，也没有上一份规约：请接通办公室，会自动重取；仍不行，请办公室重新登记本终端"
    visit = {"kind": "courier", "phone": "13800138000", "request": "r"}
    answer = page.post("/visits", json=visit, headers={"Origin": "http://localhost"})
    said = "证册坏了或这个程序读不懂，也没有上一份可用，请接通办公室，运行 kiosk sync 重新取；"
    assert (answer.status_code, answer.json["problem"]["zh"][: len(said)]) == (409, said)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"zone": "Asia/Shanghax"}, id="a time zone that is none"),
        pytest.param(
            {"to_come": [{"name": "来", "rules": [{"kind": "teleport"}]}]}, id="rules to come it does not know"
        ),
        pytest.param({"to_come": [{"name": "来", "format": 2}]}, id="rules to come of another format"),
    ],
)
def test_what_is_not_understood_is_refused_when_it_comes_and_the_old_stays(gate, office, community, changed):
    book = msgspec.json.decode(encode_passbook(community.passbook()))
    office.body = msgspec.json.encode({**book, **changed})
    with pytest.raises(Refusal, match="cannot be used"):
        synchronise(gate.store)
    assert (gate.store.terms().number, gate.store.terms().stands_in) == (1, False)


def test_bytes_that_are_no_text_are_refused_when_they_come(gate, office):
    office.body = office.body.replace(b'"name"', b'"\xffame"', 1)
    with pytest.raises(Refusal, match="cannot be used: it comes from a newer version"):
        synchronise(gate.store)


def test_an_older_passbook_than_the_spoilt_one_is_refused(gate, office):
    spoil(gate.folder, lambda _: b"", kept=True)
    office.number = 0
    with pytest.raises(Refusal, match="older than ours"):
        synchronise(gate.store)


def test_the_commands_go_on_and_say_so_and_sync_heals(gate, community, tmp_path):
    gate.store.close()
    spoil(tmp_path / "gate", replaced(b'"override"', b'"overr\xff"'))
    card = tmp_path / "card.png"
    cv2.imwrite(str(card), qr_card(community.code("wang")))
    shown = ("scan", card, "--temperature", "365", "--at", "2020-02-10T08:30")
    done = command("kiosk", tmp_path / "gate", *shown)
    assert [line["outcome"] for line in lines(done)] == ["admit"]
    assert done.stderr.splitlines() == [
        "Passbook unreadable: we go on by the last good rules (version 0, “Easier phase”); it is taken anew by itself"
    ]
    spoil(tmp_path / "gate", lambda _: b"", kept=True)
    done = command("kiosk", tmp_path / "gate", "visit", "in", "--kind", "courier", "--phone", "13800138000")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("the passbook is damaged or of another version, and no earlier one")
    done = command("kiosk", tmp_path / "gate", "sync")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "the passbook that could not be read was taken anew"
    with closing(Store(tmp_path / "gate")) as store:
        assert not store.is_spoilt()


BROKEN = [
    pytest.param("lookup = '~' || substr(lookup, 2)", id="the code that it is found by"),
    pytest.param("status = 'valie'", id="a status that is none"),
    pytest.param("status = 'revoked'", id="a status that could be"),
    pytest.param("since = '2020-03-01'", id="another first day"),
    pytest.param("until = '2020-02-09'", id="another last day"),
    pytest.param("since = '2O20-02-01'", id="a day that is none"),
    pytest.param("household = 'household of nobody'", id="another household"),
    pytest.param("terms = '[\"owner\",[]'", id="marks cut off"),
    pytest.param("terms = CAST(x'5b22ff225d' AS TEXT)", id="a byte that is no UTF-8"),
    pytest.param("row = x'00'", id="a sealed row cut off"),
]


def spoil_entry(folder: Path, code, how: str) -> None:
    """Damages the row of a pass in the file."""
    with closing(sqlite3.connect(folder / FILE)) as file:
        assert file.execute(f"UPDATE entries SET {how} WHERE lookup = ?", (code.lookup,)).rowcount == 1
        file.commit()


def said(gate: Gate, community: Community, who: str, clock) -> tuple[str, str]:
    """What the gate says of somebody's card."""
    attempt = Attempt(identify(gate.store, community.code(who)), "in", Reading(36.5, clock()))
    verdict = decide(gate.store, attempt, stamp(gate.store, clock())).verdict
    return verdict.outcome, verdict.reason


@pytest.mark.parametrize("how", BROKEN)
def test_whose_row_is_damaged_is_referred_and_the_next_synchronisation_heals_it(gate, office, community, clock, how):
    spoil_entry(gate.folder, community.code("wang"), how)
    assert said(gate, community, "wang", clock) == ("refer", "pass_unreadable")
    assert said(gate, community, "li", clock) == ("admit", "fine")
    assert (synchronise(gate.store).is_mended, len(office.asked)) == (True, 1)
    assert said(gate, community, "wang", clock) == ("admit", "fine")
    assert (synchronise(gate.store).is_mended, len(office.asked)) == (False, 1)


def test_a_synchronisation_finds_the_damage_before_anybody_does(gate, office, community):
    spoil_entry(gate.folder, community.code("wang"), "status = 'revoked'")
    assert synchronise(gate.store).is_mended


def test_a_row_that_is_gone_is_missed(gate, office, community, clock):
    with closing(sqlite3.connect(gate.folder / FILE)) as file:
        file.execute("DELETE FROM entries WHERE lookup = ?", (community.code("wang").lookup,))
        file.commit()
    assert said(gate, community, "wang", clock) == ("refer", "pass_unreadable")
    assert synchronise(gate.store).is_mended


def test_an_entry_that_is_not_found_any_more_where_it_stands_is_not_unknown(gate, office, community, clock):
    gate.store.close()
    lookup = community.code("wang").lookup.encode()
    file = gate.folder / FILE
    content = file.read_bytes()
    assert content.count(lookup) == 2  # in the table and in its index
    file.write_bytes(content.replace(lookup, b"~" + lookup[1:]).replace(b"~" + lookup[1:], lookup, 1))
    with closing(Store(gate.folder)) as store:
        one = Attempt(identify(store, community.code("wang")), "in", Reading(36.5, clock()))
        assert decide(store, one, stamp(store, clock())).verdict.reason == "pass_unreadable"
        assert synchronise(store).is_mended
        again = Attempt(identify(store, community.code("wang")), "in", Reading(36.5, clock()))
        assert decide(store, again, stamp(store, clock())).verdict.outcome == "admit"


def test_a_pass_that_was_never_issued_stays_unknown(gate, community, clock):
    forged = Attempt(identify(gate.store, code_of(bytes(32), community.tag, "000017", 1)), "in")
    assert decide(gate.store, forged, stamp(gate.store, clock())).verdict.reason == "unknown_pass"


def test_a_file_of_the_program_before_has_its_entries_summed(community, tmp_path):
    community.enrolled(tmp_path / "gate").close()
    take_back(
        tmp_path / "gate",
        "entries_with_sums",
        "ALTER TABLE entries DROP COLUMN sum",
        "ALTER TABLE passbook DROP COLUMN entries_sum",
    )
    with closing(Store(tmp_path / "gate")) as store:
        assert (store.entry(community.code("wang").lookup).status, store.look_through_entries()) == ("valid", False)
        spoil_entry(tmp_path / "gate", community.code("wang"), "status = 'revoked'")
        assert (store.entry(community.code("wang").lookup), store.look_through_entries()) == (None, True)


def test_an_earlier_passage_counts_though_the_entry_of_who_passed_is_damaged(gate, community, clock):
    assert said(gate, community, "wang", clock) == ("admit", "fine")
    spoil_entry(gate.folder, community.code("wang"), "terms = '['")
    with gate.store.writing() as ledger:
        moves = ledger.moves_of(Kin("household of 12号302室"), MORNING, gate.store.terms().local)
    assert [(move.direction, move.pass_class, move.marks) for move in moves] == [("in", "", ())]


def test_the_page_says_that_part_of_the_passbook_is_damaged_until_it_is_healed(gate, office, community):
    spoil_entry(gate.folder, community.code("wang"), "status = 'revoked'")
    identify(gate.store, community.code("wang"))
    told = [board(gate, gate.session.screen(), language).lights.passbook for language in Language]
    assert [(light.level, light.words) for light in told] == [
        ("alarm", "证册有一部分坏了，会自动重取；读不出的证请示值班人员"),
        (
            "alarm",
            "Part of the passbook is damaged and taken anew by itself; for passes that it does not show call the person on duty",
        ),
    ]
    synchronise(gate.store)
    assert "damaged" not in board(gate, gate.session.screen(), Language.EN).lights.passbook.words
