"""What is said of the rules that a gate goes by: that older ones stand in for those that cannot be read, and which come next."""

from datetime import datetime

from gatepass.covenant import Covenant
from gatepass.succession import named
from gatepass.wording import Text
from kiosk.store import Terms


def standing_in(terms: Terms) -> Text:
    """The newest passbook's rules cannot be read; the gate goes on by the last good ones. `terms` are those of now."""
    name = named(terms.covenant)
    return Text(
        f"证册坏了或读不懂，先按上一份规约（{name.zh}）；会自动重取",
        f"Passbook unreadable: we go on by the last good rules ({name.en}); it is taken anew by itself",
    )


def coming(covenant: Covenant, begins: datetime) -> Text:
    """Which rules come next; `begins` is local."""
    name = named(covenant)
    return Text(f"{begins:%m-%d %H:%M} 起换规约：{name.zh}", f"New rules from {begins:%m-%d %H:%M}: {name.en}")
