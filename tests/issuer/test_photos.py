"""Photos of residents: found by the names of files, kept one a person, printed on cards, and gone when they go."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from gatepass.passbook import decode_row
from gatepass.passes import Status
from gatepass.people import Document, DocumentKind, Door, Resident
from gatepass.wording import Language, Refusal
from issuer import importing, issuing, photos
from issuer.albums import Picture, folder_album, opened_zip, zip_album
from issuer.office import Office
from issuer.owners import Owners, masked_file
from issuer.passbooks import passbook_of
from issuer.photos import Change, Wish
from issuer.portraits import portrait
from issuer.printing import Selection, cards_of
from issuer.runs import Again, Order, Part, items_of, layout_for, print_again, print_run, reprint, selection_for
from issuer.said import said_by
from issuer.store import Photo, RunKind
from issuer.waiting import waiting_among
from tests.issuer.likenesses import another_face, changed, face, wall
from tests.issuer.offices import ACT, AT, TODAY, issued_to, refusing, resident, take_in
from tests.issuer.test_issuer_cli import run as ran
from tests.issuer.test_issuer_cli import spreadsheet

ID = "11010519491231002X"
PEOPLE = (
    Resident(Door(12, 302), "王小明", document=Document(DocumentKind.RESIDENT_ID, ID)),
    resident("12-302", "李雷"),
    resident("12-302A", "李雷"),
    resident("12-3021", "王小明"),
    resident("1-102", "阿迪力·买买提"),
    Resident(Door(2, 101), "Anna Schmidt", document=Document(DocumentKind.PASSPORT, "C01X00T47")),
    resident("3-301", "陈晨"),
    Resident(Door(3, 301), "陈晨", document=Document(DocumentKind.PASSPORT, "E12345678")),
)


@pytest.fixture
def peopled(office: Office) -> Office:
    issued_to(office, *PEOPLE)
    return office


def album(files: Mapping[str, bytes]) -> tuple[Picture, ...]:
    return tuple(Picture(name, lambda content=content: content) for name, content in files.items())


def taken_in(office: Office, files: Mapping[str, bytes], *, as_is: tuple[str, ...] = (), dry_run: bool = False):
    return photos.take_in(office.store, album(files), Wish(photos.as_is(as_is), dry_run), ACT)


def told(intake: photos.Intake) -> list[tuple[int, str]]:
    return [(problem.row, problem.refusal.sentence(Language.ZH)) for problem in intake.problems]


def id_of(office: Office, door: str, name: str) -> int:
    return next(
        each.id
        for each in office.store.residents()
        if (each.resident.door, each.resident.name) == (Door.parse(door), name)
    )


class TestTheNameOfAFile:
    @pytest.mark.parametrize(
        ("file", "door", "name"),
        [
            pytest.param("12号302室王小明.jpg", "12-302", "王小明", id="door and name"),
            pytest.param("12-302 王小明.png", "12-302", "王小明", id="a short door, a blank"),
            pytest.param("12-302-王小明", "12-302", "王小明", id="a hyphen, no ending"),
            pytest.param("12/302 王小明.jpg", "12-302", "王小明", id="a folder for the stairwell"),
            pytest.param("12号/302室/王小明.JPG", "12-302", "王小明", id="a folder for each"),
            pytest.param("12号302室\\王小明.jpeg", "12-302", "王小明", id="a folder of Windows for the door"),
            pytest.param("照片 2020/长虹小区/12号/302 王小明.jpg", "12-302", "王小明", id="more folders"),
            pytest.param("7号/12号302室王小明.jpg", "12-302", "王小明", id="the name counts more than the folder"),
            pytest.param("１２号３０２室王小明.jpg", "12-302", "王小明", id="full-width digits"),
            pytest.param("王小明_12-302.jpg", "12-302", "王小明", id="the name first"),
            pytest.param("12-302王小明(2).jpg", "12-302", "王小明", id="a copy by Windows"),
            pytest.param("第12幢302室_王小明.jpg", "12-302", "王小明", id="another word for a stairwell"),
            pytest.param("12-3021王小明.jpg", "12-3021", "王小明", id="no door is cut out of another"),
            pytest.param("12-302李雷.jpg", "12-302", "李雷", id="a room without a letter"),
            pytest.param("12-302A李雷.jpg", "12-302A", "李雷", id="a room with a letter"),
            pytest.param("1-102 阿迪力买买提.jpg", "1-102", "阿迪力·买买提", id="without the dot in a name"),
            pytest.param("2-101anna_SCHMIDT.jpg", "2-101", "Anna Schmidt", id="letters glued to the door"),
            pytest.param(f"{ID}.jpg", "12-302", "王小明", id="an ID number"),
            pytest.param(f"{ID.lower()}.jpg", "12-302", "王小明", id="its last letter small"),
            pytest.param("１１０１０５１９４９１２３１００２Ｘ.jpg", "12-302", "王小明", id="full-width"),
            pytest.param("110105 19491231 002X.jpg", "12-302", "王小明", id="with blanks"),
            pytest.param(f"张三丰/{ID}王小明.jpg", "12-302", "王小明", id="an ID number and a name"),
            pytest.param("c01x00t47.png", "2-101", "Anna Schmidt", id="a passport"),
            pytest.param("E12345678.jpg", "3-301", "陈晨", id="a document tells apart who has one name"),
        ],
    )
    def test_says_whose_picture_it_is(self, peopled, file, door, name):
        found = Owners(peopled.store.residents()).owner(file).resident
        assert (found.door, found.name) == (Door.parse(door), name)

    @pytest.mark.parametrize(
        ("file", "said"),
        [
            pytest.param(
                "3-301陈晨.jpg", "可能是3号301室2位陈晨中的任一位，请用证件号码作文件名", id="two of one name"
            ),
            pytest.param("王小明.jpg", "看不出是谁的照片，文件名请写证件号码，或 12号302室王小明", id="a name alone"),
            pytest.param(
                "IMG_0001.jpg", "看不出是谁的照片，文件名请写证件号码，或 12号302室王小明", id="as the camera says"
            ),
            pytest.param("12-302王大明.jpg", "写的人不住在12号302室，请照花名册核对姓名", id="nobody of that name"),
            pytest.param(
                "99-302王小明.jpg", "看不出是谁的照片，文件名请写证件号码，或 12号302室王小明", id="no such door"
            ),
            pytest.param(
                "110105194912310038.jpg",
                "的证件号码不在花名册里，请核对号码，或改用门牌和姓名",
                id="nobody's ID number",
            ),
            pytest.param(
                "12302王小明.jpg", "看不出是谁的照片，文件名请写证件号码，或 12号302室王小明", id="digits run together"
            ),
            pytest.param(
                ".jpg", "看不出是谁的照片，文件名请写证件号码，或 12号302室王小明", id="nothing but an ending"
            ),
        ],
    )
    def test_that_means_nobody_for_sure_is_told(self, peopled, file, said):
        with pytest.raises(Refusal) as caught:
            Owners(peopled.store.residents()).owner(file)
        assert caught.value.sentence(Language.ZH) == said

    def test_who_has_moved_out_is_nobody(self, peopled):
        gone = frozenset({id_of(peopled, "12-302", "王小明")})
        importing.move_out(peopled.store, gone, TODAY, ACT)
        with pytest.raises(Refusal):
            Owners(peopled.store.residents()).owner(f"{ID}.jpg")

    @pytest.mark.parametrize(
        ("file", "shown"),
        [
            pytest.param(f"12号/{ID}.jpg", "12号/**************002X.jpg", id="an ID number"),
            pytest.param("１１０１０５１９４９１２３１００２Ｘ.jpg", "**************002X.jpg", id="full-width"),
            pytest.param("E12345678陈晨.png", "*****5678陈晨.png", id="a passport"),
            pytest.param("12号3021室王小明.jpg", "12号3021室王小明.jpg", id="a door stays"),
        ],
    )
    def test_is_shown_with_its_numbers_masked(self, file, shown):
        assert masked_file(file) == shown


class TestTakingIn:
    def test_every_picture_is_taken_or_told_and_none_stops_the_others(self, peopled):
        intake = taken_in(
            peopled,
            {
                "12-302王小明.jpg": face(),
                "12-302李雷.jpg": b"",
                "1-102阿迪力买买提.jpg": wall(),
                "谁.jpg": face(),
                "2-101 Anna Schmidt.jpg": another_face(),
            },
        )
        assert [(each.number, each.person.resident.name, each.change) for each in intake.taken] == [
            (1, "王小明", Change.NEW),
            (5, "Anna Schmidt", Change.NEW),
        ]
        assert told(intake) == [
            (2, "“12-302李雷.jpg”是空文件，请换一个文件"),
            (3, "“1-102阿迪力买买提.jpg”里没有找到脸，请从正面重新拍一张"),
            (4, "“谁.jpg”看不出是谁的照片，文件名请写证件号码，或 12号302室王小明"),
        ]
        assert intake.summary().zh == "照片：新增2张，更换0张，没有变化0张，有问题3个"
        assert peopled.store.who_has_a_photo() == {each.person.id for each in intake.taken}

    def test_again_changes_nothing_and_another_picture_replaces(self, peopled):
        files = {"12-302王小明.jpg": face(), "12-302李雷.jpg": face()}
        taken_in(peopled, files)
        intake = taken_in(peopled, {**files, "12-302李雷.jpg": another_face()})
        assert [each.change for each in intake.taken] == [Change.SAME, Change.REPLACED]
        kept = peopled.store.photo_of(id_of(peopled, "12-302", "李雷"))
        made = portrait(another_face())
        assert kept == photos_kept(made.jpeg, made.sha256)

    def test_two_pictures_of_one_person_are_both_told(self, peopled):
        intake = taken_in(peopled, {"12-302王小明.jpg": face(), "3-301.jpg": face(), f"{ID}.jpg": another_face()})
        assert [row for row, _ in told(intake)] == [1, 2, 3]
        assert told(intake)[2] == (3, "“**************002X.jpg”不是12号302室王小明唯一的照片，请只留一张")
        assert peopled.store.who_has_a_photo() == frozenset()

    @pytest.mark.parametrize("named", ["12-302王小明.jpg", "12-302王小明", "照片/12-302王小明.jpg"])
    def test_a_file_that_is_named_is_taken_as_it_is(self, peopled, named):
        files = {"照片/12-302王小明.jpg": wall(), "照片/12-302李雷.jpg": wall()}
        intake = taken_in(peopled, files, as_is=(named,))
        assert ([each.person.resident.name for each in intake.taken], len(intake.problems)) == (["王小明"], 1)

    def test_a_name_that_no_file_has_is_refused_before_anything_is_done(self, peopled):
        with refusing("没有“李雷.jpg”这个文件，请核对文件名"):
            taken_in(peopled, {"12-302王小明.jpg": face()}, as_is=("李雷.jpg",))
        assert peopled.store.who_has_a_photo() == frozenset()

    def test_a_preview_keeps_nothing(self, peopled):
        intake = taken_in(peopled, {"12-302王小明.jpg": face()}, dry_run=True)
        assert ([each.change for each in intake.taken], peopled.store.who_has_a_photo()) == ([Change.NEW], frozenset())

    def test_progress_counts_the_pictures_with_an_owner(self, peopled):
        steps: list[tuple[int, int]] = []
        files = album({"12-302王小明.jpg": face(), "x.jpg": face(), "12-302李雷.jpg": wall()})
        photos.take_in(peopled.store, files, Wish(), ACT, lambda done, all_: steps.append((done, all_)))
        assert steps == [(1, 2), (2, 2)]


def photos_kept(jpeg: bytes, sha256: str):
    return Photo(jpeg, sha256, ACT.at, ACT.who)


class TestAnAlbum:
    def test_of_a_folder_has_the_files_of_its_folders_too(self, tmp_path):
        (tmp_path / "12号").mkdir()
        for name in ("12号/302王小明.jpg", "b.jpg", "Thumbs.db", ".DS_Store"):
            (tmp_path / name).write_bytes(b"x")
        assert [(each.name, each.read()) for each in folder_album(tmp_path)] == [
            ("12号/302王小明.jpg", b"x"),
            ("b.jpg", b"x"),
        ]

    def test_of_no_folder_is_refused(self, tmp_path):
        with refusing("不是文件夹"):
            folder_album(tmp_path / "no")
        with refusing("里面没有照片"):
            folder_album(tmp_path)

    @pytest.mark.parametrize(
        "utf_8", [pytest.param(True, id="of a Mac"), pytest.param(False, id="of a Chinese Windows")]
    )
    def test_of_a_zip_reads_chinese_names(self, tmp_path, utf_8):
        path = packed(tmp_path, {"12号/302王小明.jpg": b"x", "__MACOSX/._a.jpg": b"y"}, gbk=not utf_8)
        with opened_zip(path) as archive:
            assert [(each.name, each.read()) for each in zip_album(archive)] == [("12号/302王小明.jpg", b"x")]

    def test_of_a_bomb_unpacks_none_of_it(self, tmp_path, peopled):
        path = packed(tmp_path, {"12-302王小明.jpg": bytes(40_000_000), "12-302李雷.jpg": face()})
        assert path.stat().st_size < 100_000
        with opened_zip(path) as archive:
            intake = photos.take_in(peopled.store, zip_album(archive), Wish(), ACT)
        assert told(intake) == [(2, "“12-302王小明.jpg”超过32MB，请缩小后再选")]
        assert [each.person.resident.name for each in intake.taken] == ["李雷"]

    def test_of_a_zip_that_lies_about_a_size_is_told(self, tmp_path, peopled):
        path = packed(tmp_path, {"12-302王小明.jpg": bytes(40_000_000)})
        content = path.read_bytes().replace((40_000_000).to_bytes(4, "little"), (4_000).to_bytes(4, "little"))
        path.write_bytes(content)
        with opened_zip(path) as archive:
            intake = photos.take_in(peopled.store, zip_album(archive), Wish(), ACT)
        assert told(intake) == [(1, "“12-302王小明.jpg”在压缩包里已损坏，请重新压缩")]

    def test_of_what_is_no_zip_is_refused(self, tmp_path):
        (tmp_path / "a.zip").write_bytes(face())
        with refusing("不是 ZIP 压缩包，或已损坏"):
            opened_zip(tmp_path / "a.zip")


def packed(folder: Path, files: Mapping[str, bytes], *, gbk: bool = False) -> Path:
    """A ZIP; with `gbk` as Chinese Windows packs it."""
    written = BytesIO()
    names = {name: "x" * len(name.encode("gbk")) if gbk else name for name in files}
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(names[name], content)
    content = written.getvalue()
    for name in files if gbk else ():
        content = content.replace(names[name].encode(), name.encode("gbk"))
    path = folder / "照片.zip"
    path.write_bytes(content)
    return path


class TestAPhoto:
    @pytest.fixture
    def pictured(self, peopled: Office) -> Office:
        taken_in(peopled, {"12-302王小明.jpg": face(), "2-101AnnaSchmidt.jpg": another_face()})
        return peopled

    def cards(self, office: Office):
        return cards_of(office.store, office.keys, Selection(Status.VALID, TODAY))

    def order(self, office: Office, **how) -> Order:
        return Order(RunKind.CARDS, selection_for(RunKind.CARDS, TODAY, (), ()), layout_for(office.store), **how)

    def test_stands_on_the_card_of_its_owner_alone(self, pictured):
        shown = {(str(card.door), card.name): card.photo for card in self.cards(pictured)}
        assert {who: photo for who, photo in shown.items() if photo} == {
            ("12号302室", "王小明"): portrait(face()).jpeg,
            ("2号101室", "Anna Schmidt"): portrait(another_face()).jpeg,
        }

    def test_that_is_new_makes_a_printed_card_wait(self, peopled):
        print_run(peopled, self.order(peopled), ACT)
        assert waiting_among(peopled.store, self.cards(peopled)) == ()
        taken_in(peopled, {"12-302王小明.jpg": face()})
        (waits,) = waiting_among(peopled.store, self.cards(peopled))
        assert (waits.card.name, [words.zh for words in waits.changed]) == ("王小明", ["照片"])

    def test_is_in_a_run_that_is_opened_again_byte_for_byte(self, pictured):
        run, pdf = print_run(pictured, self.order(pictured), ACT)
        again = reprint(pictured, run.id)
        assert (again.pdf == pdf, again.is_same, again.photos_gone) == (True, True, 0)

    def test_that_is_deleted_is_nowhere_and_the_run_says_so(self, pictured, tmp_path):
        run, pdf = print_run(pictured, self.order(pictured), ACT)
        photos.take_away(pictured.store, id_of(pictured, "12-302", "王小明"))
        again = reprint(pictured, run.id)
        assert (again.is_same, again.photos_gone, len(again.pdf) < len(pdf)) == (False, 1, True)
        pictured.store.close()
        traces = [
            path.name for path in pictured.folder.iterdir() if portrait(face()).jpeg[200:600] in path.read_bytes()
        ]
        assert traces == []

    def test_that_is_gone_gives_way_to_the_present_one_when_a_card_is_printed_again(self, pictured):
        run, _ = print_run(pictured, self.order(pictured), ACT)
        grey = changed(lambda picture: picture.convert("L"))
        taken_in(pictured, {"12-302王小明.jpg": grey})
        photos.take_away(pictured.store, id_of(pictured, "2-101", "Anna Schmidt"))
        again, pdf = print_again(pictured, Again(run.id, Part()), ACT)
        said = {item.said.name: item.said.photo for item in items_of(pictured.store, again.id) if item.said.photo}
        assert said == {"王小明": portrait(grey).sha256}
        assert reprint(pictured, again.id).pdf == pdf
        assert waiting_among(pictured.store, self.cards(pictured)) == ()

    def test_of_a_card_that_is_printed_again_stays_as_long_as_it_is_there(self, pictured):
        run, _ = print_run(pictured, self.order(pictured), ACT)
        again, _ = print_again(pictured, Again(run.id, Part()), ACT)
        said = [tuple(item.said for item in items_of(pictured.store, id_)) for id_ in (run.id, again.id)]
        assert said == [tuple(map(said_by, self.cards(pictured)))] * 2

    def test_is_deleted_when_its_owner_moves_out_and_undoing_does_not_bring_it_back(self, pictured):
        id_ = id_of(pictured, "12-302", "王小明")
        importing.move_out(pictured.store, frozenset({id_}), TODAY, ACT)
        assert pictured.store.photo_of(id_) is None
        importing.undo(pictured.store, ACT)
        assert (pictured.store.person(id_).left_on, pictured.store.photo_of(id_)) == (None, None)

    def test_goes_when_the_import_of_its_owner_is_undone(self, pictured):
        importing.undo(pictured.store, ACT)
        assert pictured.store.who_has_a_photo() == frozenset()

    def test_goes_with_somebody_who_never_had_a_pass(self, office):
        take_in(office, *PEOPLE)
        taken_in(office, {"12-302王小明.jpg": face()})
        importing.undo(office.store, ACT)
        assert (office.store.everybody(), office.store.who_has_a_photo()) == ((), frozenset())

    def test_stays_with_somebody_whose_name_is_corrected(self, pictured):
        take_in(pictured, Resident(Door(12, 401), "王晓明", document=Document(DocumentKind.RESIDENT_ID, ID)))
        assert pictured.store.photo_of(id_of(pictured, "12-401", "王晓明")).sha256 == portrait(face()).sha256

    def test_is_given_to_nobody_who_has_moved_out(self, pictured):
        id_ = id_of(pictured, "12-302", "王小明")
        importing.move_out(pictured.store, frozenset({id_}), TODAY, ACT)
        with refusing("的人已经不住这里"):
            photos.give(pictured.store, id_, portrait(face()), ACT)

    def test_that_is_not_there_cannot_be_deleted(self, peopled):
        with refusing("没有照片"):
            photos.take_away(peopled.store, id_of(peopled, "12-302", "王小明"))

    def test_changes_the_revision_that_gates_and_pages_go_by(self, peopled):
        before = peopled.store.revision()
        taken_in(peopled, {"12-302王小明.jpg": face()})
        assert peopled.store.revision() > before


class TestTheCommand:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "office"
        rows = (["12号", "302", "王小明", "居民身份证", ID, ""], ["12号", "302", "李雷", "", "", ""])
        for arguments in (
            ("init", "--community", "长虹小区"),
            ("roster", "import", spreadsheet(tmp_path / "roster.xlsx", *rows), "--yes"),
        ):
            assert ran("-d", folder, *arguments).returncode == 0
        return folder

    @pytest.fixture
    def pictures(self, tmp_path: Path) -> Path:
        (tmp_path / "photos").mkdir()
        for name, content in {f"{ID}.jpg": face(), "12-302李雷.png": wall(), "谁.jpg": face()}.items():
            (tmp_path / "photos" / name).write_bytes(content)
        return tmp_path / "photos"

    def test_takes_a_folder_and_lists_the_problems(self, folder, pictures, tmp_path):
        finished = ran("-d", folder, "roster", "photos", pictures, "--problems", tmp_path / "p.xlsx")
        assert (finished.returncode, finished.stdout) == (
            0,
            f"2 problems written to {tmp_path / 'p.xlsx'}\nphotos: 1 new, 0 replaced, 0 the same as before; 2 problems\n"
            "1 of 2 residents have one; next: issuer print cards --changed --out OUT.pdf\n",
        )
        assert finished.stderr.splitlines() == [
            "12-302李雷.png: shows no face that is found; take it again from the front",
            "谁.jpg: does not say whose picture it is; name it by ID number, or like 12-302 王小明",
        ]
        rows = list(
            openpyxl.load_workbook(tmp_path / "p.xlsx").active.iter_rows(min_row=2, max_col=4, values_only=True)
        )
        assert rows == [
            (2, "12-302李雷.png", "里没有找到脸", "请从正面重新拍一张"),
            (3, "谁.jpg", "看不出是谁的照片", "文件名请写证件号码，或 12号302室王小明"),
        ]

    def test_takes_a_file_as_it_is_where_it_is_named(self, folder, pictures):
        finished = ran("-d", folder, "roster", "photos", pictures, "--as-is", "12-302李雷.png", "--dry-run")
        assert finished.stdout == (
            "photos: 2 new, 0 replaced, 0 the same as before; 1 problems\na preview: nothing was changed\n"
        )

    def test_writes_no_id_number_anywhere_but_where_it_was_asked_to(self, folder, pictures):
        (pictures / f"{ID}.jpg").write_bytes(wall())
        finished = ran("-d", folder, "roster", "photos", pictures)
        assert (finished.returncode, finished.stdout) == (1, "")
        assert finished.stderr.splitlines()[0] == (
            "**************002X.jpg: shows no face that is found; take it again from the front"
        )
        assert finished.stderr.splitlines()[-1] == "none can be used; 3 problems; correct them and take them in again"

    def test_takes_a_zip_too_and_deletes_one(self, folder, tmp_path):
        path = packed(tmp_path, {"12号/302王小明.jpg": face()})
        assert ran("-d", folder, "roster", "photos", path).returncode == 0
        finished = ran("-d", folder, "roster", "remove-photo", "12-302", "王小明")
        assert finished.stdout == "the photo of 王小明 at 12号302室 is deleted\n"
        assert ran("-d", folder, "roster", "remove-photo", "12-302", "王小明").stderr == (
            "there is no photo; nothing is left to delete\n"
        )

    def test_says_that_a_run_is_without_a_deleted_photo(self, folder, pictures, tmp_path):
        for arguments in (
            ("passes", "issue"),
            ("roster", "photos", pictures),
            ("print", "cards", "--out", tmp_path / "a.pdf"),
            ("roster", "remove-photo", "12-302", "王小明"),
        ):
            assert ran("-d", folder, *arguments).returncode == 0
        finished = ran("-d", folder, "print", "again", "1", "--out", tmp_path / "b.pdf")
        assert (finished.returncode, finished.stderr) == (
            0,
            "1 photos were removed or replaced since: those cards are without, and the file is not the same\n",
        )


def test_the_gate_gets_a_small_one_with_the_row_of_a_valid_pass_alone(peopled: Office) -> None:
    taken_in(peopled, {"12-302 李雷.jpg": face()})
    owner = id_of(peopled, "12-302", "李雷")
    (issued,) = peopled.store.passes_of(owner)
    code = peopled.keys.code(issued.serial, issued.issue)

    def shown() -> bytes | None:
        covenant = peopled.store.covenant_in_force(AT)
        book = passbook_of(peopled.store, peopled.keys, covenant, TODAY)
        return decode_row(code, next(each for each in book.entries if each.lookup == code.lookup)).photo

    small = shown()
    issuing.revoke(peopled.store, issued.serial, ACT)
    assert small == portrait(face()).small
    assert Image.open(BytesIO(small)).size == (120, 160)
    assert shown() is None
