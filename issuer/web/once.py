"""A form is done once, however often it is sent: each carries an id made with the page."""

import threading
from collections.abc import Callable
from http import HTTPStatus
from uuid import uuid4

from flask import make_response, redirect, request
from werkzeug.wrappers import Response

from gatepass.wording import Refusal
from issuer.store import Store
from issuer.web.api import Clock

FIELD = "request"
_one_by_one = threading.Lock()


def fresh() -> str:
    """The id of a form; `frame.html` offers it as `form_id()`."""
    return str(uuid4())


def once(store: Store, clock: Clock, work: Callable[[], str]) -> Response:
    """Does `work`, which returns where to go on, and goes there; a form that was sent before goes where it went then.

    What `work` raises is raised, and the form can be sent again.
    """
    id_ = request.form.get(FIELD, "")
    with _one_by_one:
        place = store.answered(id_) if id_ else None
        if place is None:
            place = work()
            if id_:
                store.remember_answer(id_, place, clock())
    return redirect(place, HTTPStatus.SEE_OTHER)


def once_or(store: Store, clock: Clock, work: Callable[[], str], refused: Callable[[Refusal], str]) -> Response:
    """The same; where `work` is refused, the page that `refused` makes of it, with what was typed, as a bad request."""
    try:
        return once(store, clock, work)
    except Refusal as refusal:
        return make_response(refused(refusal), HTTPStatus.BAD_REQUEST)
