"""The words of notices, one file a language in `data/notices`: a language is added by adding its file.

The words say nothing of their own about the rules: what stands in braces is filled in from the covenant.
"""

from datetime import date, datetime

import msgspec
from msgspec import Struct

from appkit.assets import asset
from appkit.files import refusing_file_faults
from gatepass.case import Site
from gatepass.covenant import Field, VisitKind
from gatepass.wording import Refusal, Text

FOLDER = "data/notices"


class GateWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Which gates are open, and when."""

    heading: str
    brief_heading: str
    here: str
    guarded: str
    open_all_day: str
    open_hours: str
    closed_hours: str
    closed_all_day: str
    emergency: str
    hours: str
    hours_over_midnight: str
    brief: str
    brief_guarded: str
    brief_all_day: str
    brief_open: str
    brief_closed: str
    way_in: str
    way_out: str
    any: str
    not_here: str


class PassWords(Struct, frozen=True, forbid_unknown_fields=True):
    """How passes work."""

    heading: str
    brief_heading: str
    show: str
    own: str
    paper: str
    validity: str
    brief: str


class VisitWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is let in without a pass, and what is asked of them."""

    heading: str
    brief_heading: str
    admitted_with: str
    admitted: str
    in_hours: str
    shelf: str
    sign_out: str
    brief_admitted: str
    brief_refused: str
    kinds: dict[VisitKind, str]
    refused: dict[VisitKind, str]
    fields: dict[Field, str]


class TemperatureWords(Struct, frozen=True, forbid_unknown_fields=True, rename={"in_": "in"}):
    """Who is measured, and what a reading means."""

    heading: str
    brief_heading: str
    in_: str
    out: str
    both: str
    none: str
    fever: str
    fever_at_once: str
    fever_of_visitor: str
    too_cold: str
    who: str
    barred: str
    elsewhere: str
    limit: str
    sites: dict[Site, str]
    brief_in: str
    brief_out: str
    brief_both: str
    brief_fever: str
    brief_none: str


class RuleWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What else is ruled; the rules speak for themselves."""

    heading: str
    brief_heading: str
    brief: str


class LostWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What to do with a card that was forgotten, lost or found."""

    heading: str
    brief_heading: str
    forgotten: str
    told: str
    brought: str
    fetched: str
    lost: str
    replaced: str
    found: str
    handed_in: str
    brief: str


class AskWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to ask."""

    heading: str
    brief_heading: str
    office: str
    contact: str
    brief: str
    brief_contact: str


class Phrases(Struct, frozen=True, forbid_unknown_fields=True):
    """All words of one language. `names` says whether community and covenant go by their own or their English name."""

    order: int
    language: str
    names: str
    fonts: tuple[str, ...]
    keep_words_whole: bool
    headline: str
    greeting: str
    intro: str
    in_force: str
    covenant: str
    draft: str
    signed: str
    posted: str
    stairwell: str
    between: str
    written_day: str
    written_moment: str
    months: tuple[str, ...]
    gates: GateWords
    passes: PassWords
    visits: VisitWords
    temperature: TemperatureWords
    rules: RuleWords
    lost: LostWords
    ask: AskWords

    def day(self, day: date) -> str:
        """A day as this language writes it."""
        return self.written_day.format(year=day.year, month=self.months[day.month - 1], day=day.day)

    def moment_of(self, at: datetime) -> str:
        """A local moment as this language writes it; midnight is the day alone."""
        day = self.day(at.date())
        return self.written_moment.format(date=day, time=f"{at:%H:%M}") if at.hour or at.minute else day

    def name(self, own: str, english: str) -> str:
        """The one of two names that this language uses; what has no English name goes by its own."""
        return english or own if self.names == "english" else own


def languages() -> tuple[str, ...]:
    """The codes of all languages there are words for, in the order in which they are hung up."""
    files = asset(FOLDER).glob("*.toml")
    return tuple(sorted((path.stem for path in files), key=lambda code: (phrases(code).order, code)))


def phrases(code: str) -> Phrases:
    """The words of one language; raises `Refusal` for a language that has none, or whose file is not right."""
    path = asset(FOLDER) / f"{code}.toml"
    if code not in {known.stem for known in asset(FOLDER).glob("*.toml")}:
        raise Refusal(
            Text(f"没有“{code}”的告知书用语", f"there are no words for notices in “{code}”"),
            Text("请从打印页面列出的语言中选择", "choose one of zh, en, ja, ko"),
        )
    with refusing_file_faults(path):
        content = path.read_bytes()
    try:
        return msgspec.toml.decode(content, type=Phrases)
    except msgspec.DecodeError as error:
        raise Refusal(
            Text(f"{path.name} 有误：{error}", f"{path.name} is not right: {error}"),
            Text("请照 zh.toml 改正", "correct it after zh.toml"),
        ) from error
