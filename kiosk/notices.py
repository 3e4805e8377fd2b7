"""What the gate says about a code that was held up and is nobody's passage: told once on the page, recorded nowhere."""

from dataclasses import dataclass, replace

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
