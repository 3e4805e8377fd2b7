"""The page that runs a draft over past days: what would have ended otherwise, by rule, hour, gate and household. It names nobody."""

from collections.abc import Callable
from datetime import date, timedelta
from http import HTTPStatus

from flask import Blueprint, Response, abort, jsonify, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.covenant import decoded
from gatepass.wording import Refusal, Text
from issuer import drafting, endings
from issuer.days import refuse_backwards
from issuer.jobs import Progress
from issuer.replaying import replay_draft
from issuer.store import Store
from issuer.tally import Count, Report
from issuer.web.forms import needed_day
from issuer.web.rulesdesk import RulesDesk

SHOWN = 24
HEADS = (
    ("rules", Text("按规则", "By rule")),
    ("hours", Text("按钟点", "By hour")),
    ("gates", Text("按大门", "By gate")),
    ("households", Text("按住户（门牌）", "By household (door)")),
)


def add_pages(pages: Blueprint, desk: RulesDesk, home: Callable[[Refusal | None], str]) -> None:
    """Adds the pages of replays to those of the covenant."""
    store = desk.store

    def asking(id_: int, refusal: Refusal | None = None) -> str:
        of = drafting.ready_draft(store, id_)
        return desk.page(
            "covenant_replay.html",
            refusal,
            draft=of,
            saved=decoded(of.written.encode()),
            days=usual_days(store, desk.today()),
            events=store.count_events(),
            report=None,
        )

    @pages.get("/drafts/<int:id_>/replay")
    def replay_page(id_: int) -> AnyResponse:
        try:
            return make_response(asking(id_))
        except Refusal as refusal:
            return make_response(home(refusal), HTTPStatus.CONFLICT)

    @pages.post("/drafts/<int:id_>/replay")
    def replay(id_: int) -> AnyResponse:
        try:
            of = drafting.ready_draft(store, id_)
            days = needed_day(request.form, "from"), needed_day(request.form, "to")
            refuse_backwards(*days)
        except Refusal as refusal:
            draft = store.draft(id_)
            told = asking(id_, refusal) if draft and not (draft.ended or draft.unready) else home(refusal)
            return make_response(told, HTTPStatus.BAD_REQUEST)
        covenant, key = decoded(of.written.encode()), f"{id_}-{of.edition}-{days[0]}-{days[1]}"

        def work(progress: Progress) -> str:
            desk.keep(key, id_, replay_draft(store, desk.office.keys, covenant, days, progress))
            return f"/covenant/replays/{key}"

        return redirect(url_for("covenant.replay_job", id_=desk.jobs.begin(key, work).id), HTTPStatus.SEE_OTHER)

    @pages.get("/replays/jobs/<id_>")
    def replay_job(id_: str) -> AnyResponse:
        found = desk.jobs.job(id_)
        if found is None or found.place:
            return redirect(found.place if found else url_for("covenant.home"), HTTPStatus.SEE_OTHER)
        return make_response(desk.page("covenant_job.html", found.refusal, job=found))

    @pages.get("/replays/jobs/<id_>.json")
    def replay_state(id_: str) -> Response:
        found = desk.jobs.job(id_)
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        sentence = found.refusal.sentence(page_language()) if found.refusal else ""
        return jsonify(done=found.done, total=found.total, place=found.place, refusal=sentence)

    @pages.get("/replays/<key>")
    def replay_report(key: str) -> AnyResponse:
        draft, report = desk.reports.get(key, (0, None))
        of = store.draft(draft)
        if report is None or of is None:
            gone = Refusal(
                Text("这份试算已经不在了", "this trial is no longer at hand"),
                Text("请从草稿再试算一次", "run it again from the draft"),
            )
            return make_response(home(gone), HTTPStatus.NOT_FOUND)
        return make_response(
            desk.page(
                "covenant_replay.html",
                draft=of,
                saved=decoded(of.written.encode()),
                days=(report.first, report.last),
                events=store.count_events(),
                report=report,
                heads=_heads(report),
                endings=endings,
                shown=SHOWN,
            )
        )


def usual_days(store: Store, today: date) -> tuple[date, date]:
    """The days that are offered: the week that ended yesterday; in a new office, where nothing happened in it, up to today."""
    last = today - timedelta(days=1)
    week = last - timedelta(days=6)
    return (week, last) if store.count_events(week, last) else (week, today)


def _heads(report: Report) -> list[tuple[Text, tuple[Count, ...], int]]:
    """Each way of counting, and its largest number, which is the whole length of a bar."""
    counted: list[tuple[Text, tuple[Count, ...]]] = [(said, getattr(report, name)) for name, said in HEADS]
    return [(said, counts, max((each.otherwise for each in counts), default=1)) for said, counts in counted]
