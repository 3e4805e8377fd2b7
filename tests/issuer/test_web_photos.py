"""The pages for photos without a browser: albums, one person's photo, and what is told."""

import re
import time
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from issuer import photos
from issuer.albums import LARGEST_FILE
from issuer.portraits import portrait
from issuer.web import create_app
from tests.issuer.likenesses import another_face, face, wall
from tests.issuer.offices import ACT, AT, issued_to, resident
from tests.issuer.test_photos import ID, PEOPLE, id_of, packed


@pytest.fixture
def client(office) -> FlaskClient:
    issued_to(office, *PEOPLE[:2], resident("1-102", "古丽"))
    return create_app(office, lambda: AT).test_client()


def posted(client: FlaskClient, place: str, **form: object):
    return client.post(place, data=form, content_type="multipart/form-data")


def picture(content: bytes, name: str = "a.jpg") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def album(client: FlaskClient, *files: tuple[bytes, str]) -> str:
    """The page at the end of taking files in."""
    place = posted(client, "/roster/photos", files=[picture(*each) for each in files]).headers["Location"]
    while (answer := client.get(place)).status_code == 200:
        time.sleep(0.02)
    return client.get(answer.headers["Location"]).get_data(as_text=True) if answer.location else answer.text


def problems(page: str) -> list[str]:
    return re.findall(r"<li>(“[^<]*)</li>", page)


def test_an_album_shows_what_was_taken_and_what_was_not(client, office):
    page = album(client, (face(), "照片/12-302 王小明.jpg"), (wall(), "12-302李雷.jpg"), (b"x", "Thumbs.db"))
    assert "照片：新增1张，更换0张，没有变化0张，有问题1个" in page
    assert problems(page) == ["“12-302李雷.jpg”里没有找到脸，请从正面重新拍一张"]
    assert office.store.who_has_a_photo() == {id_of(office, "12-302", "王小明")}


def test_a_zip_is_an_album_and_a_bomb_in_it_is_told(client, office, tmp_path):
    zipped = packed(tmp_path, {"12号/302王小明.jpg": face(), "12-302李雷.jpg": bytes(40_000_000)}).read_bytes()
    assert problems(album(client, (zipped, "照片.ZIP"))) == ["“12-302李雷.jpg”超过32MB，请缩小后再选"]
    assert len(office.store.who_has_a_photo()) == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param([(b"", "")], "没有选择照片，请选择照片或 ZIP", id="nothing"),
        pytest.param([(b"PK", "a.zip")], "不是 ZIP 压缩包，或已损坏，请重新压缩成 .zip 再选", id="no ZIP"),
    ],
)
def test_an_album_that_is_none_is_refused(client, files, said):
    assert re.findall(r'role="alert">([^<]*)<', album(client, *files)) == [said]


def test_names_are_matched_before_anything_is_sent(client, office):
    names = ["12-302王小明.jpg", "desktop.ini", "12-302李雷.jpg", f"{ID[:-1]}0.jpg"]
    wang, lei = id_of(office, "12-302", "王小明"), id_of(office, "12-302", "李雷")
    assert client.post("/roster/photos/names", json=names).json == [
        {"name": "12-302王小明.jpg", "person": wang, "who": "12号302室 王小明", "problem": ""},
        None,
        {"name": "12-302李雷.jpg", "person": lei, "who": "12号302室 李雷", "problem": ""},
        {
            "name": "**************0020.jpg",
            "person": 0,
            "who": "",
            "problem": "“**************0020.jpg”的证件号码不在花名册里，请核对号码，或改用门牌和姓名",
        },
    ]
    assert client.post("/roster/photos/names", data="[1]").status_code == 400


def test_one_picture_is_sent_and_can_be_taken_as_it_is(client, office):
    place = f"/roster/photos/people/{id_of(office, '12-302', '王小明')}"
    assert posted(client, place, file=picture(face())).json == {"change": "新增", "having": 1}
    assert posted(client, place, file=picture(face())).json == {"change": "没有变化", "having": 1}
    refused = posted(client, place, file=picture(wall(), f"{ID}.jpg"))
    assert (refused.status_code, refused.json) == (
        400,
        {"problem": "“**************002X.jpg”里没有找到脸，请从正面重新拍一张"},
    )
    assert posted(client, place, file=picture(wall()), as_is="1").json == {"change": "更换", "having": 1}


def test_a_file_larger_than_any_camera_makes_is_not_read(client, office):
    place = f"/roster/photos/people/{id_of(office, '12-302', '王小明')}"
    assert posted(client, place, file=picture(bytes(LARGEST_FILE + 2 * 1024 * 1024))).status_code == 413


def test_somebody_gets_another_photo_and_loses_it(client, office):
    person = id_of(office, "12-302", "王小明")
    place = f"/roster/people/{person}/photo"
    assert client.get(f"{place}.jpg").status_code == 404
    assert posted(client, place, file=picture(face())).status_code == 303
    assert posted(client, place, file=picture(another_face())).status_code == 303
    shown = client.get(f"{place}.jpg")
    assert (shown.data, shown.mimetype) == (portrait(another_face()).jpeg, "image/jpeg")
    assert posted(client, f"{place}/remove").status_code == 303
    assert (client.get(f"{place}.jpg").status_code, posted(client, f"{place}/remove").status_code) == (404, 400)


def test_a_photo_stands_beside_its_owner_on_both_pages(client, office):
    person = id_of(office, "12-302", "王小明")
    photos.give(office.store, person, portrait(face()), ACT)
    for place in ("/roster/search", "/passes/search"):
        page = client.post(place, data={"asked": "12-302"}).get_data(as_text=True)
        assert re.findall(r'<img[^>]*src="([^"]*)"', page) == [f"/roster/people/{person}/photo.jpg"]


def test_a_run_says_that_a_photo_is_gone(client, office):
    person = id_of(office, "12-302", "王小明")
    photos.give(office.store, person, portrait(face()), ACT)
    serial = next(each.issued.serial for each in office.store.holdings() if each.issued.holder == person)
    before = client.post(f"/passes/{serial}/card.pdf", data={}).data
    assert client.get("/printing/runs/1.pdf").data == before
    assert "photos-gone" not in client.get("/printing/runs/1").get_data(as_text=True)
    photos.take_away(office.store, person)
    assert "有1张照片打印之后已删除或更换" in client.get("/printing/runs/1").get_data(as_text=True)
    assert len(client.get("/printing/runs/1.pdf").data) < len(before)
