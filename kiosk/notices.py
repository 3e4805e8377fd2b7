"""What the gate says by itself, of a code that is nobody's passage or of rules that changed: told once on the page, recorded nowhere."""

from dataclasses import dataclass, replace

from gatepass.covenant import Covenant
from gatepass.succession import named
from gatepass.wording import Text


@dataclass(frozen=True, slots=True)
class Notice:
    """The last one; `number` grows with every one, and is 0 before the first. An alarm is told with a sound."""

    number: int
    words: Text
    is_alarm: bool = False

    def then(self, next_: "Notice") -> "Notice":
        """The one after this."""
        return replace(next_, number=self.number + 1)


NOTHING = Notice(0, Text("", ""))
LOCKED = Notice(
    0,
    Text(
        "页面已锁定，这张不是工作证；请值班人员输口令，或刷工作证",
        "the page is locked, and that is no duty card: type the PIN, or show a duty card",
    ),
    is_alarm=True,
)
NO_DUTY_CARD = Notice(0, Text("这张不是工作证，已按通行办理", "that is no duty card, so it was scanned as a pass"))


def new_rules(covenant: Covenant, *, judged_anew: bool) -> Notice:
    """Other rules than before are in force; `judged_anew`: whoever was asked something was judged by them."""
    name = named(covenant)
    words = Text(f"规约换了，现在按{name.zh}", f"The rules changed: {name.en}")
    anew = Text("；屏幕上这位已重新判定", "; whoever is on the screen was judged anew")
    return Notice(0, Text(words.zh + anew.zh, words.en + anew.en) if judged_anew else words)
