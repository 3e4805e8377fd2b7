"""What the office's file keeps of printed runs and of every copy."""

from datetime import timedelta

from issuer.office import Office
from issuer.store import Act, Copy, CopyState, Handed, Imprint, Move, Printed, Recipe, RunKind
from tests.issuer.offices import ACT, AT, issued_to, resident

RECIPE = Recipe(b"{}", b'["a card"]', {"cards.typ": b"a design", "parts.typ": b"parts"}, {"ab": b"a face"})
LATER = Act(AT + timedelta(hours=1), "tester", "handed out")


def noted(office: Office, *names: str) -> tuple[int, tuple[str, ...]]:
    """A run of the cards of new residents."""
    serials = issued_to(office, *(resident(f"1号{101 + place}室", name) for place, name in enumerate(names)))
    imprints = tuple(Imprint(serial, 1, f"digest of {serial}") for serial in serials)
    with office.store.writing() as writing:
        run = writing.add_run(Printed(RunKind.CARDS, "a4-10", 3, "none", "0" * 64, RECIPE, imprints), ACT)
    return run, serials


def test_a_run_is_listed_newest_first_with_all_that_is_known_of_it(office: Office):
    first, _ = noted(office, "王甲", "王乙")
    with office.store.writing() as writing:
        second = writing.add_run(
            Printed(RunKind.NOTICES, "a4", 1, "none", "1" * 64, RECIPE, count=57, again=first), LATER
        )
    listed = [
        (run.id, run.kind, run.count, run.start_at, run.act, run.again, run.handed) for run in office.store.runs()
    ]
    assert listed == [
        (second, RunKind.NOTICES, 57, 1, LATER, first, None),
        (first, RunKind.CARDS, 2, 3, ACT, None, None),
    ]


def test_what_a_run_was_made_from_comes_back_as_it_was_and_is_kept_once(office: Office):
    run, _ = noted(office, "王甲")
    with office.store.writing() as writing:
        writing.set_photo(office.store.residents()[0].id, b"a face", b"small", ACT)
    with office.store.writing() as writing:
        again = writing.add_run(Printed(RunKind.NOTICES, "a4", 1, "none", "1" * 64, RECIPE), LATER)
    assert [office.store.recipe_of(id_) for id_ in (run, again, again + 1)] == [RECIPE, RECIPE, None]


def test_a_copy_lies_in_the_drawer_until_it_is_moved_and_keeps_every_step(office: Office):
    run, (first, second) = noted(office, "王甲", "王乙")
    with office.store.writing() as writing:
        writing.move_copy(run, 2, CopyState.TEAM, ACT, "一组")
        writing.move_copy(run, 2, CopyState.DELIVERED, LATER, "王乙")
    assert (
        office.store.copies()
        == office.store.copies_of(run)
        == (
            Copy(run, 1, first, 1, f"digest of {first}", CopyState.DRAWER, ACT.at),
            Copy(run, 2, second, 1, f"digest of {second}", CopyState.DELIVERED, LATER.at, "王乙"),
        )
    )
    assert office.store.moves_of(run, 2) == (
        Move(CopyState.TEAM, "一组", ACT),
        Move(CopyState.DELIVERED, "王乙", LATER),
    )


def test_a_run_remembers_to_whom_it_was_handed_over_last(office: Office):
    run, _ = noted(office, "王甲")
    with office.store.writing() as writing:
        writing.hand_over(run, "一组", ACT)
        writing.hand_over(run, "二组", LATER)
    assert office.store.run(run).handed == Handed("二组", LATER)


def test_a_choice_counts_until_the_next_one(office: Office):
    assert office.store.chosen("names") is None
    with office.store.writing() as writing:
        writing.choose("names", "masked", ACT)
        writing.choose("stock", "cr80", ACT)
        writing.choose("names", "full", ACT)
    assert (office.store.chosen("names"), office.store.chosen("stock")) == ("full", "cr80")
