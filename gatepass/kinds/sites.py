"""Where on the body a temperature is taken: the limits there, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from gatepass.case import Site
from gatepass.kinds.base import Label, joined
from gatepass.wording import Text

SITE_WORDS = {
    Site.FOREHEAD: Text("额头", "forehead"),
    Site.WRIST: Text("手腕", "wrist"),
    Site.NECK: Text("颈部", "neck"),
    Site.EAR: Text("耳温", "ear"),
    Site.ARMPIT: Text("腋下", "armpit"),
}


class SiteLimit(Struct, frozen=True, forbid_unknown_fields=True):
    """The thresholds at one place of the body, °C."""

    labels: ClassVar[Mapping[str, Label]] = {
        "site": Label("部位", "site", SITE_WORDS),
        "fever": Label("发热线 °C", "fever from, °C"),
        "untrusted_below": Label("低于多少 °C 不算", "no reading below, °C"),
    }

    site: Site
    fever: Annotated[float, Meta(ge=36.0, le=39.0)]
    untrusted_below: Annotated[float, Meta(ge=30.0, le=36.0)] = 35.0

    def words(self) -> Text:
        """Both limits."""
        site = SITE_WORDS[self.site]
        return Text(
            f"{site.zh} {self.untrusted_below}–{self.fever} °C", f"{site.en} {self.untrusted_below} to {self.fever} °C"
        )


def _one_of(sites: list[Site]) -> Text:
    words = [SITE_WORDS[site] for site in sites]
    first, last = joined(words[:-1]), words[-1]
    return Text(f"{first.zh}或{last.zh}", f"{first.en} or {last.en}") if words[:-1] else last


def measured_again_at(sites: list[Site]) -> Text:
    """Where somebody too cold to tell is measured, once warm."""
    words = _one_of(sites or [Site.FOREHEAD])
    return Text(words.zh, f" at the {words.en}")


def measured_instead(sites: list[Site], warm: object) -> Text:
    """What is measured where the air is too cold for a forehead; nothing but somewhere warmer, where nothing else is."""
    if not sites:
        return Text(
            f"，请到{warm} ℃以上的地方测，并重新填气温",
            f", but where it is {warm} °C or warmer; tell the air's temperature there",
        )
    words = _one_of(sites)
    return Text(f"，请改测{words.zh}", f", but the {words.en}")
