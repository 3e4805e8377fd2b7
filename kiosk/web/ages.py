"""How long ago something was, in a word or two."""

from gatepass.wording import Text


def age(minutes: int) -> Text:
    """Minutes, hours or days, each rounded down."""
    if minutes < 60:
        return Text(f"{minutes}分钟", f"{minutes} min")
    if minutes < 2 * 24 * 60:
        return Text(f"{minutes // 60}小时", f"{minutes // 60} h")
    return Text(f"{minutes // (24 * 60)}天", f"{minutes // (24 * 60)} d")
