"""The words of a kind on the office's form: every field has a label, every choice its words, in the kind's own module."""

from typing import get_type_hints

import pytest
from msgspec import Struct, inspect

from gatepass.covenant import Covenant
from gatepass.kinds import KINDS, SECTIONS
from gatepass.kinds.base import Rule

OF_THE_FORM_ITSELF = {"version", "in_force_from", "closed", "temperature", "visits", "rules", "format"}


def parts_of(type_):
    match type_:
        case inspect.VarTupleType(item_type=item):
            yield from parts_of(item)
        case inspect.UnionType(types=types):
            for each in types:
                yield from parts_of(each)
        case inspect.StructType(cls=cls) if not issubclass(cls, Rule):
            yield cls
            for field in type_.fields:
                yield from parts_of(field.type)


def enums_in(type_):
    match type_:
        case inspect.VarTupleType(item_type=item):
            return enums_in(item)
        case inspect.UnionType(types=types):
            return [each for one in types for each in enums_in(one)]
        case inspect.EnumType(cls=cls):
            return [cls]
    return []


def labelled() -> list[type[Struct]]:
    whole = [*KINDS, *SECTIONS]
    parts = [part for kind in whole for field in inspect.type_info(kind).fields for part in parts_of(field.type)]
    return list(dict.fromkeys([*whole, *parts]))


LABELLED = pytest.mark.parametrize("kind", labelled(), ids=lambda kind: kind.__name__)


@LABELLED
def test_every_field_of_a_kind_and_of_its_parts_has_a_label(kind):
    assert [*kind.labels] == [*kind.__struct_fields__]


@LABELLED
def test_every_choice_of_a_field_has_its_words(kind):
    wordless = [
        (field.name, each)
        for field in inspect.type_info(kind).fields
        for choices in enums_in(field.type)
        for each in choices
        if each not in kind.labels[field.name].choices
    ]
    assert wordless == []


@pytest.mark.parametrize("kind", (*KINDS, *SECTIONS), ids=lambda kind: kind.__name__)
def test_every_kind_has_a_title_of_its_own_in_both_languages(kind):
    others = [other.title for other in (*KINDS, *SECTIONS) if other is not kind]
    assert (kind.title in others, kind.title.en.isascii(), kind.title.zh.isascii()) == (False, True, False)


def test_the_covenant_itself_has_labels_for_all_that_stands_in_no_rule():
    assert set(Covenant.labels) == set(get_type_hints(Covenant)) - OF_THE_FORM_ITSELF - {"labels"}
