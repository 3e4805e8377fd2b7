"""People pass one after the other, played as video at real speed before the gate's own threads: none lost, none doubled."""

from collections import Counter

import numpy as np

from appkit.clocks import PcClock
from gatepass.code import Code
from kiosk.gate import watching
from kiosk.posts import posts_of
from kiosk.session import Session
from scripts.frames import card_passing, qr_card, write_video
from tests.community import crowd
from tests.patience import becomes

CARDS, SECONDS_PER_CARD = 6, 2.0
SIZE, RATE = (1280, 720), 12


def test_of_many_who_pass_none_is_lost_and_none_is_doubled(tmp_path):
    names, store = crowd(tmp_path, CARDS)
    cards = [qr_card(code) for code in names]
    frames = list(card_passing(cards, SIZE, RATE, SECONDS_PER_CARD, np.random.default_rng(12)))
    film = write_video(tmp_path / "gate.mp4", frames, RATE, SIZE)
    posts, session = posts_of([f"out={film}"]), Session(store, PcClock())
    lookups = [Code(code).lookup for code in names]
    with watching(posts, session):
        becomes(lambda: bool(store.recent(1)) and store.recent(1)[0].body.lookup == lookups[-1])
    passed = [(event.body.lookup, event.body.passage) for event in store.recent(100)]
    assert Counter(passed) == Counter((lookup, "out") for lookup in lookups)
