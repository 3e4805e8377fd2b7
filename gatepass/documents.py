"""Identity documents: which kinds there are, which one a number tells, and what is wrong with a number. It asks no register.

Residents: GB 11643. Residence permits of Hong Kong, Macao and Taiwan: the same, with regions of their own (State Council, 2018).
Permanent residents: 15 characters with the check digit of ICAO 9303; since December 2023 18 digits that begin with 9, with the check
digit of GB 11643 (National Immigration Administration).
"""

import re
from collections.abc import Callable
from datetime import date

from stdnum import numdb
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from gatepass.people import Document, DocumentKind, Sex, plain
from gatepass.validators import masked_tail, refuse_spreadsheet_damage, wrong_length
from gatepass.wording import Refusal, Text

DOCUMENT_WORDS = {
    DocumentKind.RESIDENT_ID: Text("居民身份证", "Resident ID card"),
    DocumentKind.RESIDENCE_PERMIT: Text("港澳台居民居住证", "Residence permit (HK, Macao, Taiwan)"),
    DocumentKind.PERMANENT_RESIDENT: Text("外国人永久居留身份证", "Foreign permanent resident card"),
    DocumentKind.PASSPORT: Text("护照", "Passport"),
    DocumentKind.HK_MACAO_PERMIT: Text("港澳居民来往内地通行证", "Mainland travel permit (HK, Macao)"),
    DocumentKind.TAIWAN_PERMIT: Text("台湾居民来往大陆通行证", "Mainland travel permit (Taiwan)"),
}

_OTHER_WORDS = {
    DocumentKind.RESIDENT_ID: (
        "身份证 二代身份证 二代证 中国居民身份证 中华人民共和国居民身份证 居民户口簿 户口簿 户口本 id idcard residentid"
    ),
    DocumentKind.RESIDENCE_PERMIT: (
        "居住证 港澳居民居住证 台湾居民居住证 港澳台居住证 香港居民居住证 澳门居民居住证 residencepermit"
    ),
    DocumentKind.PERMANENT_RESIDENT: (
        "永居证 永久居留证 外国人永久居留证 永久居留身份证 五星卡 permanentresidentcard permanentresidencecard"
    ),
    DocumentKind.PASSPORT: "外国护照 外籍护照 中国护照 普通护照 因私护照",
    DocumentKind.HK_MACAO_PERMIT: (
        "回乡证 港澳通行证 港澳居民通行证 港澳居民往来内地通行证 港澳来往内地通行证 回乡卡 homereturnpermit"
    ),
    DocumentKind.TAIWAN_PERMIT: "台胞证 台湾通行证 台湾居民通行证 台湾居民往来大陆通行证 台湾来往大陆通行证",
}
_KINDS = {
    **{word: kind for kind, words in _OTHER_WORDS.items() for word in words.split()},
    **{words.zh: kind for kind, words in DOCUMENT_WORDS.items()},
    **{words.en.lower().replace(" ", ""): kind for kind, words in DOCUMENT_WORDS.items()},
}
_HINT = re.compile(r"\([^()]*\)$")
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])"
_TOLD = (
    (DocumentKind.RESIDENT_ID, r"[1-6]\d{16}[\dX]"),
    (DocumentKind.RESIDENCE_PERMIT, r"8[123]0000\d{11}[\dX]"),
    (DocumentKind.PERMANENT_RESIDENT, r"9\d{16}[\dX]|[A-Z]{3}\d{12}"),
    (DocumentKind.PASSPORT, r"[A-GI-Z]\d{8}|[A-Z]{2}\d{7}|M\d{3}[A-Z]\d{4}|\d{9}"),
    (DocumentKind.HK_MACAO_PERMIT, r"[HM]\d{8}|[HM]\d{10}"),
    (DocumentKind.TAIWAN_PERMIT, r"\d{8}|\d{10}[A-Z]"),
)
_FEWEST_DIGITS_OF_AN_ID = 12
_NOT_IN_THE_NUMBER = re.compile(r"[ ()\-]")


def parse_document_kind(text: str) -> DocumentKind:
    """The kind of document that a roster's word means; raises `Refusal` for a word it does not know."""
    word = plain(text).lower().replace(" ", "")
    kind = _KINDS.get(word) or _KINDS.get(_HINT.sub("", word))
    if kind is None:
        raise Refusal(
            Text(f"“{plain(text)}”不是已知的证件类型", f"“{plain(text)}” is no known kind of document"),
            Text(
                "请写：" + "、".join(words.zh for words in DOCUMENT_WORDS.values()),
                "write for example 居民身份证 or 护照",
            ),
        )
    return kind


def parse_document(kind: DocumentKind | None, text: str) -> Document:
    """The document with its number checked and in canonical form; raises `Refusal`. Without a kind, the number has to tell it."""
    number = _compact(text)
    refuse_spreadsheet_damage(number)
    if kind is None:
        kind = _only(kinds_told_by(number))
    try:
        return Document(kind, _CHECKS[kind](number))
    except Refusal as refusal:
        others = _kinds_it_is_right_for(number, but=kind)
        raise Refusal(refusal.what, _check_the_kind(others)) if others else refusal from None


def kinds_told_by(text: str) -> tuple[DocumentKind, ...]:
    """The kinds that a number may be of, by its form: one, or none, or several; raises `Refusal` for one a spreadsheet has damaged.

    A Macao permit and a Korean passport look alike. A letter and seven digits is told for none: it may as well lack a digit. Eight digits
    are a Taiwan permit's; the few countries with such passports have to be named in the roster.
    """
    number = _compact(text)
    refuse_spreadsheet_damage(number)
    told = tuple(kind for kind, form in _TOLD if re.fullmatch(form, number, re.ASCII))
    if not told and sum(character.isdigit() for character in number) >= _FEWEST_DIGITS_OF_AN_ID:
        return (DocumentKind.RESIDENT_ID,)
    return told


def kind_not_told(kinds: tuple[DocumentKind, ...]) -> Refusal:
    """The refusal of a number that may be of several kinds, or of any."""
    words = [DOCUMENT_WORDS[kind] for kind in kinds]
    zh, en = "，也可能是".join(word.zh for word in words), " or ".join(word.en for word in words)
    return Refusal(
        Text(f"没有填，而号码可能是{zh}", f"is not given, and the number may be of: {en}")
        if words
        else Text("没有填，从号码也看不出来", "is not given, and the number does not tell it"),
        Text(
            "请填写证件类型，例如 护照；没有这一列就加一列",
            "give the kind of document, such as 护照, in a column 证件类型",
        ),
    )


def sex_in(document: Document) -> Sex | None:
    """The sex that an 18-digit number carries (its 17th digit is odd for men), None for the other documents."""
    if document.kind not in (DocumentKind.RESIDENT_ID, DocumentKind.RESIDENCE_PERMIT):
        return None
    return Sex.MALE if int(document.number[16]) % 2 else Sex.FEMALE


def born(document: Document) -> date | None:
    """The day of birth that an 18-digit number carries, None for the other documents."""
    return _birth_date(document.number) if re.fullmatch(r"[0-9]{17}[0-9X]", document.number) else None


def told_apart(known: Document | None, other: Document | None) -> tuple[Text, Text]:
    """Two documents in words, with no more of their numbers than tells them apart: the last four characters, and those that differ."""
    numbers = tuple(document.number if document else "" for document in (known, other))
    alike = len(numbers[0]) == len(numbers[1])
    differ = {place for place, pair in enumerate(zip(*numbers, strict=False)) if alike and len(set(pair)) > 1}
    return _in_words(known, differ), _in_words(other, differ)


def _in_words(document: Document | None, shown: set[int]) -> Text:
    if document is None:
        return Text("没有证件", "no document")
    masked = masked_tail(document.number)
    number = "".join(document.number[place] if place in shown else sign for place, sign in enumerate(masked))
    words = DOCUMENT_WORDS[document.kind]
    return Text(f"{words.zh} {number}", f"{words.en} {number}")


def _compact(text: str) -> str:
    return _NOT_IN_THE_NUMBER.sub("", plain(text).upper())


def _only(kinds: tuple[DocumentKind, ...]) -> DocumentKind:
    if len(kinds) != 1:
        refusal = kind_not_told(kinds)
        raise refusal.at(Text("证件类型", "the kind of document"))
    return kinds[0]


def _kinds_it_is_right_for(number: str, but: DocumentKind) -> list[DocumentKind]:
    return [
        kind
        for kind, form in _TOLD
        if kind is not but and re.fullmatch(form, number, re.ASCII) and _is_right(kind, number)
    ]


def _is_right(kind: DocumentKind, number: str) -> bool:
    try:
        return bool(_CHECKS[kind](number))
    except Refusal:
        return False


def _check_the_kind(others: list[DocumentKind]) -> Text:
    words = [DOCUMENT_WORDS[kind] for kind in others]
    zh, en = "或".join(word.zh for word in words), " or ".join(word.en for word in words)
    return Text(f"像是{zh}的号码，请核对证件类型", f"it looks like the number of: {en}; check the kind of document")


# --- the numbers, each kind by its own rules -----------------------------------------------------------------


def _resident_id(number: str) -> str:
    if len(number) == 15 and number.isdigit():
        raise Refusal(
            Text("是15位的一代身份证号", "is a 15-digit first-generation number"),
            Text("请填18位的新号", "give the 18-digit number"),
        )
    if not re.fullmatch(r"[0-9]*X?", number):
        raise Refusal(
            Text("里有数字以外的字符", "has characters other than digits"),
            Text("请照证件重新录入", "type it again from the document"),
        )
    _refuse_unless(_birth_date(_checked_18(number)) and _is_region(number[:6]))
    return number


def _residence_permit(number: str) -> str:
    if number[:2] not in ("81", "82", "83"):
        raise Refusal(
            Text("不是居住证号（应以81、82、83开头）", "is no residence permit number (81, 82 or 83 comes first)"),
            Text("请核对证件类型", "check the kind of document"),
        )
    _refuse_unless(_birth_date(_checked_18(number)) and number[2:6] == "0000")
    return number


def _permanent_resident(number: str) -> str:
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return _old_permanent_resident(number)
    if number[:1] != "9":
        raise Refusal(
            Text("不是永久居留证号", "is no permanent resident card number"),
            Text("应为9开头的18位，或3个字母加12位数字", "18 digits beginning with 9, or 3 letters and 12 digits"),
        )
    _refuse_unless(_birth_date(_checked_18(number)) and re.match(_PROVINCE, number[1:]))
    return number


def _old_permanent_resident(number: str) -> str:
    if _machine_check_digit(number[:-1]) != number[-1]:
        raise _wrong_check_digit()
    _refuse_unless(
        re.match(_PROVINCE, number[3:]) and any(_date_of(century + number[7:13]) for century in ("19", "20"))
    )
    return number


def _machine_check_digit(text: str) -> str:
    """The check digit of ICAO 9303: weights 7, 3, 1, letters counted from A = 10."""
    return str(sum(int(character, 36) * (7, 3, 1)[place % 3] for place, character in enumerate(text)) % 10)


def _checked_18(number: str) -> str:
    """GB 11643's length and check digit alone: permits and foreigners' cards have regions of their own."""
    if len(number) != 18:
        raise wrong_length(len(number), 18)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or ric.calc_check_digit(number) != number[-1]:
        raise _rounded() if number.endswith("000") else _wrong_check_digit()
    return number


def _is_region(code: str) -> bool:
    """Whether the code was ever a county's: numbers came in 1984, by where people lived then, not were born."""
    return any(facts for _, facts in numdb.get("cn/loc").info(code))


def _birth_date(number: str) -> date | None:
    try:
        return ric.get_birth_date(number)
    except InvalidComponent:
        return None


def _date_of(digits: str) -> date | None:
    try:
        return date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except ValueError:
        return None


def _refuse_unless(exists: object) -> None:
    if not exists:
        raise Refusal(
            Text("里的地区码或出生日期不存在", "has a region or birth date that does not exist"),
            Text("请照证件核对前14位", "compare its first 14 digits with the document"),
        )


def _wrong_check_digit() -> Refusal:
    return Refusal(
        Text("校验位不对，至少有一位错了", "the check digit is wrong: at least one digit is"),
        Text("请照证件核对", "compare it with the document"),
    )


def _rounded() -> Refusal:
    return Refusal(
        Text(
            "末三位成了000，多半是被表格软件抹掉的",
            "ends in 000: the spreadsheet has probably lost its last three digits",
        ),
        Text("请把单元格设为文本后照证件重新录入", "set the cell to text and type it again from the document"),
    )


def _passport(number: str) -> str:
    if not re.fullmatch(r"[A-Z0-9]{6,12}", number, re.ASCII):
        raise _wrong_form(Text("6到12位字母或数字", "6 to 12 letters or digits"))
    if not re.search(r"\d", number):
        raise _wrong_form(Text("至少有一位数字", "a number with at least one digit"))
    return number


def _taiwan_permit(number: str) -> str:
    if re.fullmatch(r"\d{6,7}", number, re.ASCII):
        raise Refusal(
            Text(
                f"少{8 - len(number)}位，开头的0可能被表格软件去掉了",
                f"{8 - len(number)} short of 8 digits: the spreadsheet may have dropped a leading 0",
            ),
            Text("请把单元格设为文本，照证件补全", "set the cell to text and complete it from the document"),
        )
    if not re.fullmatch(r"\d{8}|\d{10}[A-Z]?", number, re.ASCII):
        raise _wrong_form(Text("8位数字", "8 digits"))
    return number


def _hk_macao_permit(number: str) -> str:
    if not re.fullmatch(r"[HM]\d{8}(\d{2})?", number, re.ASCII):
        raise _wrong_form(Text("H或M加8位数字", "H or M and 8 digits"))
    return number


def _wrong_form(shape: Text) -> Refusal:
    return Refusal(Text("的格式不对", "is not of the right form"), Text(f"应为{shape.zh}", f"it should be {shape.en}"))


_CHECKS: dict[DocumentKind, Callable[[str], str]] = {
    DocumentKind.RESIDENT_ID: _resident_id,
    DocumentKind.RESIDENCE_PERMIT: _residence_permit,
    DocumentKind.PERMANENT_RESIDENT: _permanent_resident,
    DocumentKind.PASSPORT: _passport,
    DocumentKind.HK_MACAO_PERMIT: _hk_macao_permit,
    DocumentKind.TAIWAN_PERMIT: _taiwan_permit,
}
