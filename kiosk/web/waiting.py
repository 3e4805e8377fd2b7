"""What the gate's page shows beside the person in front of it: who waits to be measured again, and the thermometers."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from msgspec import UNSET, Struct

from appkit.clocks import now, uptime
from gatepass.case import Reading, Site
from gatepass.fevers import FEVER_END_WORDS, FeverEnd
from gatepass.kinds import SITE_WORDS, STANDING_WORDS, Standing, TemperatureRule
from gatepass.wording import Language, Text
from kiosk.gate import Gate
from kiosk.readings import AIR_HOLDS_FOR, reference_is_asked
from kiosk.stamp import stamp
from kiosk.store import Fever, Terms, WentOn

TOLD_FOR = timedelta(minutes=30)


class Referred(Struct, frozen=True):
    """What a reference reading says of its device."""

    standing: Standing
    said: Text


class Choice(Struct, frozen=True):
    """A site that can be chosen."""

    key: Site
    word: str


class Pad(Struct, frozen=True):
    """How somebody is measured: the sites and devices to choose from, with which to begin; `firm` where a habit gives way."""

    sites: tuple[Choice, ...]
    site: Site
    devices: tuple[str, ...]
    firm: bool = False


class FeverRow(Struct, frozen=True):
    """Somebody who waits. `who` is empty where the gate does not know them since it runs; `until` is in seconds since 1970."""

    id: str
    who: str
    told: str
    until: float
    referred: bool
    known: bool
    by_hand: bool


class Gone(Struct, frozen=True):
    """Somebody who waited here and was measured at another gate: told once, however often its words change."""

    id: str
    words: Text


class Waiting(Struct, frozen=True):
    """The list: who waits, what the covenant says for them, whether a reference reading is asked, which thermometers are off.

    `elsewhere` tells of those who waited here and were measured at another gate.
    """

    rows: tuple[FeverRow, ...] = ()
    elsewhere: tuple[Gone, ...] = ()
    path: str = ""
    reference: bool = False
    off: str = ""


def waiting(gate: Gate, terms: Terms | None, language: Language) -> Waiting:
    """The list of a running gate."""
    fevers, zone = gate.store.fevers(), terms.local if terms else ZoneInfo("UTC")
    gone = gate.store.went_on(now() - TOLD_FOR, zone)
    gate.session.known.keep(frozenset(fever.id for fever in fevers) | {each.fever for each in gone}, uptime())
    rule = terms.covenant.temperature if terms else None
    off = [each.name for each in gate.store.thermometers() if each.standing is Standing.OFF]
    return Waiting(
        rows=tuple(_row(gate, fever, terms, language) for fever in fevers),
        elsewhere=tuple(_gone(gate, each) for each in gone),
        path=_path(rule).to(language) if rule else "",
        reference=bool(terms) and reference_is_asked(gate.store, stamp(gate.store, now())),
        off=_off_words(off).to(language) if off else "",
    )


def pad(gate: Gate, terms: Terms | None, earlier: Reading | None, language: Language) -> Pad | None:
    """How the person on the screen is measured; `earlier` is the high reading that has to be borne out."""
    rule = terms.covenant.temperature if terms else None
    if rule is None:
        return None
    air, firm = gate.store.air(now() - AIR_HOLDS_FOR), rule.another is True and bool(earlier)
    return Pad(sites(terms, language), rule.first_choice(air, earlier), gate.store.devices(), firm=firm)


def sites(terms: Terms | None, language: Language) -> tuple[Choice, ...]:
    """Where the covenant in force lets people be measured; nowhere where it has no word of temperatures."""
    rule = terms.covenant.temperature if terms else None
    return tuple(Choice(site, _capital(SITE_WORDS[site].to(language))) for site in rule.offered()) if rule else ()


def ends(language: Language) -> dict[FeverEnd, str]:
    """What can become of somebody, in words."""
    return {end: _capital(words.to(language)) for end, words in FEVER_END_WORDS.items()}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def referred(standing: Standing) -> Referred:
    """The answer to a reference reading."""
    return Referred(standing, STANDING_WORDS[standing])


def _row(gate: Gate, fever: Fever, terms: Terms | None, language: Language) -> FeverRow:
    somebody = gate.session.known.of(fever.id)
    row = somebody.presentation.row if somebody else None
    since = f"{fever.since.astimezone(terms.local if terms else None):%H:%M}"
    told = Text(
        f"{fever.celsius:.1f} ℃ · 第{fever.tries}次 · {since} 起",
        f"{fever.celsius:.1f} ℃ · no. {fever.tries} · {since}",
    )
    return FeverRow(
        id=fever.id,
        who=f"{row.door} {row.name}".strip() if row else "",
        told=told.to(language),
        until=_until(fever, terms),
        referred=fever.referred,
        known=somebody is not None,
        by_hand=fever.is_ended_by_hand,
    )


def _until(fever: Fever, terms: Terms | None) -> float:
    """The end of a rest. One longer than the covenant's began before the clock was set back, and for the rules it is over."""
    rule, end = terms.covenant.temperature if terms else None, fever.again_at
    if end is None or (rule and end - now() > timedelta(minutes=rule.rest_minutes)):
        return 0.0
    return end.timestamp()


def _gone(gate: Gate, gone: WentOn) -> Gone:
    somebody, seen = gate.session.known.of(gone.fever), gone.measured
    row = somebody.presentation.row if somebody else None
    who = f"{row.door} {row.name}".strip() if row else ""
    passed = Text("已放行", "let pass") if seen.passage else Text("由该门继续", "followed there")
    told = f"{seen.reading.at:%H:%M}，{seen.reading.celsius:.1f} ℃"
    english = f"{seen.reading.at:%H:%M}, {seen.reading.celsius:.1f} ℃"
    words = Text(
        f"{who or '一人'} 已在{seen.gate}复测：{told}，{passed.zh}",
        f"{who or 'Somebody'}: measured again at {seen.gate} {english}, {passed.en}",
    )
    return Gone(f"{gone.fever} {seen.reading.at.timestamp()}", words)


def _path(rule: TemperatureRule) -> Text:
    """Whom to call, where to wait, what is done for somebody who stays outside."""
    parts = []
    if rule.call is not UNSET:
        parts.append(Text(f"值班电话 {rule.call}", f"call {rule.call}"))
    if rule.wait_at is not UNSET:
        parts.append(Text(f"在{rule.wait_at.zh}等候", f"wait: {rule.wait_at.words().en}"))
    if rule.owed is not UNSET:
        parts.append(rule.owed.words())
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _off_words(names: list[str]) -> Text:
    zh = "、".join(name or "（没有名称的）" for name in names)
    en = ", ".join(name or "(without a name)" for name in names)
    return Text(f"体温计 {zh} 不准，请换一支", f"Thermometer {en} is off: use another one")
