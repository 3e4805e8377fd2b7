"""Printed runs: made again byte for byte without a code being kept, printed once more in parts, handed over, voided."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp

from appkit.symbols import qr_path
from gatepass.people import Category, Document, DocumentKind, Door, Resident
from issuer import issuing, runs
from issuer.cards import qr_matrix
from issuer.designs import FOLDER
from issuer.office import Office
from issuer.runs import Again, Order, Part, layout_for, print_again, print_run, reprint, selection_for
from issuer.settings import Names, Settings, choose, remember_offset, settings_of
from issuer.sheets import Back, Offset
from issuer.store import FILE, Act, CopyState, Run, RunKind, Store
from tests.issuer.offices import A_YEAR, ACT, AT, TODAY, issued_to, refusing, take_in

LATER = Act(AT + timedelta(hours=1), "tester", "later")


def known(door: str, name: str, number: int) -> Resident:
    """Somebody who is recognised by a passport, whatever else changes."""
    return Resident(Door.parse(door), name, document=Document(DocumentKind.PASSPORT, f"E{number:08d}"))


PEOPLE = tuple(known(f"{1 + n // 8}-{101 + n % 8}", f"王{'㛃𬭎𬙂䶮𬱖小'[n % 6]}{n}", n) for n in range(14))


@pytest.fixture
def peopled(office: Office) -> Office:
    """Fourteen residents with passes, eight of them in the first stairwell."""
    issued_to(office, *PEOPLE)
    return office


def order(office: Office, kind: RunKind = RunKind.CARDS, *, stairwells: tuple[str, ...] = (), **how: object) -> Order:
    """An order of cards on the usual paper."""
    layout = layout_for(office.store, start_at=how.pop("start_at", 1))
    return Order(kind, selection_for(kind, TODAY, stairwells, how.pop("serials", ())), layout, **how)


def printed(office: Office, **how: object) -> tuple[Run, bytes]:
    return print_run(office, order(office, **how), ACT)


def codes_in(pdf: bytes) -> list[str]:
    """Every code that is read on the pages, sorted."""
    found: list[str] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture = page.render(scale=300 / 72, grayscale=True).to_numpy()
            found += [each.text for each in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]
    return sorted(found)


def codes_of(office: Office, names: tuple[str, ...]) -> list[str]:
    """The codes of people's present passes, sorted."""
    held = [each.issued for each in office.store.holdings() if each.resident and each.resident.name in names]
    return sorted(office.keys.code(each.serial, each.issue) for each in held)


def states(office: Office, run: int) -> list[CopyState]:
    return [copy.state for copy in office.store.copies_of(run)]


# --- printing ---


def test_a_run_is_noted_with_who_when_why_and_the_digest_of_its_file(peopled: Office):
    run, pdf = printed(peopled, stairwells=("1号",))
    assert peopled.store.runs() == (run,)
    assert (run.kind, run.stock, run.start_at, run.back, run.count, run.act, run.sha256) == (
        RunKind.CARDS, "a4-10", 1, Back.NONE, 8, ACT, hashlib.sha256(pdf).hexdigest(),
    )  # fmt: skip


def test_what_is_printed_reads_as_the_codes_of_those_it_is_for(peopled: Office):
    _, pdf = printed(peopled, stairwells=("2号",))
    assert codes_in(pdf) == codes_of(peopled, tuple(each.name for each in PEOPLE[8:]))


def test_spares_are_printed_as_a_run_of_their_own(peopled: Office):
    spares = issuing.add_spares(peopled.store, 3, A_YEAR, ACT)
    run, _ = print_run(peopled, order(peopled, RunKind.SPARES), ACT)
    assert (run.kind, [copy.serial for copy in peopled.store.copies_of(run.id)]) == (
        RunKind.SPARES,
        [spare.serial for spare in spares],
    )


def test_names_are_masked_where_the_office_wants_it(peopled: Office):
    choose(peopled.store, replace(settings_of(peopled.store), names=Names.MASKED), ACT)
    run, _ = printed(peopled, stairwells=("2号",))
    assert [item.said.name for item in runs.items_of(peopled.store, run.id)] == ["王**"] * 2 + ["王***"] * 4


def test_only_what_waits_is_printed_where_that_is_asked_for(peopled: Office):
    printed(peopled)
    take_in(peopled, replace(PEOPLE[3], name="王新", category=Category.TENANT))
    run, _ = printed(peopled, waiting=True)
    assert [item.said.name for item in runs.items_of(peopled.store, run.id)] == ["王新"]


def test_nothing_that_waits_is_refused(peopled: Office):
    printed(peopled)
    with refusing("没有可打印的证卡"):
        printed(peopled, waiting=True)
    assert len(peopled.store.runs()) == 1


def test_older_copies_are_void_where_staff_say_so(peopled: Office):
    first, _ = printed(peopled, stairwells=("1号",))
    serial = peopled.store.copies_of(first.id)[2].serial
    printed(peopled, serials=(serial,), voiding=True)
    assert states(peopled, first.id) == [CopyState.DRAWER] * 2 + [CopyState.VOIDED] + [CopyState.DRAWER] * 5


# --- the file ---


def test_the_file_is_whole_on_the_disk_when_the_run_is_noted(peopled: Office, tmp_path: Path):
    _, pdf = print_run(peopled, order(peopled), ACT, tmp_path / "cards.pdf")
    assert (tmp_path / "cards.pdf").read_bytes() == pdf


def test_a_file_that_cannot_be_written_records_no_run(peopled: Office, tmp_path: Path):
    (tmp_path / "a file").write_bytes(b"")
    with refusing("无法读写"):
        print_run(peopled, order(peopled), ACT, tmp_path / "a file" / "cards.pdf")
    assert (peopled.store.runs(), peopled.store.copies()) == ((), ())


def test_a_full_disk_records_no_run_and_leaves_no_file(peopled: Office, tmp_path: Path):
    pages = peopled.store._db.row("PRAGMA page_count")["page_count"]
    peopled.store._db.row(f"PRAGMA max_page_count={pages}")
    with refusing("磁盘已满"):
        print_run(peopled, order(peopled), ACT, tmp_path / "cards.pdf")
    peopled.store._db.row("PRAGMA max_page_count=1000000")
    assert (peopled.store.runs(), list(tmp_path.glob("*.pdf"))) == ((), [])


# --- made again ---


def test_a_run_is_the_same_bytes_after_names_classes_settings_offsets_and_designs_changed(peopled: Office):
    run, pdf = printed(peopled, start_at=4)
    take_in(peopled, *(replace(each, name="李四光", category=Category.CARER) for each in PEOPLE))
    choose(peopled.store, Settings(Names.MASKED), LATER)
    remember_offset(peopled.store, "a4-10", Offset(1.5, -0.5, 1.01), LATER)
    design = peopled.folder / FOLDER / "cards.typ"
    design.parent.mkdir()
    source = (Path(__file__).parents[2] / FOLDER / "cards.typ").read_text("utf-8")
    design.write_text(source.replace("出入证", "通行证"), "utf-8")
    again = reprint(peopled, run.id)
    assert (again.is_same, again.pdf == pdf) == (True, True)
    changed, _ = print_run(peopled, order(peopled, start_at=4), LATER)
    assert changed.sha256 != run.sha256


def test_a_run_is_the_same_bytes_for_a_restarted_office(peopled: Office):
    run, pdf = printed(peopled)
    restarted = Office(peopled.folder, Store(peopled.folder), peopled.keys)
    assert reprint(restarted, run.id).pdf == pdf
    restarted.store.close()


def test_no_code_and_no_symbol_of_any_pass_is_in_the_office_s_files(peopled: Office):
    run, _ = printed(peopled)
    peopled.store.close()
    reopened = Store(peopled.folder)
    recipe = reopened.recipe_of(run.id)
    reopened.close()
    kept = [path.read_bytes() for path in peopled.folder.glob(f"{FILE}*")] + [recipe.content, recipe.layout]
    secrets = [peopled.keys.code(copy.serial, copy.issue) for copy in copies_in(peopled)]
    secrets += [qr_path(qr_matrix(code)) for code in secrets]
    assert (len(secrets), [secret for secret in secrets for content in kept if secret.encode() in content]) == (28, [])


def copies_in(office: Office):
    store = Store(office.folder)
    try:
        return store.copies()
    finally:
        store.close()


# --- printed once more, in parts ---


@pytest.mark.parametrize(
    ("part", "positions"),
    [
        pytest.param(Part(positions=frozenset({3})), [3], id="one card"),
        pytest.param(
            Part(sheets=frozenset({1})), [1, 2, 3, 4, 5, 6, 7], id="the sheet that began at the fourth position"
        ),
        pytest.param(Part(sheets=frozenset({2})), [8, 9, 10, 11, 12, 13, 14], id="the next sheet"),
        pytest.param(Part(stairwells=frozenset({2})), [9, 10, 11, 12, 13, 14], id="one stairwell"),
        pytest.param(Part(), list(range(1, 15)), id="all of it"),
    ],
)
def test_a_part_of_a_run_is_printed_again_as_it_was_and_the_old_cards_are_void(
    peopled: Office, part: Part, positions: list[int]
):
    run, _ = printed(peopled, start_at=4)
    take_in(peopled, *(replace(each, name="李四光") for each in PEOPLE))
    again, _ = print_again(peopled, Again(run.id, part, start_at=2), LATER)
    old = runs.items_of(peopled.store, run.id)
    new = runs.items_of(peopled.store, again.id)
    assert (again.again, again.kind, again.start_at) == (run.id, RunKind.CARDS, 2)
    assert [item.said for item in new] == [old[position - 1].said for position in positions]
    assert [item.position for item in old if item.copy.state is CopyState.VOIDED] == positions


def test_old_cards_are_kept_where_staff_say_so(peopled: Office):
    run, _ = printed(peopled)
    print_again(peopled, Again(run.id, Part(sheets=frozenset({2})), keeping=True), LATER)
    assert states(peopled, run.id) == [CopyState.DRAWER] * 14


def test_cards_of_passes_that_have_ended_are_not_printed_again(peopled: Office):
    run, _ = printed(peopled)
    first, second = (copy.serial for copy in peopled.store.copies_of(run.id)[:2])
    issuing.revoke(peopled.store, first, LATER)
    issuing.replace_pass(peopled.store, second, TODAY, LATER)
    again, _ = print_again(peopled, Again(run.id, Part(positions=frozenset({1, 2, 3}))), LATER)
    assert [copy.serial for copy in peopled.store.copies_of(again.id)] == [peopled.store.copies_of(run.id)[2].serial]
    with refusing("都已失效"):
        print_again(peopled, Again(run.id, Part(positions=frozenset({1, 2}))), LATER)


def test_what_a_run_does_not_hold_is_not_printed_again(peopled: Office):
    run, _ = printed(peopled)
    for part in (Part(positions=frozenset({15})), Part(sheets=frozenset({3})), Part(stairwells=frozenset({9}))):
        with refusing("没有所选的证卡"):
            print_again(peopled, Again(run.id, part), LATER)
    with refusing("没有第7批打印"):
        print_again(peopled, Again(7, Part()), LATER)


# --- handed over, voided ---


def test_a_run_that_is_handed_to_a_team_leaves_the_drawer(peopled: Office):
    run, _ = printed(peopled, stairwells=("2号",))
    runs.void(peopled.store, run.id, Part(positions=frozenset({2})), ACT)
    handed = runs.hand_over(peopled.store, run.id, " 一组 ", CopyState.TEAM, LATER)
    assert (handed.handed.to, handed.handed.act) == ("一组", LATER)
    assert [(copy.state, copy.to) for copy in peopled.store.copies_of(run.id)] == [
        (CopyState.TEAM, "一组"), (CopyState.VOIDED, ""), *[(CopyState.TEAM, "一组")] * 4,
    ]  # fmt: skip


def test_a_card_is_handed_to_its_holder(peopled: Office):
    serial = peopled.store.holdings()[0].issued.serial
    run, _ = printed(peopled, serials=(serial,))
    runs.hand_over(peopled.store, run.id, "王本人", CopyState.DELIVERED, LATER)
    assert [(copy.state, copy.to) for copy in peopled.store.copies()] == [(CopyState.DELIVERED, "王本人")]


def test_a_run_is_handed_to_somebody(peopled: Office):
    run, _ = printed(peopled)
    with refusing("没有写交给谁"):
        runs.hand_over(peopled.store, run.id, "  ", CopyState.TEAM, LATER)
    assert peopled.store.run(run.id).handed is None


def test_misprints_are_void_once(peopled: Office):
    run, _ = printed(peopled)
    assert runs.void(peopled.store, run.id, Part(positions=frozenset({1, 2})), LATER) == 2
    assert runs.void(peopled.store, run.id, Part(positions=frozenset({2, 3})), LATER) == 1
    with refusing("都已作废"):
        runs.void(peopled.store, run.id, Part(positions=frozenset({1, 2, 3})), LATER)
    assert runs.void(peopled.store, run.id, Part(), LATER) == 11
