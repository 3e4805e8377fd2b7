"""The live picture on the gate's page."""

import numpy as np

from appkit.clocks import now
from gatepass.wording import Text
from kiosk.attention import Eye
from kiosk.camera import Camera
from kiosk.gate import Gate
from kiosk.link import Link
from kiosk.posts import Post
from kiosk.session import Session
from kiosk.shift import Shift
from kiosk.web import create_app
from scripts.frames import write_video
from tests.patience import PATIENCE

PICTURES = 8


def test_a_page_that_asks_again_at_once_is_shown_the_next_picture_and_not_the_same_again(store, clock, tmp_path):
    greys = [np.full((120, 160, 3), 20 + 20 * number, np.uint8) for number in range(10)]
    camera = Camera(str(write_video(tmp_path / "gate.mp4", greys, 10, (160, 120))))
    posts = (Post(Eye(1), Text("", ""), camera),)
    gate = Gate(tmp_path, store, Session(store, clock), posts, Link(store, now), Shift(store, clock))
    page = create_app(gate).test_client()
    camera.start()
    try:
        assert camera.newest(0, PATIENCE)
        pictures = [page.get("/cameras/1.jpg").data for _ in range(PICTURES)]
    finally:
        camera.stop()
    assert len(set(pictures)) > PICTURES // 2  # one that comes late on a busy machine is not waited for
