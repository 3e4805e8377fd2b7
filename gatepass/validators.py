"""What people write: names, phones, plates, temperatures. Every fault is told with its remedy."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from gatepass.people import CATEGORY_WORDS, Category, Sex, plain
from gatepass.wording import Refusal, Text

LONGEST_NAME = 60
COLDEST, HOTTEST = 30.0, 42.22
"""°C. Forehead thermometers show up to 42.2 °C, which is 108 °F (data sheets: Beurer FT 85 34 to 42.2, Alicn 32.0 to 42.2)."""

_WHOLE_FAHRENHEIT = range(90, 109)
_SHORT = str.maketrans("℃℉", "CF")
_UNIT = re.compile(r"\s*(?:℃|℉|°\s?[CF]|[CF])\s*$")
_LIKELY = range(340, 423)

_SEXES = {
    **dict.fromkeys(("男", "男性", "先生", "m", "male"), Sex.MALE),
    **dict.fromkeys(("女", "女性", "女士", "f", "female"), Sex.FEMALE),
}
_CATEGORIES = {
    **{words.zh: category for category, words in CATEGORY_WORDS.items()},
    **{words.en.lower(): category for category, words in CATEGORY_WORDS.items()},
    **dict.fromkeys(("户主", "自住", "业主家属", "常住"), Category.OWNER),
    **dict.fromkeys(("租户", "租住", "承租人", "租房"), Category.TENANT),
    **dict.fromkeys(("临时居住", "临时人员", "暂住", "访客"), Category.TEMPORARY),
    **dict.fromkeys(("保姆", "护工", "家政", "照护人员", "钟点工"), Category.CARER),
    **dict.fromkeys(("物业", "保洁", "保安", "物业人员", "维修"), Category.STAFF),
}
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d{1,2}", re.IGNORECASE)
_LINE_BREAKS = ("Cc", "Zl", "Zp")
_NAME_CATEGORIES = ("L", "M")
_NAME_MARKS = "·•・.'’-‐ ()（）〇"
_PLATE = re.compile(
    r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新使领][A-Z][A-Z0-9]{4,5}[A-Z0-9挂学警港澳使领]"
)


def parse_name(text: str) -> str:
    """A person's name; raises `Refusal` for an empty one, digits, markup, formulas or characters that no name has."""
    name = plain(text)
    if not name:
        raise Refusal(Text("是空的", "is empty"), Text("请填写姓名", "fill in the name"))
    if not any(unicodedata.category(character)[0] == "L" for character in name):
        raise Refusal(
            Text(f"“{name[:LONGEST_NAME]}”不是姓名", f"“{name[:LONGEST_NAME]}” is not a name"),
            Text("请改成证件上的姓名", "write the name as on the document"),
        )
    if len(name) > LONGEST_NAME:
        raise Refusal(
            Text(f"有{len(name)}个字", f"has {len(name)} characters"),
            Text(f"请缩短到{LONGEST_NAME}个字以内", f"shorten it to {LONGEST_NAME}"),
        )
    if any(unicodedata.category(character) in _LINE_BREAKS for character in text.strip()):
        raise Refusal(
            Text("里面有换行或控制字符", "contains a line break or control character"),
            Text("请删去，一行只写一个人", "remove it; one person a row"),
        )
    strange = next(
        (c for c in name if unicodedata.category(c)[0] not in _NAME_CATEGORIES and c not in _NAME_MARKS), None
    )
    if name[0] == "-":  # a spreadsheet would take it for a formula
        strange = "-"
    if strange:
        shown = f"{strange}（U+{ord(strange):04X}）"
        raise Refusal(
            Text(
                f"里有不能用于姓名的字符{shown}",
                f"has a character no name has: {strange} (U+{ord(strange):04X})",
            ),
            Text("请改成证件上的姓名", "write the name as on the document"),
        )
    return name


def parse_sex(text: str) -> Sex:
    """The sex that a roster's word means; raises `Refusal` for a word it does not know."""
    sex = _SEXES.get(plain(text).lower())
    if sex is None:
        raise Refusal(
            Text(f"“{plain(text)}”不是性别", f"“{plain(text)}” is no sex"),
            Text("请写 男 或 女，不清楚可以不填", "write 男 or 女, or leave it empty"),
        )
    return sex


def parse_category(text: str) -> Category:
    """What a roster's word says somebody is to the community; raises `Refusal` for a word it does not know."""
    category = _CATEGORIES.get(plain(text).lower())
    if category is None:
        raise Refusal(
            Text(f"“{plain(text)}”不是已知的人员类别", f"“{plain(text)}” is no known category"),
            Text(
                "请写：" + "、".join(words.zh for words in CATEGORY_WORDS.values()),
                "write " + ", ".join(words.en for words in CATEGORY_WORDS.values()),
            ),
        )
    return category


def refuse_spreadsheet_damage(number: str) -> None:
    """Raises `Refusal` for a number that a spreadsheet has turned into `3.10112E+17`: its last digits are lost."""
    if _SCIENTIFIC.fullmatch(number):
        raise Refusal(
            Text(
                f"“{number}”被表格软件变成了科学计数",
                f"“{number}” was turned into scientific notation by the spreadsheet",
            ),
            Text(
                "末尾数字已丢失，请把单元格设为文本后重新录入",
                "its last digits are lost: set the cell to text and type it again",
            ),
        )


def parse_phone(text: str) -> str:
    """A phone number in E.164 form (`+8613812345678`), mainland China where no country is given; raises `Refusal`."""
    digits = plain(text)
    refuse_spreadsheet_damage(digits)
    compact = re.sub(r"[\s()\-]", "", digits)
    if re.fullmatch(r"1\d*", compact) and len(compact) != 11:
        raise wrong_length(len(compact), 11)
    try:
        number = phonenumbers.parse(compact, "CN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or re.search(r"[^\d+]", compact) or not phonenumbers.is_valid_number(number):
        raise Refusal(
            Text(f"“{digits}”不是电话号码", f"“{digits}” is not a phone number"),
            Text(
                "请填11位手机号，或区号加座机号，境外号以+开头",
                "give 11 digits, a landline with its area code, or + and the country",
            ),
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_plate(text: str) -> str:
    """A mainland licence plate in capital letters without dots or blanks (`沪A12345`); raises `Refusal`."""
    plate = re.sub(r"[\s·•・.\-]", "", plain(text).upper())
    if not _PLATE.fullmatch(plate):
        raise Refusal(
            Text(f"“{plain(text)}”不是车牌号", f"“{plain(text)}” is not a licence plate"),
            Text("请写成 沪A12345 这样", "write it like 沪A12345"),
        )
    return plate


@dataclass(eq=False)
class Mistyped(Refusal):
    """What was typed cannot be a body's temperature; `guess` are the °C that were probably meant, None where nobody can tell."""

    guess: float | None = None


def parse_temperature(text: str) -> float:
    """Degrees Celsius from what was typed: `365`, `36.5`, `３６．５` and `36,5` mean 36.5, as `97.7`, `977` and `97.7F` do.

    No living body has a temperature that could be read both ways, so °F need no unit: a whole number is °F from 90 to 108, and
    102 is a fever. Raises `Mistyped` for the rest.
    """
    typed = plain(text).upper().replace(",", ".").replace("。", ".")
    number, unit = _UNIT.sub("", typed).strip(), _UNIT.search(typed)
    scale = unit[0].strip()[-1].translate(_SHORT) if unit else None
    for degrees in _degrees(number):
        whole = "." not in number and degrees == float(number)
        if scale != "F" and COLDEST <= degrees <= HOTTEST:
            return degrees
        celsius = round((degrees - 32) / 1.8, 2)
        likely = scale == "F" or not whole or degrees in _WHOLE_FAHRENHEIT
        if scale != "C" and likely and COLDEST <= celsius <= HOTTEST:
            return celsius
    raise _mistyped(plain(text))


def _degrees(number: str) -> Iterator[float]:
    """What a number may stand for: digits alone have their point after the second, before the last (1004 is 100.4 °F), or none."""
    if re.fullmatch(r"1?\d{2}\.\d{1,2}|\d{2}", number):
        yield float(number)
    elif re.fullmatch(r"[1-9]\d{2,3}", number):
        yield float(f"{number[:2]}.{number[2:]}")
        yield float(f"{number[:-1]}.{number[-1]}")
        yield float(number)


def _mistyped(typed: str) -> Mistyped:
    what = Text(f"“{typed}”不是体温", f"“{typed}” is not a body temperature")
    guess = _guess("".join(re.findall(r"\d", typed)).lstrip("0"))
    if guess is None:
        return Mistyped(what, Text("请输入 36.5 这样的度数（365 也可以）", "type it like 36.5 (365 will do)"))
    return Mistyped(what, Text(f"是 {guess} 吗？", f"did you mean {guess}?"), guess=guess)


def _guess(digits: str) -> float | None:
    """The point slipped (3.65), or the first two digits changed places (73.3)."""
    first = digits[:3].ljust(3, "0") if len(digits) > 1 else ""
    for tenths in (first, first[1::-1] + first[2:]):
        if tenths and int(tenths) in _LIKELY:
            return int(tenths) / 10
    return None


def wrong_length(length: int, right: int) -> Refusal:
    """The refusal of a number with too few or too many digits."""
    short, count = length < right, abs(right - length)
    return Refusal(
        Text(
            f"{'少' if short else '多'}{count}位",
            f"{count} digit{'s' * (count > 1)} {'short' if short else 'too many'}",
        ),
        Text(
            "请补全" if short else "请删去多余的",
            "add what is missing" if short else "remove what is too much",
        ),
    )


def masked_tail(number: str) -> str:
    """All but the last four characters hidden."""
    return "*" * max(len(number) - 4, 4) + number[-4:] if len(number) > 4 else "****"


def masked_plate(plate: str) -> str:
    """The province, the letter and the last two characters."""
    return f"{plate[:2]}{'*' * max(len(plate) - 4, 1)}{plate[-2:]}"
