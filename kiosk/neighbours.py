"""Asks the office what happened at the other gates, so that a verdict here knows of it. Nothing else at the gate needs it."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from gatepass.covenant import NO_COVENANT
from gatepass.events import Passage
from gatepass.kinds import TemperatureRule
from gatepass.neighbours import asking, reach_of, verify_news
from kiosk.store import Store


def learn(store: Store, answer: Callable[[str], bytes | None]) -> int:
    """Takes page by page what is new; how many records were. `answer` gives None where the office does not know the question.

    Raises `NewsRefused`, and what `answer` raises.
    """
    gate, terms = store.gate(), store.terms()
    reach = max(map(reach_of, terms.covenants if terms else (NO_COVENANT,)))  # one to come looks back on today
    fresh, more = 0, True
    while more:
        path = asking(store.asked_upto(reach), reach, gate.epoch)
        page = answer(path)
        if page is None:
            return fresh
        news = verify_news(page, gate.signing_key, gate.id, path)
        fresh += store.take_news(news, reach)
        more = news.more
    rule = terms.at(datetime.now(UTC)).covenant.temperature if terms else None
    if fresh and terms and rule:
        _send_on(store, rule, terms.local)
    return fresh


def _send_on(store: Store, rule: TemperatureRule, zone: ZoneInfo) -> None:
    """Those who wait here by their pass, and were let through at another gate or were high there too, wait here no more.

    Whom the person on duty was called for waits until they are there too, or until that was ended aloud at either gate.
    """
    store.end_fevers_closed_elsewhere()
    for fever in store.fevers():
        measured = store.measured_elsewhere(fever, zone) if fever.lookup else None
        if measured is None or (fever.referred and not measured.referred):
            continue
        if measured.passage in _THROUGH or rule.is_high(measured.reading):
            store.send_on(fever, measured, datetime.now(UTC))


_THROUGH = (Passage.IN, Passage.OUT)
