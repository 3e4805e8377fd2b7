"""A form as a browser would send it: what a page holds, untouched."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    """Gathers the fields of one form, found by where it is sent."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.fields: dict[str, list[str]] = {}
        self.select, self.options = "", list[tuple[str, bool]]()
        self.text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("action") == self.action
        if not self.inside:
            return
        match tag, given.get("type", "text"):
            case "input", "checkbox" | "radio":
                if "checked" in given:
                    self.add(given["name"], given.get("value", "on"))
            case "input", _:
                self.add(given["name"], given.get("value", ""))
            case "select", _:
                self.select, self.options = given["name"], []
            case "option", _:
                self.options.append((given["value"], "selected" in given))
            case "textarea", _:
                self.select, self.text = given["name"], ""

    def handle_endtag(self, tag: str) -> None:
        if not self.inside:
            return
        if tag == "select":
            chosen = [value for value, is_chosen in self.options if is_chosen] or [self.options[0][0]]
            self.add(self.select, chosen[-1])
        elif tag == "textarea":
            self.add(self.select, self.text or "")
            self.text = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text += data

    def add(self, name: str, value: str) -> None:
        """One more value of a field."""
        self.fields.setdefault(name, []).append(value)


def filled(page: str, action: str) -> dict[str, list[str]]:
    """What the form of a page that is sent to `action` holds, by field."""
    forms = _Forms(action)
    forms.feed(page)
    return forms.fields
