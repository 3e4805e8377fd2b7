"""Which open pages have a register's form open. A page that says so no more (its tab crashed) is not waited for; it knows no page."""

from datetime import timedelta

STILL_OPEN = timedelta(seconds=30)  # a page says it every ten seconds
FORGOTTEN_AFTER = timedelta(hours=12)  # a PC that slept goes on with the form that was open


class OpenForms:
    """The pages by the ids that they gave themselves, and at which uptime each last said that its form is open."""

    def __init__(self) -> None:
        self._said: dict[str, timedelta] = {}

    def open(self, page: str, now: timedelta) -> None:
        """A page opened a form."""
        self._said = {each: at for each, at in self._said.items() if now - at < FORGOTTEN_AFTER} | {page: now}

    def still(self, page: str, now: timedelta) -> None:
        """A page's form is still open; said late, after it was closed, it opens nothing."""
        if page in self._said:
            self._said[page] = now

    def close(self, page: str) -> None:
        """A page has no form open any more."""
        self._said.pop(page, None)

    def any(self, now: timedelta) -> bool:
        """Whether some page has a form open."""
        return any(now - at < STILL_OPEN for at in self._said.values())
