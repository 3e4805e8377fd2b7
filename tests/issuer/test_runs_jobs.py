"""Work in the background of a page: once however often it is asked for."""

import threading

import pytest

from gatepass.wording import Refusal, Text
from issuer.jobs import Jobs
from tests.patience import PATIENCE


class Work:
    """Work that goes on when it is told to."""

    def __init__(self) -> None:
        self.begun, self.may_end, self.times = threading.Event(), threading.Event(), 0

    def __call__(self, progress) -> str:
        self.times += 1
        progress(3, 10)
        self.begun.set()
        self.may_end.wait(PATIENCE)
        return "/there"


def test_work_asked_for_twice_while_it_runs_is_done_once():
    jobs, work = Jobs(), Work()
    first = jobs.begin("cards", work)
    work.begun.wait(PATIENCE)
    second = jobs.begin("cards", work)
    work.may_end.set()
    assert (jobs.wait(first.id).place, second.id, work.times) == ("/there", first.id, 1)


def test_a_job_says_how_far_it_is_and_is_over_once_it_leads_somewhere():
    jobs, work = Jobs(), Work()
    id_ = jobs.begin("cards", work).id
    work.begun.wait(PATIENCE)
    running = jobs.job(id_)
    work.may_end.set()
    over = jobs.wait(id_)
    assert (running.done, running.total, running.is_over, over.is_over) == (3, 10, False, True)


def test_what_is_asked_for_after_the_end_is_done_again():
    jobs, work = Jobs(), Work()
    work.may_end.set()
    ended = [jobs.wait(jobs.begin("cards", work).id).id for _ in range(2)]
    assert (len(set(ended)), work.times) == (2, 2)


def test_a_job_that_is_refused_says_why():
    refusal = Refusal(Text("没有纸", "no paper"), Text("请加纸", "add some"))

    def refused(_progress) -> str:
        raise refusal

    jobs = Jobs()
    assert jobs.wait(jobs.begin("cards", refused).id).refusal is refusal


def test_a_fault_of_the_program_ends_the_job_and_is_logged(caplog: pytest.LogCaptureFixture):
    def failing(_progress) -> str:
        raise ZeroDivisionError

    jobs = Jobs()
    said = jobs.wait(jobs.begin("cards", failing).id).refusal.what.en
    assert (said, [record.message for record in caplog.records]) == (
        "the program failed, and this was not done",
        ["a job failed"],
    )


def test_a_job_that_never_was_is_none():
    assert Jobs().job("nobody") is None
