"""Wording: two languages, and one way to refuse."""

import pytest

from gatepass.wording import Language, Refusal, Text

SHORT = Refusal(Text("少1位", "1 digit short"), Text("请补全", "add it"))


@pytest.mark.parametrize(
    ("refusal", "language", "sentence"),
    [
        pytest.param(SHORT, Language.ZH, "少1位，请补全", id="Chinese"),
        pytest.param(SHORT, Language.EN, "1 digit short; add it", id="English"),
        pytest.param(
            SHORT.at(Text("第17行「手机」", "Row 17, 手机")),
            Language.ZH,
            "第17行「手机」少1位，请补全",
            id="Chinese with its place",
        ),
        pytest.param(
            SHORT.at(Text("第17行「手机」", "Row 17, 手机")),
            Language.EN,
            "Row 17, 手机: 1 digit short; add it",
            id="English with its place",
        ),
    ],
)
def test_a_refusal_says_where_what_and_remedy(refusal, language, sentence):
    assert refusal.sentence(language) == sentence


def test_a_refusal_on_a_terminal_is_its_english_sentence():
    assert str(SHORT) == "1 digit short; add it"


def test_naming_the_place_leaves_the_first_refusal_as_it_is():
    placed = SHORT.at(Text("第17行", "Row 17"))
    assert (SHORT.where, placed.what, placed.remedy) == (None, SHORT.what, SHORT.remedy)
