"""Asks the office what happened at the other gates, so that a verdict here knows of it. Nothing else at the gate needs it."""

from collections.abc import Callable

from gatepass.covenant import Covenant
from gatepass.neighbours import asking, reach_of, verify_news
from kiosk.store import Store


def learn(store: Store, answer: Callable[[str], bytes | None]) -> int:
    """Takes page by page what is new; how many records were. `answer` gives None where the office does not know the question.

    Raises `NewsRefused`, and what `answer` raises.
    """
    gate, terms = store.gate(), store.terms()
    reach = reach_of(terms.covenant if terms else Covenant(name="—"))
    fresh, more = 0, True
    while more:
        path = asking(store.asked_upto(reach), reach, gate.epoch)
        page = answer(path)
        if page is None:
            return fresh
        news = verify_news(page, gate.signing_key, gate.id, path)
        fresh += store.take_news(news, reach)
        more = news.more
    return fresh
