"""Notices for stairwells and gates, in as many languages as there are words for, and one sheet with all of them in short."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from gatepass.wording import Refusal, Text
from issuer.designs import LOGOS
from issuer.explaining import Notice, Rule, basis, explained, in_force, own_words
from issuer.glyphs import refuse_missing_glyphs
from issuer.phrases import Phrases, languages, phrases
from issuer.store import Store
from issuer.typesetting import typeset

__all__ = ("SUMMARY", "Notice", "languages", "notice_in_force", "notice_pdf")

SUMMARY = "summary"
_PLACE = Text("告知书", "notice")


class Poster(Struct, frozen=True):
    """One language's sheet as the template reads it: finished texts."""

    code: str
    language: str
    fonts: tuple[str, ...]
    keep_words_whole: bool
    headline: str
    in_force: str
    greeting: str
    intro: str
    rules: tuple[Rule, ...]
    basis: str
    signed: str
    posted: str
    stairwell: str


class Job(Struct, frozen=True):
    """All that the template is given. `sheets` are languages, and `summary` for the one of all `posters`."""

    community: str
    english: str
    logo: str
    stairwells: tuple[str, ...]
    sheets: tuple[str, ...]
    posters: tuple[Poster, ...]


def notice_in_force(store: Store, at: datetime, contact: str = "") -> Notice:
    """What is to be hung up at a moment: the covenant in force then, and the gates that the office listens to."""
    community = store.community()
    gates = tuple(gate.name for gate in store.gates() if not gate.revoked)
    posted = community.day_of(at)
    return Notice(community, gates, store.covenant_in_force(at), posted, contact)


def notice_pdf(
    notice: Notice, designs: Mapping[str, bytes], stairwells: Sequence[int], languages_: Sequence[str]
) -> bytes:
    """A4 sheets: for each stairwell one a language, in the order given; without stairwells one of each, for gates.

    `languages_` may hold `SUMMARY` too: one sheet on which all languages say the same in short. Raises `Refusal` for
    no language or an unknown one, and for a name with a missing glyph.
    """
    if not languages_:
        raise Refusal(
            Text("没有选择语言", "no language was chosen"),
            Text("请至少选择一种语言", "choose at least one"),
        )
    given = (notice.community.name, notice.community.english, notice.covenant.name, notice.covenant.english)
    ruled = (said for text in own_words(notice.covenant) for said in (text.zh, text.en))
    refuse_missing_glyphs((text, _PLACE) for text in (*given, *notice.gates, notice.contact, *ruled))
    spoken = languages() if SUMMARY in languages_ else tuple(languages_)
    job = Job(
        community=notice.community.name,
        english=notice.community.english,
        logo=next((name for name in LOGOS if name in designs), ""),
        stairwells=tuple(f"{stairwell}号" for stairwell in stairwells) or ("",),
        sheets=tuple(languages_),
        posters=tuple(
            _poster(notice, code, phrases(code)) for code in dict.fromkeys((*spoken, *languages_)) if code != SUMMARY
        ),
    )
    return typeset(designs, "notice.typ", job)


def _poster(notice: Notice, code: str, words: Phrases) -> Poster:
    community = notice.spoken_of(words)
    return Poster(
        code=code,
        language=words.language,
        fonts=words.fonts,
        keep_words_whole=words.keep_words_whole,
        headline=words.headline,
        in_force=in_force(notice, words),
        greeting=words.greeting,
        intro=words.intro.format(community=community),
        rules=explained(notice, words),
        basis=basis(notice, words),
        signed=words.signed.format(community=community),
        posted=words.posted.format(date=words.day(notice.posted)),
        stairwell=words.stairwell,
    )
