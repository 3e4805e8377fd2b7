"""The office's pages for the covenant: the one in force in plain words, all its versions, and what a draft can be begun from."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, abort, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from gatepass.covenant import NO_COVENANT, Difference, difference
from gatepass.succession import named, taken_over_from
from gatepass.wording import Refusal, Text
from issuer import drafting
from issuer.drafting import THROWN_AWAY, ready_made
from issuer.drafts import gate_names, overtaking, unknown_gates
from issuer.office import Office, withdraw
from issuer.store import Adopted, Draft
from issuer.web import covenantadopting, covenantdrafts, covenantreplay
from issuer.web.api import Clock
from issuer.web.once import once_or
from issuer.web.rulesdesk import RulesDesk, say

THROWN_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Version:
    """One version as the page shows it; `begins` is local time, `before` the version that it takes over from, 0 for the first."""

    adopted: Adopted
    begins: datetime | None
    before: int
    changes: Difference
    is_in_force: bool
    is_to_come: bool
    names_unknown_gates: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """A draft, and in words what it was begun from."""

    draft: Draft
    words: Text


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages under `/covenant`."""
    pages = Blueprint("covenant", __name__, url_prefix="/covenant")
    desk = RulesDesk(office, clock)

    def shown(refusal: Refusal | None = None) -> str:
        return desk.page(
            "covenant.html",
            refusal,
            in_force=desk.in_force(),
            coming=desk.store.covenants_to_come(clock()),
            versions=_versions(desk),
            drafts=[_basis(draft) for draft in desk.store.drafts()],
            thrown_away=[_basis(draft) for draft in desk.store.drafts(THROWN_AWAY)[:THROWN_SHOWN]],
            ready=ready_made(),
        )

    @pages.get("/")
    def home() -> str:
        return shown()

    @pages.post("/begin")
    def begin() -> AnyResponse:
        def work() -> str:
            upload = request.files.get("file")
            pasted = (upload.read() if upload else b"") or request.form.get("toml", "").encode()
            source = request.form.get("source", "")
            return url_for("covenant.draft", id_=drafting.begin(desk.store, source, pasted, desk.act("begun")))

        return once_or(desk.store, clock, work, shown)

    @pages.post("/versions/<number>/again")
    def adopt_again(number: str) -> AnyResponse:
        def work() -> str:
            adopted = drafting.adopt_again(
                desk.store, number, desk.signed(request.form), even_so="even_so" in request.form
            )
            say(
                f"已恢复第{number}版的内容，作为第{adopted.version}版从现在起生效",
                f"version {number} is in force again, as version {adopted.version}",
            )
            for text in overtaking(desk.store, adopted):
                say(text.zh, text.en)
            return url_for("covenant.home")

        return once_or(desk.store, clock, work, shown)

    @pages.post("/versions/<number>/withdraw")
    def withdrawn(number: str) -> AnyResponse:
        def work() -> str:
            name = named(withdraw(desk.store, number, desk.signed(request.form)))
            say(
                f"{name.zh}已撤回，不再生效；各门下次同步时得知，到那时还断网的门仍会换上它",
                f"{name.en}, is withdrawn; gates know when they next synchronise, and one that is offline until then still"
                " changes to it",
            )
            return url_for("covenant.home")

        return once_or(desk.store, clock, work, shown)

    @pages.get("/versions/<number>.toml")
    def version_toml(number: str) -> AnyResponse:
        try:
            written = drafting.version_of(desk.store, number).written
        except Refusal:
            abort(HTTPStatus.NOT_FOUND)
        return send_file(
            BytesIO(written.encode()), "application/toml", as_attachment=True, download_name=f"covenant-{number}.toml"
        )

    @pages.post("/drafts/<int:id_>/bring-back")
    def bring_back(id_: int) -> AnyResponse:
        def work() -> str:
            drafting.bring_back(desk.store, id_)
            return url_for("covenant.draft", id_=id_)

        return once_or(desk.store, clock, work, shown)

    for others in (covenantdrafts, covenantadopting, covenantreplay):
        others.add_pages(pages, desk, shown)
    return pages


def _versions(desk: RulesDesk) -> list[Version]:
    """All versions, the newest first, each with its difference to the one that it takes over from."""
    adopted, in_force = desk.store.covenants(), desk.in_force().version
    waiting = {each.version for each in desk.store.covenants_waiting(desk.clock())}
    standing = [each.covenant for each in adopted if each.withdrawn is None]
    zone, gates = desk.store.community().local, gate_names(desk.store)
    found: list[Version] = []
    for each in adopted:
        covenant, begins = each.covenant, each.covenant.in_force_from
        before = taken_over_from(standing, covenant)
        found.append(
            Version(
                each,
                begins.astimezone(zone) if begins else None,
                before.version if before else 0,
                difference(before or NO_COVENANT, covenant),
                covenant.version == in_force,
                covenant.version in waiting,
                bool(unknown_gates(covenant, gates)),
            )
        )
    return found[::-1]


def _basis(draft: Draft) -> Basis:
    head, _, key = draft.basis.partition(":")
    if head == "version":
        return Basis(draft, Text(f"从第{key}版开始", f"begun from version {key}"))
    if head == "ready":
        made = next((each.covenant for each in ready_made() if each.key == key), None)
        name, english = (made.name, made.english or made.name) if made else (key, key)
        return Basis(draft, Text(f"从现成的“{name}”开始", f"begun from the ready-made “{english}”"))
    if head == "empty":
        return Basis(draft, Text("从空白开始", "begun from nothing"))
    return Basis(draft, Text("从文件开始", "begun from a file"))
