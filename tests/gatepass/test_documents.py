"""Identity documents: the forms of each kind, which kind a number tells, and every fault of a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from gatepass.documents import (
    DOCUMENT_WORDS,
    born,
    kinds_told_by,
    parse_document,
    parse_document_kind,
    sex_in,
    told_apart,
)
from gatepass.people import Document, DocumentKind, Sex
from gatepass.wording import Language, Refusal

ID, RESIDENCE, PERMANENT, PASSPORT, HK_MACAO, TAIWAN = DocumentKind


def numbered(body: str) -> str:
    """17 digits with their check digit."""
    return body + str(ric.calc_check_digit(body + "0"))


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        pytest.param(ID, "11010519491231002X", "11010519491231002X", id="the standard's own example"),
        pytest.param(ID, "11010519491231002x", "11010519491231002X", id="a small x"),
        pytest.param(ID, "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", id="in full width"),
        pytest.param(ID, "110105 19491231 002X", "11010519491231002X", id="in groups"),
        pytest.param(RESIDENCE, "810000199408230021", "810000199408230021", id="a Hong Kong residence permit"),
        pytest.param(RESIDENCE, "830000198107150019", "830000198107150019", id="a Taiwan residence permit"),
        pytest.param(PERMANENT, "KAZ110090123105", "KAZ110090123105", id="an old permanent resident card"),
        pytest.param(PERMANENT, "911124198108030024", "911124198108030024", id="a new permanent resident card"),
        pytest.param(PASSPORT, "E12345678", "E12345678", id="a Chinese passport"),
        pytest.param(PASSPORT, "l01x00t47", "L01X00T47", id="a German passport"),
        pytest.param(PASSPORT, "123456789", "123456789", id="an American passport"),
        pytest.param(PASSPORT, "1E123456", "1E123456", id="an E behind a digit is no scientific notation"),
        pytest.param(HK_MACAO, "H12345678", "H12345678", id="a Hong Kong permit"),
        pytest.param(HK_MACAO, "m1234567801", "M1234567801", id="a Macao permit with its issue"),
        pytest.param(TAIWAN, "12345678", "12345678", id="a Taiwan permit"),
        pytest.param(TAIWAN, "1234567801B", "1234567801B", id="an old Taiwan permit"),
        pytest.param(TAIWAN, "1234567801(B)", "1234567801B", id="an old Taiwan permit with its bracket"),
        pytest.param(TAIWAN, "00123456", "00123456", id="a Taiwan permit that begins with zeros"),
        pytest.param(RESIDENCE, "820000199001011232", "820000199001011232", id="a Macao residence permit"),
        pytest.param(PERMANENT, "932682198501010017", "932682198501010017", id="the new card's published example"),
    ],
)
def test_a_document_is_taken_in_its_canonical_form(kind, text, number):
    assert parse_document(kind, text) == Document(kind, number)


@pytest.mark.parametrize(
    ("kind", "text", "fault"),
    [
        pytest.param(ID, "110105194912310021", "check digit is wrong", id="a wrong check digit"),
        pytest.param(ID, "11010519491231200X", "check digit is wrong", id="two digits exchanged"),
        pytest.param(ID, "11010519491231002", "1 digit short", id="one digit short"),
        pytest.param(ID, "1101051949123100211", "1 digit too many", id="one digit too many"),
        pytest.param(ID, "110105491231002", "first-generation", id="a 15-digit number"),
        pytest.param(ID, "000000194912310027", "region or birth date", id="a region that does not exist"),
        pytest.param(ID, "110105194902300020", "region or birth date", id="30 February"),
        pytest.param(ID, "E12345678", "other than digits", id="a passport called an ID card"),
        pytest.param(ID, "", "18 digits short", id="nothing"),
        pytest.param(ID, "3.10112E+17", "scientific notation", id="a number a spreadsheet has rounded"),
        pytest.param(ID, "3.10112e+17", "scientific notation", id="rounded with a small e"),
        pytest.param(ID, "١" * 18, "other than digits", id="other digits"),
        pytest.param(RESIDENCE, "810000199408230022", "check digit is wrong", id="a permit's wrong check digit"),
        pytest.param(RESIDENCE, "11010519491231002X", "81, 82 or 83", id="an ID card called a residence permit"),
        pytest.param(RESIDENCE, "8100001994082300", "2 digits short", id="a permit cut short"),
        pytest.param(PERMANENT, "KAZ11009012310", "9, or 3 letters", id="a card one digit short"),
        pytest.param(PERMANENT, "KAZ110090123106", "check digit is wrong", id="an old card's wrong check digit"),
        pytest.param(PERMANENT, "KAZ110090993102", "region or birth date", id="an old card's month 99"),
        pytest.param(PERMANENT, "KAZ990090123105", "region or birth date", id="an old card's province 99"),
        pytest.param(PERMANENT, numbered("91112419810230002"), "region or birth date", id="a new card's 30 February"),
        pytest.param(PERMANENT, numbered("99912419810803002"), "region or birth date", id="a new card's province 99"),
        pytest.param(RESIDENCE, numbered("81000019940230002"), "region or birth date", id="a permit's 30 February"),
        pytest.param(RESIDENCE, numbered("81010119940823002"), "region or birth date", id="a permit of another region"),
        pytest.param(ID, "110105194912310000", "lost its last three digits", id="an ID number rounded to 000"),
        pytest.param(PASSPORT, "ABCDEFGH", "right form", id="a passport without a digit"),
        pytest.param(PERMANENT, "911124198108030025", "check digit is wrong", id="a new card's wrong check digit"),
        pytest.param(PASSPORT, "E1234", "right form", id="a passport too short"),
        pytest.param(PASSPORT, "E12345678901234", "right form", id="a passport too long"),
        pytest.param(PASSPORT, "没有", "right form", id="words"),
        pytest.param(HK_MACAO, "C12345678", "right form", id="another letter"),
        pytest.param(HK_MACAO, "H1234567", "right form", id="a permit one digit short"),
        pytest.param(HK_MACAO, "H" + "١" * 8, "right form", id="a permit in other digits"),
        pytest.param(TAIWAN, "1234567", "dropped a leading 0", id="a Taiwan permit that lost its zero"),
        pytest.param(TAIWAN, "T1234567", "right form", id="a letter before a Taiwan permit"),
        pytest.param(TAIWAN, "١" * 8, "right form", id="a Taiwan permit in other digits"),
    ],
)
def test_a_wrong_document_is_refused(kind, text, fault):
    with pytest.raises(Refusal, match=fault):
        parse_document(kind, text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("身份证", ID, id="in short"),
        pytest.param("居民身份证", ID, id="in full"),
        pytest.param(" 户口簿 ", ID, id="the household book carries the same number"),
        pytest.param("护照", PASSPORT, id="a passport"),
        pytest.param("PASSPORT", PASSPORT, id="in English capitals"),
        pytest.param("回乡证", HK_MACAO, id="by its popular name"),
        pytest.param("台胞证", TAIWAN, id="the Taiwan permit's popular name"),
        pytest.param("外国人永久居留身份证", PERMANENT, id="the long name"),
        pytest.param("居住证", RESIDENCE, id="a residence permit"),
        pytest.param("台胞证（台湾）", TAIWAN, id="with a hint in brackets"),
        pytest.param("港澳居民 往来内地通行证", HK_MACAO, id="with a blank, and 往来 for 来往"),
    ],
)
def test_a_kind_of_document_is_known_by_its_usual_words(text, kind):
    assert parse_document_kind(text) == kind


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_kind_of_document_is_known_by_its_own_words(kind):
    assert [parse_document_kind(DOCUMENT_WORDS[kind].to(language)) for language in Language] == [kind, kind]


@pytest.mark.parametrize("text", ["", "驾照", "身份", "1"])
def test_an_unknown_kind_of_document_is_refused(text):
    with pytest.raises(Refusal, match="is no known kind of document"):
        parse_document_kind(text)


@pytest.mark.parametrize(
    ("document", "sex", "birth"),
    [
        pytest.param(Document(ID, "11010519491231002X"), Sex.FEMALE, "1949-12-31", id="an even 17th digit"),
        pytest.param(Document(RESIDENCE, "830000198107150019"), Sex.MALE, "1981-07-15", id="an odd 17th digit"),
        pytest.param(Document(PASSPORT, "E12345678"), None, None, id="a passport carries neither"),
        pytest.param(Document(TAIWAN, "12345678"), None, None, id="nor does a Taiwan permit"),
    ],
)
def test_a_number_of_18_digits_carries_sex_and_birth(document, sex, birth):
    day = born(document)
    assert (sex_in(document), day.isoformat() if day else None) == (sex, birth)


@pytest.mark.parametrize(
    ("number", "kinds"),
    [
        pytest.param("11010519491231002X", (ID,), id="an ID number"),
        pytest.param("11010519491231002", (ID,), id="an ID number one digit short"),
        pytest.param("810000199408230021", (RESIDENCE,), id="a residence permit of Hong Kong"),
        pytest.param("820000199001011232", (RESIDENCE,), id="a residence permit of Macao"),
        pytest.param("830000198107150019", (RESIDENCE,), id="a residence permit of Taiwan"),
        pytest.param("932682198501010017", (PERMANENT,), id="a new permanent resident card"),
        pytest.param("kaz110090123105", (PERMANENT,), id="an old permanent resident card"),
        pytest.param("E12345678", (PASSPORT,), id="a Chinese passport"),
        pytest.param("EA1234567", (PASSPORT,), id="a Chinese passport of the second kind"),
        pytest.param("TG9237789", (PASSPORT,), id="a Japanese passport"),
        pytest.param("M123A4567", (PASSPORT,), id="a new Korean passport"),
        pytest.param("474479097", (PASSPORT,), id="nine digits, British or American"),
        pytest.param("H12345678", (HK_MACAO,), id="a Hong Kong permit"),
        pytest.param("M1234567801", (HK_MACAO,), id="a Macao permit with its issue"),
        pytest.param("１２３４５６７８", (TAIWAN,), id="a Taiwan permit in full width"),
        pytest.param("1234567801(B)", (TAIWAN,), id="an old Taiwan permit"),
        pytest.param("M12345678", (PASSPORT, HK_MACAO), id="a Macao permit or a Korean passport"),
        pytest.param("K1234567", (), id="a letter and seven digits may lack one"),
        pytest.param("没有", (), id="words"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_a_number_tells_its_kind_or_says_which_it_may_be(number, kinds):
    assert kinds_told_by(number) == kinds


def test_a_number_whose_kind_is_not_given_is_read_by_its_form():
    assert parse_document(None, "h12345678") == Document(HK_MACAO, "H12345678")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        pytest.param(
            "M12345678",
            "证件类型没有填，而号码可能是护照，也可能是港澳居民来往内地通行证，请填写证件类型，例如 护照；没有这一列就加一列",
            id="two kinds",
        ),
        pytest.param(
            "K1234567",
            "证件类型没有填，从号码也看不出来，请填写证件类型，例如 护照；没有这一列就加一列",
            id="no kind",
        ),
    ],
)
def test_a_number_that_does_not_tell_its_kind_is_refused(number, sentence):
    with pytest.raises(Refusal) as refused:
        parse_document(None, number)
    assert refused.value.sentence(Language.ZH) == sentence


@pytest.mark.parametrize(
    ("kind", "number", "remedy"),
    [
        pytest.param(ID, "H12345678", "像是港澳居民来往内地通行证的号码，请核对证件类型", id="a permit called an ID card"),
        pytest.param(ID, "830000198107150019", "像是港澳台居民居住证的号码，请核对证件类型", id="a residence permit called one"),
        pytest.param(PASSPORT, "11010519491231002X", "像是居民身份证的号码，请核对证件类型", id="an ID card called a passport"),
        pytest.param(TAIWAN, "M12345678", "像是护照或港澳居民来往内地通行证的号码，请核对证件类型", id="either of two"),
        pytest.param(HK_MACAO, "H1234567", "应为H或M加8位数字", id="nothing else either"),
    ],
)  # fmt: skip
def test_a_number_of_another_kind_than_is_given_says_of_which(kind, number, remedy):
    with pytest.raises(Refusal) as refused:
        parse_document(kind, number)
    assert refused.value.remedy.zh == remedy


@given(st.sampled_from(DocumentKind), st.text("0123456789HMKXE", min_size=6, max_size=18))
def test_what_is_taken_is_taken_again_as_it_was(kind, text):
    try:
        document = parse_document(kind, text)
    except Refusal:
        return
    assert parse_document(kind, document.number) == document


@pytest.mark.parametrize(
    ("known", "other", "shown"),
    [
        pytest.param(
            Document(ID, "11010519491231002X"),
            Document(ID, "11010519491231005X"),
            ("居民身份证 **************002X", "居民身份证 **************005X"),
            id="in the last four",
        ),
        pytest.param(
            Document(PASSPORT, "E12345678"),
            Document(PASSPORT, "E19345678"),
            ("护照 **2**5678", "护照 **9**5678"),
            id="before the last four",
        ),
        pytest.param(
            Document(PASSPORT, "M12345678"),
            Document(HK_MACAO, "M12345678"),
            ("护照 *****5678", "港澳居民来往内地通行证 *****5678"),
            id="in their kind",
        ),
        pytest.param(
            Document(PASSPORT, "E12345678"),
            Document(ID, "11010519491231002X"),
            ("护照 *****5678", "居民身份证 **************002X"),
            id="in their length",
        ),
        pytest.param(Document(TAIWAN, "12345678"), None, ("台湾居民来往大陆通行证 ****5678", "没有证件"), id="one has none"),
    ],
)  # fmt: skip
def test_two_documents_are_told_apart_by_no_more_than_is_needed(known, other, shown):
    assert tuple(words.zh for words in told_apart(known, other)) == shown
