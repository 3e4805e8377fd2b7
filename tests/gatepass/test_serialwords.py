"""Serials in words: one pass, one set of words, whichever way they are said."""

from contextlib import suppress
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepass.passes import parse_serial, serial_of, serial_words
from gatepass.serialwords import LISTS, sequence_of, words_of
from gatepass.wording import Refusal

sequences = st.integers(1, 200_000)


def test_the_lists_have_32_words_each_and_share_none():
    said = [text for words in LISTS for word in words for text in (word.zh, word.en)]
    assert [len(words) for words in LISTS] == [32, 32, 32]
    assert len(set(said)) == len(said) == 192
    assert {len(word.zh) for words in LISTS for word in words} == {2}


def test_all_32768_passes_have_words_of_their_own():
    assert len({words_of(sequence).zh for sequence in range(1, 32_769)}) == 32_768


@given(sequences)
def test_the_words_of_a_serial_mean_that_serial(sequence):
    words = serial_words(serial_of(sequence))
    assert (parse_serial(words.zh), parse_serial(words.en)) == (serial_of(sequence), serial_of(sequence))


@given(sequences)
def test_neighbours_share_no_pattern(sequence):
    here, there = words_of(sequence).en.split()[:3], words_of(sequence + 1).en.split()[:3]
    assert here[0] != there[0] and here[2] != there[2]


@given(sequences.filter(lambda n: n <= 32_768))
def test_words_in_any_order_mean_the_same_pass(sequence):
    words = words_of(sequence).zh.split()
    assert {sequence_of(" ".join(said)) for said in permutations(words)} == {sequence}


@given(st.text())
def test_any_text_is_a_serial_or_refused(text):
    with suppress(Refusal):
        assert parse_serial(parse_serial(text)) == parse_serial(text)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("{zh}", id="as printed"),
        pytest.param(" {zh} ", id="blanks around"),
        pytest.param("{joined}", id="no blanks between Chinese words"),
        pytest.param("{commas}", id="with the commas of Chinese"),
        pytest.param("{upper}", id="capital letters"),
        pytest.param("{dashes}", id="hyphens"),
    ],
)
def test_words_are_read_as_people_type_them(typed):
    words = serial_words("033001")
    forms = {
        "zh": words.zh,
        "joined": words.zh.replace(" ", ""),
        "commas": words.zh.replace(" ", "、"),
        "upper": words.en.upper(),
        "dashes": words.en.replace(" ", "-"),
    }
    assert parse_serial(typed.format(**forms)) == "033001"


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("老虎 狮子 月亮", id="two animals"),
        pytest.param("老虎 苹果", id="two words"),
        pytest.param("老虎 苹果 月亮 星星", id="four words"),
        pytest.param("tiger apple moo", id="a word that is none of ours"),
        pytest.param("老虎 苹果 月亮 02", id="a number with a zero in front"),
    ],
)
def test_other_words_are_refused(typed):
    with pytest.raises(Refusal):
        parse_serial(typed)


def test_the_first_pass_keeps_its_words_for_ever():
    assert [words_of(sequence).en for sequence in (1, 2, 32_769)] == WORDS


WORDS = ["dolphin ginger rainbow", "deer dumpling football", "dolphin ginger rainbow 2"]
