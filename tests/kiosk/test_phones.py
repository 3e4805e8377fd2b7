"""Phones that scan: who is let in, for how long, and that each has its own lane."""

import threading
from datetime import timedelta
from io import BytesIO

import frames
import numpy as np
import pytest
from PIL import Image

from gatepass.covenant import Direction
from gatepass.wording import Refusal
from kiosk.lanes import Lane, grey_of
from kiosk.phones import INVITED_FOR, MOST_PHONES, WRONG_TRIES, Phones, digest_of
from kiosk.screen import Phase
from kiosk.store import FILE, Store

TOKEN, OTHER = "a" * 40, "b" * 40
HERE, THERE = "192.168.1.30", "192.168.1.31"


@pytest.fixture
def phones(store, clock) -> Phones:
    return Phones(store, clock)


@pytest.fixture
def lane(store, clock) -> Lane:
    return Lane(store, clock, threading.Lock())


def pair(phones: Phones, token: str = TOKEN, name: str = "Pixel 7") -> None:
    phones.pair(HERE, phones.invite().secret, token, name)


def picture(text: str = "", side: int = 720) -> bytes:
    """A JPEG of a card, or of a wall."""
    seen = np.full((side, side, 3), 120, np.uint8)
    if text:
        card = frames.qr_card(text)[:, :side]
        seen[60 : 60 + card.shape[0], : card.shape[1]] = card
    written = BytesIO()
    Image.fromarray(seen).save(written, "JPEG", quality=80)
    return written.getvalue()


def hold_up(lane: Lane, code: str, look: str) -> None:
    """A card comes before the phone's camera, in one look of the phone's."""
    lane.look(picture(), look)
    lane.look(picture(code), look)


def passages(store: Store) -> list[str]:
    return [event.body.passage for event in reversed(store.recent(100))]


class TestPairing:
    def test_a_phone_that_takes_the_invitation_has_a_lane(self, phones):
        pair(phones, name="  Pixel   7 ")
        assert [(each.number, each.name) for each in phones.listed()] == [(1, "Pixel 7")]
        assert phones.lane(TOKEN).session.screen().phase == Phase.READY

    def test_the_gate_keeps_the_digest_and_never_the_token_or_the_secret(self, phones, store, tmp_path):
        secret = phones.invite().secret
        phones.pair(HERE, secret, TOKEN, "")
        store.close()
        kept = b"".join(file.read_bytes() for file in (tmp_path / "gate").iterdir() if file.name.startswith(FILE))
        assert (kept.count(TOKEN.encode()), kept.count(secret.encode())) == (0, 0)
        assert kept.count(digest_of(TOKEN).encode()) > 0

    def test_an_invitation_is_good_for_one_phone(self, phones):
        secret = phones.invite().secret
        phones.pair(HERE, secret, TOKEN, "")
        with pytest.raises(Refusal, match="used already"):
            phones.pair(THERE, secret, OTHER, "")
        assert phones.invitation() is None

    def test_a_phone_whose_answer_was_lost_asks_again_and_is_one_phone(self, phones):
        secret = phones.invite().secret
        phones.pair(HERE, secret, TOKEN, "")
        phones.pair(HERE, secret, TOKEN, "")
        assert [each.number for each in phones.listed()] == [1]

    def test_an_invitation_ends_by_itself(self, phones, clock):
        secret = phones.invite().secret
        clock.on(seconds=INVITED_FOR.total_seconds())
        with pytest.raises(Refusal, match="too old"):
            phones.pair(HERE, secret, TOKEN, "")

    def test_the_next_invitation_ends_the_one_before(self, phones):
        secret = phones.invite().secret
        phones.invite()
        with pytest.raises(Refusal, match="too old"):
            phones.pair(HERE, secret, TOKEN, "")

    def test_a_withdrawn_invitation_lets_nobody_in(self, phones):
        secret = phones.invite().secret
        phones.withdraw()
        with pytest.raises(Refusal, match="too old"):
            phones.pair(HERE, secret, TOKEN, "")

    @pytest.mark.parametrize("secret", ["", "wrong", "密码"])
    def test_a_wrong_secret_lets_nobody_in_and_leaves_the_invitation(self, phones, secret):
        right = phones.invite().secret
        with pytest.raises(Refusal, match="used already"):
            phones.pair(HERE, secret, TOKEN, "")
        phones.pair(HERE, right, TOKEN, "")
        assert len(phones.listed()) == 1

    def test_without_an_invitation_an_empty_secret_is_wrong_too(self, phones):
        with pytest.raises(Refusal, match="used already"):
            phones.pair(HERE, "", TOKEN, "")

    def test_who_tries_wrong_secrets_waits_a_minute_and_others_do_not(self, phones, clock):
        right = phones.invite().secret
        for each in range(WRONG_TRIES):
            with pytest.raises(Refusal, match="used already"):
                phones.pair(HERE, f"wrong {each}", TOKEN, "")
        with pytest.raises(Refusal, match="too often"):
            phones.pair(HERE, right, TOKEN, "")
        phones.pair(THERE, right, OTHER, "")
        clock.on(seconds=61)
        phones.pair(HERE, phones.invite().secret, TOKEN, "")
        assert len(phones.listed()) == 2

    @pytest.mark.parametrize("token", ["", "short", "x" * 10_000])
    def test_a_token_that_can_be_guessed_or_fills_the_disk_is_none(self, phones, token):
        with pytest.raises(Refusal):
            phones.pair(HERE, phones.invite().secret, token, "")

    def test_more_phones_than_the_gate_can_serve_are_refused(self, phones):
        for number in range(MOST_PHONES):
            pair(phones, f"{number:040}")
        with pytest.raises(Refusal, match="paired already"):
            pair(phones, OTHER)


class TestKnowing:
    def test_an_unknown_token_has_no_lane(self, phones):
        assert phones.lane(TOKEN) is None

    def test_a_removed_phone_has_no_lane_and_its_number_is_not_given_again(self, phones):
        pair(phones)
        phones.lane(TOKEN)
        phones.remove(1)
        assert phones.lane(TOKEN) is None
        pair(phones, OTHER)
        assert [each.number for each in phones.listed()] == [2]

    def test_a_phone_is_known_again_after_the_gate_was_restarted(self, phones, store, clock):
        pair(phones)
        assert Phones(store, clock).lane(TOKEN).session.screen().phase == Phase.READY

    def test_when_a_phone_was_last_heard_is_told_at_once_and_kept_once_a_minute(self, phones, store, clock):
        pair(phones)
        paired = clock()
        clock.on(seconds=30)
        phones.lane(TOKEN)
        assert [each.seen - paired for each in (*phones.listed(), *store.phones())] == [
            timedelta(seconds=30),
            timedelta(),
        ]
        clock.on(seconds=30)
        phones.lane(TOKEN)
        assert [each.seen - paired for each in store.phones()] == [timedelta(minutes=1)]


class TestLanes:
    def test_a_picture_of_a_card_is_read_and_judged(self, lane, community):
        lane.look(picture(community.code("wang")), "first")
        screen = lane.session.screen()
        assert (screen.phase, screen.presentation.row.name) == (Phase.ASKING, "王小㛃")

    def test_a_wall_is_nobody(self, lane):
        lane.look(picture(), "first")
        assert lane.session.screen().phase == Phase.READY

    def test_two_phones_have_persons_and_directions_of_their_own(self, phones, community):
        pair(phones)
        pair(phones, OTHER)
        phones.lane(TOKEN).session.turn(Direction.OUT)
        phones.lane(OTHER).look(picture(community.code("li")), "first")
        one, other = (phones.lane(token).session.screen() for token in (TOKEN, OTHER))
        assert (one.phase, one.switch, other.phase, other.direction) == (
            Phase.READY,
            Direction.OUT,
            Phase.ASKING,
            Direction.IN,
        )

    def test_a_lane_keeps_its_person_between_requests(self, phones, community):
        pair(phones)
        phones.lane(TOKEN).look(picture(community.code("wang")), "first")
        assert phones.lane(TOKEN).session.screen().phase == Phase.ASKING

    def test_a_card_seen_again_after_a_lost_answer_is_one_passage(self, lane, store, community, clock):
        lane.session.turn(Direction.OUT)
        hold_up(lane, community.code("wang"), "first")
        clock.on(seconds=60)
        hold_up(lane, community.code("wang"), "first")
        assert (passages(store), lane.session.screen().phase) == (["out"], Phase.VERDICT)

    def test_another_card_after_a_lost_answer_is_judged_by_itself(self, lane, store, community, clock):
        lane.session.turn(Direction.OUT)
        hold_up(lane, community.code("wang"), "first")
        clock.on(seconds=1)
        hold_up(lane, community.code("revoked"), "first")
        assert (passages(store), lane.session.screen().presentation.row.name) == (["out", "turned_away"], "赵甲")

    def test_the_same_card_later_is_another_passage(self, lane, store, community, clock):
        lane.session.turn(Direction.OUT)
        hold_up(lane, community.code("wang"), "first")
        clock.on(seconds=60)
        hold_up(lane, community.code("wang"), "second")
        assert passages(store) == ["out", "out"]


class TestPictures:
    def test_a_colour_jpeg_becomes_its_brightness(self):
        grey = grey_of(picture())
        assert (grey.shape, grey.dtype, int(grey[0, 0])) == ((720, 720), np.uint8, 120)

    @pytest.mark.parametrize(
        "sent",
        [
            pytest.param(b"", id="nothing"),
            pytest.param(b"GIF89a", id="another file"),
            pytest.param(picture()[:400], id="cut off"),
            pytest.param(picture(side=2000), id="huge"),
        ],
    )
    def test_what_is_no_picture_of_a_phone_is_refused(self, sent):
        with pytest.raises(Refusal, match="cannot read the picture"):
            grey_of(sent)
