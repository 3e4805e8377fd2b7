"""The designs of everything printed: those that came with the program, overlaid with what staff changed in the office's folder.

It reads only names it knows: a name that is none of ours is never a path.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from appkit.assets import asset
from appkit.files import refusing_file_faults
from gatepass.wording import Refusal, Text

FOLDER = "printables"
LOGOS = ("logo.png", "logo.svg")
_SOURCE = ".typ"

WORDS = {
    "cards.typ": Text("证卡", "Cards"),
    "back.typ": Text("证卡背面", "Backs of cards"),
    "spare.typ": Text("备用证", "Spares"),
    "car.typ": Text("车证", "Car passes"),
    "cover.typ": Text("小组封面", "Team covers"),
    "receipts.typ": Text("签收表", "Receipt lists"),
    "notice.typ": Text("告示", "Notices"),
    "phone.typ": Text("手机上的证卡", "Cards on a phone"),
    "calibration.typ": Text("校准页", "Calibration page"),
    "parts.typ": Text("共用部分", "Shared parts"),
}


@dataclass(frozen=True, slots=True)
class Design:
    """One file of a design; `edited` where the office changed it."""

    name: str
    edited: bool

    @property
    def words(self) -> Text:
        """What is printed with it."""
        return WORDS.get(self.name, Text(self.name, self.name))


def designs(folder: Path) -> Mapping[str, bytes]:
    """Every file that printing needs, by name (`cards.typ`), as the office of `folder` has it; raises `Refusal`."""
    return originals() | changed(folder)


def originals() -> dict[str, bytes]:
    """The designs that came with the program."""
    return {path.name: path.read_bytes() for path in sorted(asset(FOLDER).glob(f"*{_SOURCE}"))}


def changed(folder: Path) -> dict[str, bytes]:
    """What staff changed or added; what is none of our files does not count."""
    known, place = {*originals(), *LOGOS}, folder / FOLDER
    with refusing_file_faults(place):
        return {
            path.name: path.read_bytes()
            for path in (sorted(place.iterdir()) if place.is_dir() else ())
            if path.is_file() and path.name in known
        }


def listed(folder: Path) -> tuple[Design, ...]:
    """All designs, those with words of their own first."""
    edited = changed(folder)
    names = sorted(
        originals(), key=lambda name: (name not in WORDS, list(WORDS).index(name) if name in WORDS else 0, name)
    )
    return tuple(Design(name, name in edited) for name in names)


def design(folder: Path, name: str) -> Design:
    """The design with a name; raises `Refusal` for a name that is none."""
    found = next((each for each in listed(folder) if each.name == name), None)
    if found is None:
        raise Refusal(Text("没有这个版面", "there is no such design"), Text("请从列表中选择", "choose one of the list"))
    return found
