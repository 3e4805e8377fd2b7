"""Two presses side by side, for what is too much for one: orders in, their PDFs out.

Presses are processes of their own: Typst's threads wait for each other, so two threads are hardly faster than one
(`docs/decisions/0013-printing-in-two-processes.md`).
"""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread

from issuer import press

PRESSES = 2
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)

_Child = subprocess.Popen[bytes]
_Results = SimpleQueue[tuple[int, bytes] | BaseException | None]


def pressed_together(
    orders: Iterable[press.Order], presses: int | None = None
) -> Generator[tuple[int, bytes], None, None]:
    """The number, from 0, and the PDF of each order as it is done, in any order; the bytes do not depend on the number of presses.

    An order is taken from `orders`, in another thread, when a press is free for it. Raises `press.Fault` for the first that
    Typst objects to. A press that ends too early is made up for in this process; all have ended when the generator is closed.
    """
    results, todo = _Results(), _Todo(orders)
    at_work = presses or min(PRESSES, os.cpu_count() or 1)
    with ExitStack() as stack:
        for _ in range(at_work):
            child = stack.enter_context(_press())
            stack.enter_context(_thread(todo, child, results))
        stack.callback(todo.stop)
        while at_work:
            result = results.get()
            if isinstance(result, BaseException):
                raise result
            if result is None:
                at_work -= 1
            else:
                yield result


class _Todo:
    """The orders nobody has taken yet."""

    def __init__(self, orders: Iterable[press.Order]) -> None:
        self._orders = enumerate(orders)
        self._lock = Lock()
        self._stopped = False

    def __iter__(self) -> Iterator[tuple[int, press.Order]]:
        return self

    def __next__(self) -> tuple[int, press.Order]:
        with self._lock:
            if self._stopped:
                raise StopIteration
            return next(self._orders)

    def stop(self) -> None:
        """Nobody takes another."""
        self._stopped = True


@contextmanager
def _press() -> Iterator[_Child | None]:
    """A press that ends with the block, or None where this computer starts no process."""
    try:
        child = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", str(Path(press.__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            creationflags=_NO_WINDOW,
        )
    except OSError:
        yield None
        return
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


@contextmanager
def _thread(todo: _Todo, child: _Child | None, results: _Results) -> Iterator[None]:
    thread = Thread(target=_feed, args=(todo, child, results), name="press", daemon=True)
    thread.start()
    try:
        yield
    finally:
        if child:
            child.kill()
        thread.join()


def _feed(todo: _Todo, child: _Child | None, results: _Results) -> None:
    try:
        for number, order in todo:
            results.put((number, _pressed(child, order)))
    except BaseException as error:  # it is raised where the results are waited for
        results.put(error)
    finally:
        results.put(None)


def _pressed(child: _Child | None, order: press.Order) -> bytes:
    if child and child.stdin and child.stdout:
        try:
            press.send(child.stdin, json.dumps(order, ensure_ascii=False).encode())
            return press.answered(press.received(child.stdout))
        except (OSError, ValueError, EOFError):
            pass  # it is no more: this process does its work
    try:
        return press.pressed(order)[0]
    finally:
        press.forget(order["fonts"])
