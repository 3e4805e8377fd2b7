"""The line to the office goes on, whatever becomes of one synchronisation."""

from gatepass.wording import Language
from kiosk.link import Link
from tests.patience import becomes


def test_a_fault_of_the_program_ends_one_synchronisation_and_not_the_line(community, clock, tmp_path):
    store = community.enrolled(tmp_path / "broken")
    link = Link(store, clock)
    store._db.close()
    link.start()
    try:
        assert becomes(lambda: link.problem is not None)
        told = link.problem.sentence(Language.EN)
        link.problem = None
        link.nudge()
        assert becomes(lambda: link.problem is not None)
    finally:
        link.stop()
    assert told == "the program failed while it synchronised; go on as usual, it is tried again; tell the office"


def test_no_office_is_told_as_such(community, clock, tmp_path):
    link = Link(community.enrolled(tmp_path / "alone"), clock)
    link.start()
    try:
        assert becomes(lambda: link.problem is not None)
    finally:
        link.stop()
    assert type(link.problem).__name__ == "OfficeUnreachable"
