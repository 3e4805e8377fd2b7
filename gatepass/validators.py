"""Numbers that people write: identity documents, phones, plates, temperatures. Every fault is told with its remedy."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

import phonenumbers
from stdnum import numdb
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from gatepass.people import CATEGORY_WORDS, Category, Document, DocumentKind, Sex, plain
from gatepass.wording import Refusal, Text

LONGEST_NAME = 60
COLDEST, HOTTEST = 30.0, 45.0

DOCUMENT_WORDS = {
    DocumentKind.RESIDENT_ID: Text("居民身份证", "Resident ID card"),
    DocumentKind.RESIDENCE_PERMIT: Text("港澳台居民居住证", "Residence permit (HK, Macao, Taiwan)"),
    DocumentKind.PERMANENT_RESIDENT: Text("外国人永久居留身份证", "Foreign permanent resident card"),
    DocumentKind.PASSPORT: Text("护照", "Passport"),
    DocumentKind.HK_MACAO_PERMIT: Text("港澳居民来往内地通行证", "Mainland travel permit (HK, Macao)"),
    DocumentKind.TAIWAN_PERMIT: Text("台湾居民来往大陆通行证", "Mainland travel permit (Taiwan)"),
}

_OTHER_WORDS = {
    "身份证": DocumentKind.RESIDENT_ID,
    "居民户口簿": DocumentKind.RESIDENT_ID,
    "户口本": DocumentKind.RESIDENT_ID,
    "二代身份证": DocumentKind.RESIDENT_ID,
    "户口簿": DocumentKind.RESIDENT_ID,
    "居住证": DocumentKind.RESIDENCE_PERMIT,
    "港澳居民居住证": DocumentKind.RESIDENCE_PERMIT,
    "台湾居民居住证": DocumentKind.RESIDENCE_PERMIT,
    "外国护照": DocumentKind.PASSPORT,
    "中国护照": DocumentKind.PASSPORT,
    "台湾通行证": DocumentKind.TAIWAN_PERMIT,
    "永居证": DocumentKind.PERMANENT_RESIDENT,
    "永久居留证": DocumentKind.PERMANENT_RESIDENT,
    "回乡证": DocumentKind.HK_MACAO_PERMIT,
    "港澳通行证": DocumentKind.HK_MACAO_PERMIT,
    "台胞证": DocumentKind.TAIWAN_PERMIT,
    "id": DocumentKind.RESIDENT_ID,
}
_KINDS = (
    _OTHER_WORDS
    | {words.zh: kind for kind, words in DOCUMENT_WORDS.items()}
    | {words.en.lower(): kind for kind, words in DOCUMENT_WORDS.items()}
)
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


def parse_document_kind(text: str) -> DocumentKind:
    """The kind of document that a roster's word means; raises `Refusal` for a word it does not know."""
    kind = _KINDS.get(plain(text).lower())
    if kind is None:
        raise Refusal(
            Text(f"“{plain(text)}”不是已知的证件类型", f"“{plain(text)}” is no known kind of document"),
            Text(
                "请写：" + "、".join(words.zh for words in DOCUMENT_WORDS.values()),
                "write for example 居民身份证 or 护照",
            ),
        )
    return kind


def parse_document(kind: DocumentKind, text: str) -> Document:
    """The document with its number checked and in canonical form; raises `Refusal`."""
    number = plain(text).upper().replace(" ", "").replace("-", "")
    refuse_spreadsheet_damage(number)
    return Document(kind, _CHECKS[kind](number))


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
    if not (_birth_date(_checked_18(number)) and _is_region(number[:6])):
        raise Refusal(
            Text("里的地区码或出生日期不存在", "has a region or birth date that does not exist"),
            Text("请照证件核对前14位", "compare its first 14 digits with the document"),
        )
    return number


def _is_region(code: str) -> bool:
    """Whether the code was ever a county's: numbers came in 1984, by where people lived then, not were born."""
    return any(facts for _, facts in numdb.get("cn/loc").info(code))


def _birth_date(number: str) -> date | None:
    try:
        return ric.get_birth_date(number)
    except InvalidComponent:
        return None


def _residence_permit(number: str) -> str:
    if number[:2] not in ("81", "82", "83"):
        raise Refusal(
            Text(
                "不是居住证号（应以81、82、83开头）",
                "is no residence permit number (81, 82 or 83 comes first)",
            ),
            Text("请核对证件类型", "check the kind of document"),
        )
    return _checked_18(number)


def _permanent_resident(number: str) -> str:
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return number
    if number[:1] != "9":
        raise Refusal(
            Text("不是永久居留证号", "is no permanent resident card number"),
            Text(
                "应为9开头的18位，或3个字母加12位数字",
                "18 digits beginning with 9, or 3 letters and 12 digits",
            ),
        )
    return _checked_18(number)


def _checked_18(number: str) -> str:
    """GB 11643's length and check digit alone: permits and foreigners' cards have regions of their own."""
    if len(number) != 18:
        raise _wrong_length(len(number), 18)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or ric.calc_check_digit(number) != number[-1]:
        raise Refusal(
            Text("校验位不对，至少有一位错了", "the check digit is wrong: at least one digit is"),
            Text("请照证件核对", "compare it with the document"),
        )
    return number


def _shaped(pattern: str, shape: Text) -> Callable[[str], str]:
    def check(number: str) -> str:
        if not re.fullmatch(pattern, number, re.ASCII):
            raise Refusal(
                Text("的格式不对", "is not of the right form"),
                Text(f"应为{shape.zh}", f"it should be {shape.en}"),
            )
        return number

    return check


_CHECKS = {
    DocumentKind.RESIDENT_ID: _resident_id,
    DocumentKind.RESIDENCE_PERMIT: _residence_permit,
    DocumentKind.PERMANENT_RESIDENT: _permanent_resident,
    DocumentKind.PASSPORT: _shaped(r"[A-Z0-9]{6,12}", Text("6到12位字母或数字", "6 to 12 letters or digits")),
    DocumentKind.HK_MACAO_PERMIT: _shaped(r"[HM]\d{8}(\d{2})?", Text("H或M加8位数字", "H or M and 8 digits")),
    DocumentKind.TAIWAN_PERMIT: _shaped(r"\d{8}|\d{10}[A-Z]?", Text("8位数字", "8 digits")),
}


def sex_in(document: Document) -> Sex | None:
    """The sex that an 18-digit number carries (its 17th digit is odd for men), None for the other documents."""
    if document.kind not in (DocumentKind.RESIDENT_ID, DocumentKind.RESIDENCE_PERMIT):
        return None
    return Sex.MALE if int(document.number[16]) % 2 else Sex.FEMALE


def born(document: Document) -> date | None:
    """The day of birth that an 18-digit number carries, None for the other documents."""
    return _birth_date(document.number) if re.fullmatch(r"[0-9]{17}[0-9X]", document.number) else None


def parse_phone(text: str) -> str:
    """A phone number in E.164 form (`+8613812345678`), mainland China where no country is given; raises `Refusal`."""
    digits = plain(text)
    refuse_spreadsheet_damage(digits)
    compact = re.sub(r"[\s()\-]", "", digits)
    if re.fullmatch(r"1\d*", compact) and len(compact) != 11:
        raise _wrong_length(len(compact), 11)
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


def parse_temperature(text: str) -> float:
    """Degrees Celsius from what was typed: `365`, `36.5`, `３６．５` and `36,5` mean 36.5; raises `Refusal` for the rest."""
    typed = plain(text).removesuffix("℃").removesuffix("°C").replace(",", ".").replace("。", ".").strip()
    if re.fullmatch(r"\d{3}", typed):
        typed = f"{typed[:2]}.{typed[2]}"
    if re.fullmatch(r"\d{4}", typed):
        typed = f"{typed[:2]}.{typed[2:]}"
    celsius = float(typed) if re.fullmatch(r"\d{2}(\.\d{1,2})?", typed) else 0.0
    if not COLDEST <= celsius <= HOTTEST:
        raise Refusal(
            Text(f"“{plain(text)}”不是体温", f"“{plain(text)}” is not a body temperature"),
            Text("请输入 36.5 这样的度数（365 也可以）", "type it like 36.5 (365 will do)"),
        )
    return celsius


def _wrong_length(length: int, right: int) -> Refusal:
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
