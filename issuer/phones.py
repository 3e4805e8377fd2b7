"""Where the teams' phones reach the office: a port and a page of their own, over HTTPS."""

from issuer.delivery import team_secret
from issuer.office import Office, act
from issuer.store import Store

PORT = 8643
PAGE = "/round"
_SETTING = "phones.url"


def remember_phones(store: Store, url: str) -> None:
    """Notes where phones reach the office."""
    if url != store.chosen(_SETTING):
        with store.writing() as writing:
            writing.choose(_SETTING, url, act("手机页面的地址 / where phones reach the office"))


def team_link(office: Office, round_id: int, team: int) -> str:
    """What a team scans: its secret in the fragment, which browsers never send; empty where phones were never served."""
    url = office.store.chosen(_SETTING)
    return f"{url}{PAGE}#{team_secret(office.keys, round_id, team)}" if url else ""
