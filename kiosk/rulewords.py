"""What is said of the rules that a gate goes by: that older ones stand in for those that cannot be read, and which come next."""

from gatepass.covenant import Covenant
from gatepass.wording import Text
from kiosk.store import Terms


def standing_in(terms: Terms) -> Text:
    """The newest passbook's rules cannot be read; the gate goes on by the last good ones. `terms` are those of now."""
    name = named(terms.covenant)
    return Text(
        f"证册里的规约坏了或这个程序读不懂，暂按上一份好的（{name.zh}）；同步时自动重取",
        f"The rules in the passbook are damaged or of another version: we go on by the last good ones ({name.en});"
        " the next synchronisation takes them anew",
    )


def named(covenant: Covenant) -> Text:
    """A covenant by its version and name."""
    return Text(
        f"第{covenant.version}版“{covenant.name}”", f"version {covenant.version}, “{covenant.english or covenant.name}”"
    )
