"""Where the teams' phones reach the office: a port and a page of their own, over HTTPS."""

from issuer.office import act
from issuer.store import Store

PORT = 8643
PAGE = "/round"
_SETTING = "phones.url"


def phones_at(store: Store) -> str | None:
    """Where phones reach the office, or reached it last; None where they never did."""
    return store.chosen(_SETTING)


def remember_phones(store: Store, url: str) -> None:
    """Notes where phones reach the office."""
    if url != phones_at(store):
        with store.writing() as writing:
            writing.choose(_SETTING, url, act("手机页面的地址 / where phones reach the office"))


def phone_link(store: Store, secret: str) -> str:
    """The link that a team scans, its secret in the fragment, which browsers never send; empty where phones were never served."""
    url = phones_at(store)
    return f"{url}{PAGE}#{secret}" if url else ""
