"""Write the sample community: a roster as a residents' committee keeps it, and one full of faults.

Everybody in it is generated; nobody is real. The same code writes the same bytes on every run.

    python scripts/sample_data.py [OUT_DIR]
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from stdnum.cn import ric

SEED = 20200210
TODAY = date(2020, 2, 10)
SAVED_AT = datetime(2020, 2, 10, 8, 30)  # noqa: DTZ001 - zip and docProps stamps carry no zone
TITLE = "长虹小区居民花名册(2020年2月)"
COLUMNS = ("楼号", "室号", "姓名", "性别", "证件类型", "证件号码", "手机", "与户主关系", "人员类别", "备注")
WIDTHS = (8, 8, 24, 6, 24, 22, 15, 12, 10, 30)

MALE, FEMALE = "男", "女"
ID_CARD = "居民身份证"
PASSPORT = "护照"
HK_MACAO_PERMIT = "港澳居民来往内地通行证"
TAIWAN_PERMIT = "台湾居民来往大陆通行证"
PERMANENT_CARD = "外国人永久居留身份证"
RESIDENCE_PERMIT = "港澳台居民居住证"

OWNER, TENANT, TEMPORARY, CARE, STAFF = "业主", "租客", "临时", "照护", "工作人员"


@dataclass(frozen=True)
class Document:
    kind: str = ""
    number: str = ""


@dataclass(frozen=True)
class Resident:
    name: str
    sex: str
    born: date
    document: Document
    phone: str
    relation: str
    category: str
    note: str = ""

    @property
    def age(self) -> int:
        """Full years on `TODAY`."""
        birthday_to_come = (TODAY.month, TODAY.day) < (self.born.month, self.born.day)
        return TODAY.year - self.born.year - birthday_to_come


@dataclass(frozen=True)
class Household:
    stairwell: int
    room: str
    residents: tuple[Resident, ...]

    @property
    def stairwell_label(self) -> str:
        return f"{self.stairwell}号"


# --- the buildings ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    stairwells: int
    floors: int
    doors: int


# 39 old walk-ups, then the newer towers along the road: 57 stairwells with 1,245 doors.
BLOCKS = (
    Block(8, 6, 4),
    Block(6, 6, 2),
    Block(12, 6, 3),
    Block(8, 6, 4),
    Block(5, 6, 2),
    Block(9, 11, 2),
    Block(3, 11, 3),
    Block(6, 18, 2),
)


def doors() -> Iterator[tuple[int, str]]:
    """Each door of the community as stairwell number and room, in delivery order."""
    heights = [block for block in BLOCKS for _ in range(block.stairwells)]
    for stairwell, block in enumerate(heights, start=1):
        for floor in range(1, block.floors + 1):
            for door in range(1, block.doors + 1):
                yield stairwell, f"{floor}{door:02d}"


# --- names -----------------------------------------------------------------------------------------------

SURNAMES = {
    "王": 71, "李": 70, "张": 66, "刘": 50, "陈": 50, "杨": 30, "赵": 22, "黄": 22, "周": 25, "吴": 22,
    "徐": 22, "孙": 18, "胡": 14, "朱": 18, "高": 12, "林": 13, "何": 11, "郭": 11, "马": 9, "罗": 8,
    "梁": 7, "宋": 8, "郑": 9, "谢": 7, "韩": 7, "唐": 8, "冯": 7, "于": 6, "董": 6, "萧": 2, "程": 6,
    "曹": 7, "袁": 6, "邓": 5, "许": 7, "傅": 4, "沈": 12, "曾": 4, "彭": 5, "吕": 5, "苏": 4, "卢": 4,
    "蒋": 7, "蔡": 6, "贾": 3, "丁": 6, "魏": 5, "薛": 4, "叶": 6, "阎": 1, "余": 5, "潘": 6, "杜": 4,
    "戴": 5, "夏": 5, "钟": 4, "汪": 5, "田": 3, "任": 4, "姜": 4, "范": 4, "方": 5, "石": 3, "姚": 6,
    "谭": 3, "廖": 3, "邹": 3, "熊": 2, "金": 6, "陆": 8, "郝": 2, "孔": 2, "白": 2, "崔": 3, "康": 2,
    "毛": 2, "邱": 4, "秦": 4, "江": 3, "史": 3, "顾": 8, "侯": 2, "邵": 3, "孟": 2, "龙": 1, "万": 2,
    "段": 1, "钱": 5, "汤": 3, "尹": 2, "施": 4, "陶": 3, "俞": 4, "倪": 3, "严": 3, "殷": 2, "瞿": 2,
    "欧阳": 1, "上官": 1, "诸葛": 1, "司徒": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Fashion:
    """Given names of those born before `until`: characters for the first and the last place."""

    until: int
    male: tuple[str, str]
    female: tuple[str, str]
    single: float


FASHIONS = (
    Fashion(1955, ("德国荣志正永文金福阿宝根长", "明生林发祥华根荣才兴民昌清"),
            ("秀桂玉凤美惠淑素月阿兰金", "英珍兰芳娣妹琴花宝仙华娥"), 0.12),
    Fashion(1980, ("建国志卫永文海红伟立忠晓新", "军平明华强东民峰伟刚林斌良"),
            ("丽秀红美玉春雪亚建晓海爱", "芳萍华敏英霞琴娟莉红燕珍"), 0.28),
    Fashion(2000, ("晓俊志宇嘉文伟佳海一思子", "杰峰磊超凯鹏浩斌晨涛辉宇"),
            ("晓雯佳思雅静婷丽嘉文倩梦", "婷静雯洁琳颖燕倩怡莹妍蓉"), 0.30),
    Fashion(2100, ("子浩宇梓俊奕沐一嘉宸思睿", "轩涵宇泽辰睿然熙豪航博瑞"),
            ("梓欣雨诗一若语可佳思沐芷", "涵怡萱妍彤悦琪瑶晨菲依诺"), 0.08),
)  # fmt: skip

_FAMOUS = (
    "李文亮 钟南山 李兰娟 陈薇 张文宏 李娜 李宁 刘翔 姚明 孙杨 林丹 王菲 赵薇 杨幂 杨丽萍 刘欢 王刚 王伟 李强"
    " 朱德 陈云 陈毅 林彪 李鹏 江青 张春桥 王洪文 姚文元 马云 马化腾 李彦宏 王健林 胡锦涛 王毅 韩红 徐志摩"
    " 周杰 宋美龄 宋丹丹 朱军 李军 高峰 王明 王杰 高晓松 张国荣 孙红雷 杨洁 杨洋 彭丽媛 罗志祥 江泽民"
)
FAMOUS = frozenset(_FAMOUS.split())

RARE = "㛃" * 4 + "𬭎" * 4 + "𬙂" * 4 + "䶮" * 4 + "𬱖" * 4 + "𠅤" * 2

UYGHUR = {
    MALE: ("艾力·吐尔逊", "买买提·艾山", "阿卜杜拉·热合曼", "吐尔逊江·艾则孜", "库尔班·司马义", "玉素甫·卡德尔"),
    FEMALE: (
        "阿依古丽·买买提",
        "热依汗·艾山",
        "帕提古丽·吐尔逊",
        "迪丽娜尔·库尔班",
        "祖丽皮亚·玉素甫",
        "米热古丽·依明",
    ),
}
TIBETAN = {
    MALE: ("扎西次仁", "格桑多吉", "洛桑平措", "丹增旺堆"),
    FEMALE: ("德吉卓玛", "央金拉姆", "白玛曲珍", "次仁措姆"),
}
TWELVE_CHARACTERS = "古丽巴哈尔·阿卜杜克里木"
FORTY_LETTERS = "Bartholomeus Christopher Featherstonehaugh"

LATIN_NAMES = {
    "GBR": (
        "Ashworth Bexley Carlisle Denholm Ellery Farnham Garside Holbrook",
        "Edward Thomas Oliver Simon Peter Graham",
        "Alice Emma Charlotte Fiona Helen Rachel",
    ),
    "USA": (
        "Abernathy Brubaker Castellano Dietrich Eastwick Fitzpatrick O'Leary",
        "Michael Brian Jason Kevin Steven Eric",
        "Jennifer Laura Megan Susan Karen Nicole",
    ),
    "JPN": (
        "Takahashi Watanabe Nakamura Yoshida Ishikawa Matsuoka Kuroda",
        "Kenji Hiroshi Takumi Daisuke Makoto Yuto",
        "Yoko Haruka Misaki Akiko Naomi Sakura",
    ),
    "KOR": (
        "Kim Lee Park Choi Jung Kang Yoon",
        "Min-jae Dong-hyun Sung-woo Ji-hoon Tae-yang",
        "Ji-woo Seo-yeon Min-ji Hye-jin Eun-ju",
    ),
}
PASSPORT_FORMS = {"GBR": "#########", "USA": "#########", "JPN": "T?#######", "KOR": "M########"}
NATION_NOTES = {"GBR": "英国籍", "USA": "美国籍", "JPN": "日本籍", "KOR": "韩国籍"}
NATION_NUMBERS = {"GBR": "826", "USA": "840", "JPN": "392", "KOR": "410"}


# --- document numbers ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Region:
    """An administrative division, and the birth years for which python-stdnum knows it."""

    code: str
    since: int
    until: int
    weight: int


def _regions(weight: int, table: str) -> tuple[Region, ...]:
    """Read `code`, `code:since-`, `code:-until` or `code:since-until`."""
    regions = []
    for entry in table.split():
        code, _, years = entry.partition(":")
        since, _, until = years.partition("-")
        regions.append(Region(code, int(since or 1900), int(until or 2100), weight))
    return tuple(regions)


SHANGHAI = _regions(
    12,
    "310101 310102:-2000 310103:-2011 310104 310105 310106 310107 310108:-2015 310109 310110 310112:1981-"
    " 310113:1988- 310114:1992- 310115:1992- 310117:1998- 310118:1999- 310120:2001-",
)
PROVINCES = _regions(
    1,
    "320121:-2000 320122:-2002 320123:-2002 320102:1983- 320106:1983- 320924:1983- 321023:1983- 330122 330127"
    " 330106:1983- 330424:1983- 340121 340221:-2020 340421 340621 342122:-1996 340123:1983- 341222:1996-"
    " 350121 360121 360122:-2015 370123:-2001 372330:-2000 410105:1983- 412322:-1997 412327:-1997 422123:-1995"
    " 420106:1983- 430121 430321 510121 510321 610323 610326 620102:1983- 110105 110108 120101 210225:-1992"
    " 230722 440121:-1993",
)
HUBEI = _regions(1, "420103:1983- 420106:1983- 422123:-1995 422125:-1995")
XINJIANG = _regions(1, "650121 653221 652323")
TIBET = _regions(1, "540121 540122 540123")
HOME_REGIONS = {"CHN": SHANGHAI + PROVINCES, "rural": PROVINCES, "hubei": HUBEI, "uyghur": XINJIANG, "tibetan": TIBET}
TERRITORY_REGIONS = {"HKG": "810000", "MAC": "820000", "TWN": "830000"}
PERMIT_FORMS = {"HKG": "H########", "MAC": "M########", "TWN": "########"}
MOBILE_PREFIXES = tuple(
    map(
        str, (*range(130, 140), *range(150, 154), *range(155, 160), 166, 173, 177, 178, *range(180, 184), 186, 189, 199)
    )
)


def with_check_digit(body: str) -> str:
    """Complete 17 digits with the check character of GB 11643."""
    return body + str(ric.calc_check_digit(body + "0"))


def machine_check_digit(text: str) -> str:
    """The ICAO 9303 check digit: weights 7, 3, 1 over digits and letters."""
    weights = (7, 3, 1)
    return str(sum(int(char, 36) * weights[place % 3] for place, char in enumerate(text)) % 10)


# --- who lives together ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Role:
    """A person before they have a name: what relation, sex and age (years) demand of it."""

    relation: str
    sex: str
    age: int
    category: str = OWNER
    note: str = ""
    nation: str = "CHN"
    shares_surname: bool = False


Family = tuple[Role, ...]


def other(sex: str) -> str:
    return FEMALE if sex == MALE else MALE


def any_sex(rng: Random) -> str:
    return rng.choice((MALE, FEMALE))


def pair(rng: Random, youngest: int, oldest: int) -> Family:
    """A head of household and their spouse; children take the man's surname."""
    sex = MALE if rng.random() < 0.72 else FEMALE
    age = rng.randint(youngest, oldest)
    spouse_age = max(22, age + rng.randint(-4, 3))
    return (
        Role("户主", sex, age, shares_surname=sex == MALE),
        Role("配偶", other(sex), spouse_age, shares_surname=sex == FEMALE),
    )


def child_of(rng: Random, parents: Sequence[Role], oldest: int = 30) -> Role:
    sex = any_sex(rng)
    youngest_parent = min(role.age for role in parents)
    age = min(oldest, youngest_parent - rng.randint(min(23, youngest_parent), min(35, youngest_parent)))
    return Role("子" if sex == MALE else "女", sex, age, shares_surname=True)


def elder_alone(rng: Random) -> Family:
    sex = FEMALE if rng.random() < 0.65 else MALE
    age = rng.randint(65, 95)
    return (Role("户主", sex, age, note="高龄独居老人" if age >= 88 else "独居老人"),)


def elder_couple(rng: Random) -> Family:
    return pair(rng, 62, 88)


def elder_with_carer(rng: Random) -> Family:
    elders = elder_couple(rng) if rng.random() < 0.4 else (Role("户主", any_sex(rng), rng.randint(76, 98)),)
    carer = Role("保姆", FEMALE, rng.randint(44, 61), CARE, "住家照护", "rural")
    return (replace(elders[0], note="行动不便"), *elders[1:], carer)


def single(rng: Random) -> Family:
    return (Role("户主", any_sex(rng), rng.randint(24, 61)),)


def couple(rng: Random) -> Family:
    return pair(rng, 26, 61)


def couple_with_child(rng: Random) -> Family:
    parents = pair(rng, 27, 56)
    return (*parents, child_of(rng, parents))


def couple_with_two_children(rng: Random) -> Family:
    parents = pair(rng, 31, 46)
    first = child_of(rng, parents)
    second = child_of(rng, parents)
    younger = max(0, first.age - rng.randint(2, 6))
    return (*parents, replace(first, age=max(first.age, younger + 2)), replace(second, age=younger))


def with_grandparents(rng: Random) -> Family:
    family = couple_with_child(rng)
    head = family[0]
    if head.sex == FEMALE:
        head, spouse = replace(family[1], relation="户主"), replace(head, relation="配偶")
        family = (head, spouse, *family[2:])
    age = min(94, head.age + rng.randint(23, 32))
    mother = Role("母", FEMALE, age)
    father = Role("父", MALE, min(95, age + rng.randint(0, 4)), shares_surname=True)
    return (*family, mother) if rng.random() < 0.5 else (*family, father, mother)


def three_generations(rng: Random) -> Family:
    elders = pair(rng, 58, 78)
    heir = Role("子", MALE, min(role.age for role in elders) - rng.randint(24, 30), shares_surname=True)
    wife = Role("儿媳", FEMALE, max(23, heir.age - rng.randint(0, 4)))
    grandchild = replace(child_of(rng, (heir, wife), oldest=20), relation="孙")
    return (*elders, heir, wife, grandchild)


def single_parent(rng: Random) -> Family:
    sex = FEMALE if rng.random() < 0.75 else MALE
    parent = Role("户主", sex, rng.randint(30, 54), shares_surname=True)
    return parent, child_of(rng, (parent,))


def with_guest(rng: Random) -> Family:
    note = rng.choice(("春节来沪探亲", "春节来沪探亲,暂未返乡", "2月3日抵沪,居家观察"))
    guest = Role("亲属", any_sex(rng), rng.randint(25, 70), TEMPORARY, note, rng.choice(("rural", "rural", "hubei")))
    return (*couple_with_child(rng), guest)


def as_tenants(family: Iterable[Role], note: str = "") -> Family:
    return tuple(replace(role, relation="租客", category=TENANT, note=note, nation="rural") for role in family)


def tenant_alone(rng: Random) -> Family:
    return as_tenants((Role("", any_sex(rng), rng.randint(22, 40)),))


def tenant_couple(rng: Random) -> Family:
    return as_tenants(pair(rng, 24, 38))


def tenant_family(rng: Random) -> Family:
    return as_tenants(couple_with_child(rng), "房东不住本小区")


def flat_share(rng: Random) -> Family:
    flatmates = (Role("", any_sex(rng), rng.randint(22, 33)) for _ in range(rng.randint(3, 5)))
    return as_tenants(flatmates, "合租")


def staff_flat(rng: Random) -> Family:
    jobs = (("物业保安", MALE), ("物业保安", MALE), ("物业保洁", FEMALE), ("物业维修", MALE))
    count = rng.randint(2, 4)
    return tuple(Role("其他", sex, rng.randint(25, 58), STAFF, job, "rural") for job, sex in jobs[:count])


def foreign_home(rng: Random) -> Family:
    nation = rng.choice(tuple(LATIN_NAMES))
    family = rng.choice((single, couple, couple_with_child))(rng)
    return tuple(replace(role, nation=nation, note=NATION_NOTES[nation], shares_surname=False) for role in family)


def mixed_couple(rng: Random) -> Family:
    head, spouse = pair(rng, 28, 55)
    nation = rng.choice(tuple(LATIN_NAMES))
    return head, replace(spouse, nation=nation, note=NATION_NOTES[nation])


def home_from(*nations: str) -> Composer:
    def compose(rng: Random) -> Family:
        nation = rng.choice(nations)
        family = rng.choice((couple, couple_with_child))(rng)
        return tuple(replace(role, nation=nation) for role in family)

    return compose


Composer = Callable[[Random], Family]
COMPOSERS: dict[Composer, float] = {
    elder_alone: 9,
    elder_couple: 14,
    elder_with_carer: 2.5,
    single: 9,
    couple: 13,
    couple_with_child: 25,
    couple_with_two_children: 5.5,
    with_grandparents: 10,
    three_generations: 6.5,
    single_parent: 3,
    with_guest: 1.5,
    tenant_alone: 4,
    tenant_couple: 4,
    tenant_family: 2.5,
    flat_share: 2.5,
    staff_flat: 0.5,
    foreign_home: 1.6,
    mixed_couple: 0.6,
    home_from("HKG", "MAC", "TWN"): 1.8,
    home_from("uyghur", "tibetan"): 1,
}


# --- from roles to residents -----------------------------------------------------------------------------


class Census:
    """Turns roles into residents; gives no number twice."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._taken: set[str] = set()

    def household(self, stairwell: int, room: str, family: Family) -> Household:
        surname = self._surname()
        residents: list[Resident] = []
        for role in family:
            resident = self._resident(role, surname)
            while any(resident.name == sibling.name for sibling in residents):
                line = surname if role.shares_surname else self._surname()
                resident = replace(resident, name=self._name(role, resident.born, line))
            residents.append(resident)
        return Household(stairwell, room, tuple(residents))

    def _resident(self, role: Role, surname: str) -> Resident:
        born = self._birthday(role.age)
        name = self._name(role, born, surname if role.shares_surname else self._surname())
        document = self._document(role, born)
        note = role.note
        if not document.kind:
            note = "新生儿,尚未报户口"
        return Resident(name, role.sex, born, document, self._phone(role), role.relation, role.category, note)

    def _birthday(self, age: int) -> date:
        latest = date(TODAY.year - age, TODAY.month, TODAY.day)
        return latest - timedelta(days=self.rng.randint(1, 364))

    def _surname(self) -> str:
        return self.rng.choices(tuple(SURNAMES), tuple(SURNAMES.values()))[0]

    def _name(self, role: Role, born: date, surname: str) -> str:
        if role.nation in LATIN_NAMES:
            families, men, women = (names.split() for names in LATIN_NAMES[role.nation])
            return self._latin_name(role.nation, families, men if role.sex == MALE else women)
        for nation, names in (("uyghur", UYGHUR), ("tibetan", TIBETAN)):
            if role.nation == nation:
                return self.rng.choice(names[role.sex])
        return self._chinese_name(surname, role.sex, born)

    def _latin_name(self, nation: str, families: list[str], given: list[str]) -> str:
        family_name, given_name = self.rng.choice(families), self.rng.choice(given)
        western = nation in ("GBR", "USA")
        return f"{given_name} {family_name}" if western else f"{family_name} {given_name}"

    def _chinese_name(self, surname: str, sex: str, born: date) -> str:
        fashion = next(fashion for fashion in FASHIONS if born.year < fashion.until)
        first, last = fashion.male if sex == MALE else fashion.female
        while True:
            head = "" if self.rng.random() < fashion.single else self.rng.choice(first)
            name = surname + head + self.rng.choice(last)
            if name not in FAMOUS:
                return name

    def _phone(self, role: Role) -> str:
        likelihoods = ((12, 0.0), (18, 0.7), (65, 0.99), (75, 0.92), (85, 0.6), (200, 0.3))
        likelihood = next(share for below, share in likelihoods if role.age < below)
        if self.rng.random() >= likelihood:
            return ""
        return self._fresh(lambda: self.rng.choice(MOBILE_PREFIXES) + self._digits(8))

    def _document(self, role: Role, born: date) -> Document:
        if role.nation in LATIN_NAMES:
            return self._foreign_document(role, born)
        if role.nation in TERRITORY_REGIONS:
            return self._territory_document(role, born)
        if role.age == 0 and self.rng.random() < 0.5:
            return Document()
        regions = [r for r in HOME_REGIONS[role.nation] if r.since <= born.year <= r.until]
        region = self.rng.choices(regions, [r.weight for r in regions])[0]
        return Document(ID_CARD, self._citizen_number(region.code, role.sex, born))

    def _foreign_document(self, role: Role, born: date) -> Document:
        lot = self.rng.random()
        if lot < 0.7:
            return Document(PASSPORT, self._filled(PASSPORT_FORMS[role.nation]))
        if lot < 0.85:
            prefix = f"931{NATION_NUMBERS[role.nation]}"
            return Document(PERMANENT_CARD, self._citizen_number(prefix, role.sex, born))
        return Document(PERMANENT_CARD, self._fresh(lambda: self._old_card_number(role.nation, born)))

    def _territory_document(self, role: Role, born: date) -> Document:
        if self.rng.random() < 0.4:
            number = self._citizen_number(TERRITORY_REGIONS[role.nation], role.sex, born)
            return Document(RESIDENCE_PERMIT, number)
        kind = TAIWAN_PERMIT if role.nation == "TWN" else HK_MACAO_PERMIT
        return Document(kind, self._filled(PERMIT_FORMS[role.nation]))

    def _old_card_number(self, nation: str, born: date) -> str:
        body = f"{nation}3100{born:%y%m%d}{self._digits(1)}"
        return body + machine_check_digit(body)

    def _citizen_number(self, prefix: str, sex: str, born: date) -> str:
        odd = sex == MALE
        return self._fresh(
            lambda: with_check_digit(f"{prefix}{born:%Y%m%d}{self.rng.randrange(10, 490) * 2 + odd:03d}")
        )

    def _filled(self, form: str) -> str:
        """Put a random digit for each `#` and a random letter for each `?` of the form."""
        kinds = {"#": "0123456789", "?": "ACDEFGHKLRSTUVWXYZ"}
        return self._fresh(lambda: "".join(self.rng.choice(kinds.get(sign, sign)) for sign in form))

    def _digits(self, count: int) -> str:
        return "".join(self.rng.choice("0123456789") for _ in range(count))

    def _fresh(self, draw: Callable[[], str]) -> str:
        while (number := draw()) in self._taken:
            pass
        self._taken.add(number)
        return number


def with_chosen_names(homes: Sequence[Household], rng: Random) -> tuple[Household, ...]:
    """Give some residents the names that test fonts, forms and card layouts."""
    chosen: dict[Document, str] = {}
    everybody = [resident for home in homes for resident in home.residents if resident.document.kind]
    plain = [r for r in everybody if r.document.kind == ID_CARD and len(r.name) == 3 and r.age < 70]
    for resident, rare in zip(rng.sample(plain, len(RARE)), RARE, strict=True):
        chosen[resident.document] = resident.name[:-1] + rare
    chosen[next(r for r in everybody if "·" in r.name and r.sex == FEMALE).document] = TWELVE_CHARACTERS
    chosen[next(r for r in everybody if "英国" in r.note and r.sex == MALE).document] = FORTY_LETTERS

    def renamed(resident: Resident) -> Resident:
        return replace(resident, name=chosen.get(resident.document, resident.name))

    return tuple(replace(home, residents=tuple(map(renamed, home.residents))) for home in homes)


@cache
def households() -> tuple[Household, ...]:
    """The whole sample community, in delivery order."""
    rng = Random(SEED)
    census = Census(rng)
    composers, weights = tuple(COMPOSERS), tuple(COMPOSERS.values())
    homes = []
    for stairwell, room in doors():
        family = rng.choices(composers, weights)[0](rng)
        homes.append(census.household(stairwell, room, family))
    return with_chosen_names(homes, rng)


# --- rows and files --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Formula:
    """A real formula cell, saved without the value it would have."""

    text: str


Value = str | int | float | Formula | None
Row = dict[str, Value]


def row_of(home: Household, resident: Resident) -> Row:
    cells = (
        home.stairwell_label,
        home.room,
        resident.name,
        resident.sex,
        resident.document.kind,
        resident.document.number,
        resident.phone,
        resident.relation,
        resident.category,
        resident.note,
    )
    return dict(zip(COLUMNS, cells, strict=True))


def totals_of(homes: Sequence[Household]) -> tuple[str, ...]:
    sexes = Counter(resident.sex for home in homes for resident in home.residents)
    return (
        "合计",
        f"{len(homes)}户",
        f"{sexes.total()}人",
        "",
        f"男{sexes[MALE]}人,女{sexes[FEMALE]}人",
    )


THIN = Side(style="thin")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
MIDDLE = Alignment(horizontal="center", vertical="center")
HEADER_FILL = PatternFill("solid", fgColor="FFD9E1F2")
BOLD = Font(name="宋体", size=11, bold=True)


def start_sheet(book: Workbook) -> Worksheet:
    """Title in row 1, header in row 2, frozen and repeated on each printed page."""
    sheet = book.worksheets[0]
    sheet.title = "花名册"
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(COLUMNS))
    sheet["A1"].font = Font(name="宋体", size=16, bold=True)
    sheet["A1"].alignment = MIDDLE
    sheet.append(COLUMNS)
    for place, width in enumerate(WIDTHS, start=1):
        cell = sheet.cell(2, place)
        cell.font, cell.fill, cell.border, cell.alignment = BOLD, HEADER_FILL, FRAME, MIDDLE
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    return sheet


def append_row(sheet: Worksheet, number: int, row: Row) -> None:
    for place, (column, value) in enumerate(row.items(), start=1):
        if value == "":
            continue
        cell = sheet.cell(number, place, value.text if isinstance(value, Formula) else value)
        if isinstance(value, str):
            cell.data_type = "s"
        if column in ("证件号码", "手机") and isinstance(value, str):
            cell.number_format = "@"


def roster_workbook(homes: Sequence[Household]) -> Workbook:
    book = Workbook()
    sheet = start_sheet(book)
    number = 3
    for home in homes:
        first = number
        for resident in home.residents:
            row = row_of(home, resident)
            if number > first:
                row |= {"楼号": None, "室号": None}
            append_row(sheet, number, row)
            number += 1
        merge_door(sheet, first, number - 1)
    sheet.append(totals_of(homes))
    for cell in sheet[number]:
        cell.font = BOLD
    return book


def merge_door(sheet: Worksheet, first: int, last: int) -> None:
    for column in (1, 2):
        sheet.cell(first, column).alignment = MIDDLE
        if last > first:
            sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)


def workbook_bytes(book: Workbook) -> bytes:
    """The workbook as XLSX, without a trace of when or where it was written."""
    book.properties.creator = "长虹居委会"
    book.properties.created = SAVED_AT
    written, stable = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(stable, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, SAVED_AT.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            content = source.read(name)
            target.writestr(entry, without_save_time(content) if name == "docProps/core.xml" else content)
    return stable.getvalue()


def without_save_time(core: bytes) -> bytes:
    stamp = f"{SAVED_AT:%Y-%m-%dT%H:%M:%SZ}".encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, core)


def safe(text: str) -> str:
    """Keep a spreadsheet from running a CSV cell as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def roster_csv(homes: Sequence[Household]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for home in homes:
        for resident in home.residents:
            writer.writerow(safe(str(value)) for value in row_of(home, resident).values())
    return written.getvalue().encode("gb18030")


# --- the dirty roster ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One row of the dirty roster; `column` is the one to look at, `kind` is empty where nothing is wrong."""

    row: Row
    column: str = ""
    kind: str = ""
    remark: str = ""


Edit = Callable[[Row], Row]


def put(column: str, value: Value) -> Edit:
    return lambda _: {column: value}


def paper(kind: str, number: Value) -> Edit:
    return lambda _: {"证件类型": kind, "证件号码": number}


def spoil(column: str, change: Callable[[str], Value]) -> Edit:
    return lambda row: {column: change(str(row[column]))}


def wrong_check_digit(number: str) -> str:
    return number[:-1] + ("0" if number[-1] == "X" else str((int(number[-1]) + 1) % 10))


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


def stairwell_number(label: str) -> int:
    return int(label.removesuffix("号"))


def of_sex_of(row: Row, body: str) -> Row:
    """Sixteen digits completed to an ID number that agrees with the row's sex."""
    return {"证件号码": with_check_digit(body + ("3" if row["性别"] == MALE else "4"))}


NUMBER, PHONE, NAME = "证件号码", "手机", "姓名"

FAULTS: tuple[tuple[str, str, Edit], ...] = (
    ("missing_name", NAME, put(NAME, "")),
    ("missing_stairwell", "楼号", put("楼号", "")),
    ("missing_room", "室号", put("室号", "")),
    ("room_malformed", "室号", put("室号", "3O2")),
    ("stairwell_zero", "楼号", put("楼号", "0号")),
    ("floor_impossible", "室号", put("室号", "9902")),
    ("id_checksum_wrong", NUMBER, spoil(NUMBER, wrong_check_digit)),
    ("id_too_short", NUMBER, spoil(NUMBER, lambda number: number[:15] + number[16:])),
    ("id_too_long", NUMBER, spoil(NUMBER, lambda number: number[:15] + number[14:])),
    ("id_birth_date_impossible", NUMBER, lambda row: of_sex_of(row, "3101041985023108")),
    ("id_birth_date_in_future", NUMBER, lambda row: of_sex_of(row, "3101042099010108")),
    ("id_region_unknown", NUMBER, lambda row: of_sex_of(row, "4701011975061208")),
    ("id_scientific_notation", NUMBER, spoil(NUMBER, lambda number: float(f"{int(number[:17]) * 10:.5e}"))),
    ("id_scientific_notation_as_text", NUMBER, put(NUMBER, "3.10112E+17")),
    ("id_lost_precision", NUMBER, spoil(NUMBER, lambda number: int(number[:15]) * 1000)),
    ("sex_disagrees_with_id", "性别", spoil("性别", other)),
    ("phone_too_short", PHONE, spoil(PHONE, lambda phone: phone[:-1])),
    ("phone_with_letters", PHONE, spoil(PHONE, lambda phone: phone[:-1] + "O")),
    ("phone_too_long", PHONE, spoil(PHONE, lambda phone: phone + "6")),
    ("phone_prefix_unassigned", PHONE, spoil(PHONE, lambda phone: "120" + phone[3:])),
    ("phone_as_float", PHONE, spoil(PHONE, lambda phone: int(phone) + 0.5)),
    ("unknown_document_type", "证件类型", paper("老年优待证", "08812345")),
    ("passport_with_chinese", NUMBER, paper(PASSPORT, "护照E1234567")),
    ("document_number_without_type", "证件类型", paper("", "K1234567")),
    ("document_type_without_number", NUMBER, paper(ID_CARD, "")),
    ("hk_macao_permit_malformed", NUMBER, paper(HK_MACAO_PERMIT, "H0123456")),
    ("taiwan_permit_malformed", NUMBER, paper(TAIWAN_PERMIT, "0123456")),
    (
        "residence_permit_region_wrong",
        NUMBER,
        lambda row: of_sex_of(row, "8400001988070508") | {"证件类型": RESIDENCE_PERMIT},
    ),
    (
        "permanent_card_checksum_wrong",
        NUMBER,
        lambda row: paper(PERMANENT_CARD, wrong_check_digit(str(of_sex_of(row, "9318401979110308")[NUMBER])))(row),
    ),
    ("html_in_name", NAME, put(NAME, "<b>王</b>")),
    ("formula_text_in_name", NAME, put(NAME, '=HYPERLINK("http://example.invalid/","王芳")')),
    ("formula_cell_in_name", NAME, put(NAME, Formula("=1+1"))),
    ("line_break_in_name", NAME, spoil(NAME, lambda name: f"{name[0]}\n{name[1:]}")),
    ("control_character_in_name", NAME, spoil(NAME, lambda name: f"{name[0]}\x7f{name[1:]}")),
    ("escaped_control_character_in_name", NAME, spoil(NAME, lambda name: f"{name}_x0007_")),
    ("bidi_override_in_name", NAME, spoil(NAME, lambda name: f"{name[0]}\u202e{name[1:]}")),
    ("digits_in_name", NAME, spoil(NAME, lambda name: f"{name}2")),
    ("name_too_long", NAME, put(NAME, "王" + "小" * 79)),
    ("replacement_character_in_name", NAME, spoil(NAME, lambda name: f"{name[:-1]}\ufffd")),
    ("private_use_character_in_name", NAME, spoil(NAME, lambda name: f"{name[:-1]}\ue863")),
    ("question_mark_in_name", NAME, spoil(NAME, lambda name: f"{name[:-1]}?")),
    ("unknown_category", "人员类别", put("人员类别", "亲友团")),
    ("unknown_sex", "性别", put("性别", "保密")),
)

ACCEPTABLE: tuple[tuple[str, str, Edit], ...] = (
    ("full-width digits", NUMBER, spoil(NUMBER, full_width)),
    ("lower case x", NUMBER, spoil(NUMBER, str.lower)),
    ("spaces around the number", NUMBER, spoil(NUMBER, "  {} ".format)),
    ("an ideographic space after the name", NAME, spoil(NAME, "{}\u3000".format)),
    ("spaces around the room", "室号", spoil("室号", " {} ".format)),
    ("another spelling of the stairwell", "楼号", spoil("楼号", "{}楼".format)),
    ("a bare stairwell number", "楼号", spoil("楼号", lambda label: str(stairwell_number(label)))),
    ("the stairwell as a number cell", "楼号", spoil("楼号", stairwell_number)),
    ("the room as a number cell", "室号", spoil("室号", int)),
    ("the room with its unit", "室号", spoil("室号", "{}室".format)),
    ("the phone as a whole number cell", PHONE, spoil(PHONE, int)),
    ("the phone in groups", PHONE, spoil(PHONE, lambda phone: f"{phone[:3]}-{phone[3:7]}-{phone[7:]}")),
    ("the phone with its country", PHONE, spoil(PHONE, "+86 {}".format)),
    ("a valid ID number tells the type itself", "证件类型", put("证件类型", "")),
    (
        "a region founded after the birth: numbers were first issued in 1984, by where people lived then",
        NUMBER,
        lambda row: of_sex_of(row, "3101121949100108"),
    ),
)
DIRTY_STAIRWELLS = 5


def editable(resident: Resident) -> bool:
    """Has all that the edits above take apart; an adult, and no ID number that rounding leaves valid."""
    number = resident.document.number
    whole = resident.document.kind == ID_CARD and bool(resident.phone) and resident.note == ""
    return whole and resident.age >= 20 and len(resident.name) == 3 and not ric.is_valid(number[:15] + "000")


Scene = Callable[[Row], tuple[Entry, ...]]


def edited(column: str, edit: Edit, kind: str = "", remark: str = "") -> Scene:
    """One row edited; no rows at all where the edit would change nothing."""

    def play(row: Row) -> tuple[Entry, ...]:
        changed = row | edit(row)
        return (Entry(changed, column, kind, remark),) if changed != row else ()

    return play


def listed_twice(row: Row) -> tuple[Entry, ...]:
    return Entry(row), Entry(row, NUMBER, "duplicate_id_in_household")


def undocumented_namesakes(row: Row) -> tuple[Entry, ...]:
    child = row | {NAME: f"{str(row[NAME])[0]}小宝", "证件类型": "", NUMBER: "", PHONE: "", "与户主关系": "其他"}
    return Entry(row), Entry(child), Entry(child, NAME, "same_name_twice_without_document")


def also_listed_here(newcomer: Row) -> Scene:
    def play(row: Row) -> tuple[Entry, ...]:
        moved = newcomer | {"楼号": row["楼号"], "室号": row["室号"]}
        return Entry(row), Entry(moved, NUMBER, "resident_in_two_households")

    return play


def scenes(first: Row) -> list[Scene]:
    return [
        *(edited(column, edit, remark=remark) for remark, column, edit in ACCEPTABLE),
        *(edited(column, edit, kind=kind) for kind, column, edit in FAULTS),
        listed_twice,
        undocumented_namesakes,
        also_listed_here(first),
    ]


def interruptions(stairwell: int) -> tuple[Entry, ...]:
    """Rows without a resident, which are no fault, above the rows of this stairwell."""
    header: Row = dict(zip(COLUMNS, COLUMNS, strict=True))
    before = {
        2: Entry(header, remark="the header again, as at a page break of a printed list"),
        4: Entry(dict.fromkeys(COLUMNS, ""), remark="an empty row"),
    }
    return (before[stairwell],) if stairwell in before else ()


def dirty_entries(homes: Sequence[Household]) -> tuple[Entry, ...]:
    """The rows of the homes with each scene played once, at most one a home; the first home stays as it is."""
    victims = {home: next((r for r in home.residents if editable(r)), None) for home in homes[1:]}
    pending = scenes(row_of(homes[0], homes[0].residents[0]))
    entries: list[Entry] = []
    stairwell = homes[0].stairwell
    for home in homes:
        if home.stairwell != stairwell:
            stairwell = home.stairwell
            entries += interruptions(stairwell)
        for resident in home.residents:
            row = row_of(home, resident)
            entries += (victims.get(home) is resident and play_next(pending, row)) or (Entry(row),)
    if pending:
        raise ValueError(f"{len(pending)} scenes found no row: take more stairwells")
    return tuple(entries)


def play_next(pending: list[Scene], row: Row) -> tuple[Entry, ...]:
    """Play, and strike off, the first scene that this row can carry."""
    for scene in pending:
        if entries := scene(row):
            pending.remove(scene)
            return entries
    return ()


FIRST_DIRTY_ROW = 3


def dirty_workbook(homes: Sequence[Household], entries: Sequence[Entry]) -> Workbook:
    """Unlike the clean roster, no merged doors: a door that is missing here is missing."""
    book = Workbook()
    sheet = start_sheet(book)
    for number, entry in enumerate(entries, FIRST_DIRTY_ROW):
        append_row(sheet, number, entry.row)
    last = FIRST_DIRTY_ROW + len(entries)
    totals = dict(zip(COLUMNS, totals_of(homes), strict=False))
    append_row(sheet, last, dict(totals))
    return book


def fault_list(entries: Sequence[Entry]) -> list[dict[str, int | str]]:
    """The true faults; `row` counts from 1 as the spreadsheet does."""
    return [
        {"row": number, "column": entry.column, "kind": entry.kind}
        for number, entry in enumerate(entries, FIRST_DIRTY_ROW)
        if entry.kind
    ]


def visible(value: Value) -> str:
    """The cell as Markdown, with what cannot be seen written as an escape."""
    if value == "":
        return "(empty)"
    if isinstance(value, Formula):
        return f"`{value.text}` (formula)"
    if isinstance(value, int | float):
        return f"`{value}` (number)"
    text = "".join(c if c.isprintable() and c != "\ufffd" else c.encode("unicode_escape").decode() for c in str(value))
    return f"`{text}`"


def fault_page(entries: Sequence[Entry]) -> str:
    """What is wrong in the dirty roster, and what only looks wrong."""
    faults, oddities = [], []
    for number, entry in enumerate(entries, FIRST_DIRTY_ROW):
        cell = visible(entry.row[entry.column]) if entry.column else ""
        if entry.kind:
            faults.append(f"| {number} | {entry.column} | `{entry.kind}` | {cell} |")
        elif entry.remark:
            oddities.append(f"| {number} | {entry.column} | {entry.remark} | {cell} |")
    return "\n".join(
        (
            "# Faults of `sample-roster-dirty.xlsx`",
            "",
            "Written by `scripts/sample_data.py`. Rows count from 1; row 1 is the title, row 2 the header, and the",
            "last row the totals. Where two rows contradict each other, the fault stands at the later one.",
            "",
            "| row | column | kind | cell |",
            "| ---: | --- | --- | --- |",
            *faults,
            "",
            "## Odd, but to be read without a problem",
            "",
            "| row | column | what | cell |",
            "| ---: | --- | --- | --- |",
            *oddities,
            "",
        )
    )


def write_all(folder: Path) -> None:
    homes = households()
    dirty_homes = [home for home in homes if home.stairwell <= DIRTY_STAIRWELLS]
    entries = dirty_entries(dirty_homes)
    faults = json.dumps(fault_list(entries), ensure_ascii=False, indent=1) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "sample-roster.xlsx": workbook_bytes(roster_workbook(homes)),
        "sample-roster.csv": roster_csv(homes),
        "sample-roster-dirty.xlsx": workbook_bytes(dirty_workbook(dirty_homes, entries)),
        "sample-roster-dirty.md": fault_page(entries).encode(),
        "sample-roster-dirty.json": faults.encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
        print(f"{folder / name}: {len(content):,} bytes")


def main(arguments: Sequence[str]) -> int:
    if len(arguments) > 1:
        print("usage: python scripts/sample_data.py [OUT_DIR]", file=sys.stderr)
        return 2
    write_all(Path(arguments[0] if arguments else "data"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
