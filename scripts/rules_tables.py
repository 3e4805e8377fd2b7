"""The tables of `docs/rules.md`, made from the code and the covenants in `data/`. `python scripts/rules_tables.py` writes them anew."""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gatepass.covenant import Covenant, parse_covenant  # noqa: E402
from gatepass.kinds import KINDS, SECTIONS, Rule, Stage  # noqa: E402
from gatepass.sentences import SENTENCES  # noqa: E402
from gatepass.verdict import PASS_RULES, Reason  # noqa: E402

DOCUMENT = ROOT / "docs" / "rules.md"
TOWNS = ROOT / "data" / "covenants" / "towns"
STAGE_WORDS = {
    Stage.GATE_ITSELF: "the gate itself",
    Stage.LISTED: "who: lists",
    Stage.WHETHER: "whether at all",
    Stage.WHERE: "where",
    Stage.WHEN: "when",
    Stage.HOW_OFTEN: "how often",
    Stage.ASKED: "what is asked",
    Stage.HOW_HOT: "how hot",
}
_PLACES = {"VisitRule": "[[visits]]", "ClosedHours": "[[closed]]", "TemperatureRule": "[temperature]"}


def order() -> str:
    """The order of checks: every rule of the pass, then every kind by its stage, with all reasons that it may give."""
    rows = [("the pass", f"`{rule.objection.__name__}`", rule.objection.__doc__, rule.reasons) for rule in PASS_RULES]
    rows += [(STAGE_WORDS[_stage(kind)], f"`{_written(kind)}`", kind.__doc__, kind.reasons) for kind in _by_stage()]
    lines = [
        f"| {number} | {stage} | {name} | {_first_sentence(doc or '')} | {_said(reasons)} |"
        for number, (stage, name, doc, reasons) in enumerate(rows, start=1)
    ]
    return "\n".join(["| | asks | rule | | reasons |", "| --- | --- | --- | --- | --- |", *lines])


def towns() -> str:
    """The rules that were in force, row by row, and the kinds that carry each."""
    rows = []
    for path in sorted(TOWNS.glob("*.toml")):
        where, rule = (line.removeprefix("# ") for line in path.read_text(encoding="utf-8").splitlines()[:2])
        kinds = ", ".join(f"`{kind}`" for kind in kinds_of(parse_covenant(path.read_bytes())))
        rows.append(f"| {where} | {rule} | {kinds} | [{path.name}](../data/covenants/towns/{path.name}) |")
    return "\n".join(["| where, when | rule | kinds | covenant |", "| --- | --- | --- | --- |", *rows])


def kinds_of(covenant: Covenant) -> tuple[str, ...]:
    """The kinds that a covenant is made of, as its file names them, in the order in which they are asked."""
    return tuple(dict.fromkeys(_written(type(rule)) for rule in covenant.ordered))


def with_tables(text: str) -> str:
    """The document with its tables made anew."""
    for name, table in (("order", order()), ("towns", towns())):
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        text = re.sub(f"{begin}.*?{end}", lambda _, whole=f"{begin}\n{table}\n{end}": whole, text, flags=re.DOTALL)
    return text


def _by_stage() -> Iterator[type[Rule]]:
    return iter(sorted((*KINDS, *SECTIONS), key=_stage))


def _stage(kind: type[Rule]) -> Stage:
    return kind.stage(None)  # type: ignore[arg-type] - it is the same for every rule of a kind


def _written(kind: type[Rule]) -> str:
    return _PLACES.get(kind.__name__) or str(kind.__struct_config__.tag)


def _first_sentence(doc: str) -> str:
    return " ".join(doc.split("\n\n", maxsplit=1)[0].split())


def _said(reasons: Iterable[Reason]) -> str:
    return "<br>".join(f"`{reason}` {SENTENCES[reason].what.zh}".replace("{told}", "…") for reason in reasons)


if __name__ == "__main__":
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
