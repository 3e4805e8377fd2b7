"""A team's papers, rendered again: every door once and in its order, boxes empty, nothing out of its cell, the link readable."""

import re
from dataclasses import replace

import pytest

from gatepass.people import Door
from gatepass.wording import Text
from issuer.bundles import Bundle, Receipt, Stop, bundles_pdf
from issuer.designs import originals
from issuer.sheets import grouped
from issuer.walking import walking_order
from tests.issuer.offices import refusing
from tests.issuer.pages import Page, inner, overlapping, pages, squeezed

LINK = "https://192.168.1.20:8443/delivery/t/4f9c2a7be81d4c3f0a"
RARE = ("㛃𬭎", "𬙂䶮", "王𬱖")
HARD = (
    "Maximiliana Wolfeschlegelsteinhausenberg",
    "Wolfeschlegelsteinhausenbergerdorffwelch",
    "古丽巴哈尔·阿卜杜克里木",
    "김민준",
)
QUESTIONS = (
    Text("需要预约口罩吗？要几只？", "Masks wanted: how many?"),
    Text("家里有人从外地回来吗？何时、从哪里？", "Anyone back from elsewhere: when, from where?"),
    Text("有独居老人吗？需要什么？", "Elderly living alone: needs?"),
)


def receipt(door: Door, *names: str) -> Receipt:
    place = door.stairwell * 100_000 + door.room * 10
    return Receipt(door, names, tuple(f"{place + n:06d}" for n in range(len(names))))


def stop(stairwell: int, floors: int = 6, names: tuple[str, ...] = ("王小明", "李芳")) -> Stop:
    doors = [Door(stairwell, 100 * floor + room) for floor in range(1, floors + 1) for room in range(1, 5)]
    return Stop(stairwell, floors, tuple(receipt(door, *names) for door in sorted(doors, key=walking_order)))


def bundle(*stops: Stop, **changed: object) -> Bundle:
    plain = Bundle("长虹小区", "Changhong", "第一轮", "1队", "张三、李四", stops, LINK, QUESTIONS, 95)
    return replace(plain, **changed)


def printed(*bundles: Bundle) -> list[Page]:
    return list(pages(bundles_pdf(bundles, originals())))


def lists(shown: list[Page]) -> list[Page]:
    return [page for page in shown if "RECEIPTS" in page.text]


def rooms(page: Page) -> list[str]:
    """What stands in the door column, from top to bottom, without the labels and the total."""
    found = [page.inside(row[0]) for row in page.table().rows()[1:]]
    return [text for text in found if re.fullmatch(r"\d+[A-Z]?", text)]


def test_every_door_stands_once_in_the_order_given() -> None:
    first, second = stop(12), stop(3, floors=2)
    shown = lists(printed(bundle(first, second)))
    rows = [room for page in shown for room in rooms(page)]
    assert rows == [str(each.door.room) for part in (first, second) for each in part.receipts]


def test_a_row_says_the_names_as_on_the_cards_their_serials_and_how_many() -> None:
    door = receipt(Door(12, 302), "王小明", *RARE)
    (page,) = lists(printed(bundle(Stop(12, 3, (door,)))))
    row = page.table().rows()[1]
    cards = "".join(squeezed(name + grouped(serial)) for name, serial in zip(door.names, door.serials, strict=True))
    assert (page.inside(row[0]), page.inside(row[1]), page.inside(row[2])) == ("302", cards, "4")


def test_pages_of_a_stairwell_are_numbered_by_themselves() -> None:
    shown = lists(printed(bundle(stop(12, names=("王小明", "李芳", "王小红")), stop(3, floors=1))))
    assert [re.findall(r"\d+号 \d+/\d+", page.text) for page in shown] == [["12号 1/2"], ["12号 2/2"], ["3号 1/1"]]


def test_a_stairwell_ends_with_what_was_to_be_delivered() -> None:
    *_, last = lists(printed(bundle(stop(12))))
    label, *_, sign = last.table().rows()[-1][:4]
    assert (
        last.inside(replace(label, right=sign.left - 8)),
        last.inside(replace(sign, left=sign.left - 8, right=sign.left)),
    ) == ("合计·total24户doors", "48")


@pytest.mark.parametrize("asked", [pytest.param(n, id=f"{n} questions") for n in (0, 1, 3, 4, 8)])
def test_the_boxes_to_be_filled_in_are_empty_high_and_wide_enough(asked: int) -> None:
    questions = tuple(Text(f"第{n}个问题？", f"Question {n}?") for n in range(asked))
    for page in lists(printed(bundle(stop(12), questions=questions))):
        for row in page.table().rows()[1:]:
            assert len(row) == 8 + asked
            assert all(page.ink(inner(cell)) >= 230 for cell in row[3:])
            assert all(page.inside(cell) == "" for cell in row[3:])
            assert min(cell.bottom - cell.top for cell in row) >= 9
            assert [row[3].right - row[3].left >= 30, min(cell.right - cell.left for cell in row[5:]) >= 9] == [
                True
            ] * 2


def test_more_than_three_questions_turn_the_page() -> None:
    questions = (*QUESTIONS, Text("还有吗？", "Anything else?"))
    ways = [
        {page.width > page.height for page in lists(printed(bundle(stop(1), questions=each)))}
        for each in (QUESTIONS, questions)
    ]
    assert ways == [{False}, {True}]


@pytest.mark.parametrize("name", [*HARD, *RARE])
def test_hard_names_stay_in_their_cell(name: str) -> None:
    everywhere = tuple(
        receipt(Door(12, 100 * floor + room), name, "王小明", name) for floor in (3, 2, 1) for room in (1, 2, 3)
    )
    for page in lists(printed(bundle(Stop(12, 3, everywhere)))):
        lines = page.lines()
        assert [letter for letter in page.letters() if any(letter.box.crosses(line) for line in lines)] == []
        for row in page.table().rows()[1:-1]:
            assert page.inside(row[1]).count(squeezed(name)) == 2


def test_nothing_is_outside_the_paper_or_over_something_else() -> None:
    longest = bundle(
        *(stop(number) for number in range(1, 4)),
        community="很长的小区名称" * 8, english="A Very Long Name of a Residence " * 2, round="轮" * 40, team="队" * 40,
        members="成员" * 60,
    )  # fmt: skip
    for page in printed(longest):
        letters = page.letters()
        assert min(letter.box.left for letter in letters) > 4
        assert max(letter.box.right for letter in letters) < page.width - 4
        assert max(letter.box.bottom for letter in letters) < page.height - 4
        assert overlapping(letters) == []


def test_the_cover_names_the_way_and_its_code_leads_to_the_phone_page() -> None:
    cover = printed(bundle(stop(12), stop(3, floors=2)))[0]
    rows = [[cover.inside(cell) for cell in row[:6]] for row in cover.table().rows()[1:3]]
    assert (cover.codes(), rows) == ([LINK], [["1", "12号", "6", "24", "48", "16"], ["2", "3号", "2", "8", "16", "6"]])


def test_a_cover_without_a_link_has_no_code() -> None:
    assert printed(bundle(stop(12), link=""))[0].codes() == []


def test_the_cover_asks_the_questions_of_the_survey() -> None:
    cover = squeezed(printed(bundle(stop(12)))[0].text)
    assert [squeezed(question.zh) in cover and squeezed(question.en) in cover for question in QUESTIONS] == [True] * 3


@pytest.mark.parametrize("stairwells", [1, 8, 14, 15, 16, 20, 40, 57])
def test_a_long_way_goes_on_on_a_second_page(stairwells: int) -> None:
    shown = printed(
        bundle(*(Stop(number, 1, (receipt(Door(number, 101), "王小明"),)) for number in range(1, stairwells + 1)))
    )
    covers = [page for page in shown if "RECEIPTS" not in page.text and "COUNT WHEN BACK" not in page.text]
    told = [number for page in covers for row in page.table().rows() if (number := page.inside(row[1])).endswith("号")]
    assert told == [f"{number}号" for number in range(1, stairwells + 1)]
    assert all(max(letter.box.bottom for letter in page.letters()) < 293 for page in covers)


def test_what_comes_back_is_counted_stairwell_by_stairwell() -> None:
    *_, last = printed(bundle(stop(12), stop(3, floors=2)))
    rows = last.table().rows()[1:4]
    assert [[last.inside(cell) for cell in row[:3]] for row in rows] == [
        ["12号", "24", "48"], ["3号", "8", "16"], ["合计·total", "32", "64"],
    ]  # fmt: skip


def test_each_team_has_its_own_papers_in_a_row() -> None:
    shown = printed(bundle(stop(1, floors=1), team="甲队"), bundle(stop(2, floors=1), team="乙队"))
    assert [re.search("[甲乙]队", page.text)[0] for page in shown] == ["甲队"] * 3 + ["乙队"] * 3


@pytest.mark.parametrize(
    ("floors", "words"),
    [
        pytest.param((3, 2, 1), "先上到顶层，逐层往下", id="top down"),
        pytest.param((1, 2, 3), "从底层起，逐层往上", id="bottom up"),
        pytest.param((1, 3, 2), "按下列次序", id="as it comes"),
    ],
)
def test_the_list_says_which_way_to_walk(floors: tuple[int, ...], words: str) -> None:
    (page,) = lists(
        printed(bundle(Stop(12, 3, tuple(receipt(Door(12, 100 * floor + 1), "王小明") for floor in floors))))
    )
    assert words in page.text


def test_the_same_bundles_are_the_same_bytes() -> None:
    assert bundles_pdf([bundle(stop(1))], originals()) == bundles_pdf([bundle(stop(1))], originals())


def test_progress_ends_with_all_doors() -> None:
    told: list[tuple[int, int]] = []
    bundles_pdf([bundle(stop(1))], originals(), lambda done, every: told.append((done, every)))
    assert (told[0], told[-1]) == ((0, 24), (24, 24))


def test_without_doors_there_is_nothing_to_print() -> None:
    with refusing("没有要投递的证卡"):
        bundles_pdf([bundle()], originals())


def test_a_name_that_no_font_has_is_refused_with_its_door() -> None:
    with refusing("12号302室"):
        bundles_pdf([bundle(Stop(12, 3, (receipt(Door(12, 302), "王\U0001f600"),)))], originals())
