"""What the documents name exists."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NAMED = sorted(
    set(
        re.findall(
            r"`((?:gatepass|appkit|issuer|kiosk)(?:\.\w+){2,})`", (ROOT / "docs/architecture.md").read_text("utf-8")
        )
    )
)


def find(dotted: str) -> object:
    return pkgutil.resolve_name(dotted)


@pytest.mark.parametrize("dotted", NAMED)
def test_everything_the_architecture_names_can_be_found_by_that_name(dotted):
    assert find(dotted) is not None


def test_a_name_that_is_gone_is_noticed():
    with pytest.raises(AttributeError):
        find("gatepass.verdict.gone")


@pytest.mark.parametrize("side", ["issuer", "kiosk"])
def test_every_command_stands_in_the_readme(side):
    commands = importlib.import_module(f"{side}.cli")
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [name for name in getattr(commands, side).commands if f"{side} -d DIR {name}" not in readme]
    assert [name for name in missing if f"{side} {name}" not in readme] == []


@pytest.mark.parametrize("document", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_every_link_to_a_file_leads_somewhere(document):
    place = ROOT / document
    links = re.findall(r"\]\((?!https?:)([^)#]+)", place.read_text("utf-8"))
    assert [link for link in links if not (place.parent / link).exists()] == []
