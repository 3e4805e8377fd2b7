"""The office's page for spares: cards printed ahead, for somebody who is not known yet."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from gatepass.passes import Status, serial_words
from gatepass.wording import Refusal, Text
from issuer import issuing
from issuer.bindings import decline, given_at_gates, take_over
from issuer.office import act
from issuer.sheets import grouped
from issuer.web.counter import Counter
from issuer.web.forms import number


def add_pages(pages: Blueprint, counter: Counter) -> None:
    """Adds the page."""
    store = counter.store

    def shown(refusal: Refusal | None = None) -> str:
        today = counter.today()
        unused = [each.issued.serial for each in store.holdings() if each.issued.status_on(today) is Status.SPARE]
        return counter.page(
            "passes_spares.html",
            refusal,
            spares=[(grouped(serial), serial_words(serial)) for serial in unused],
            given=given_at_gates(counter.office),
        )

    @pages.get("/spares")
    def spares() -> str:
        return shown()

    @pages.post("/spares")
    def add_spares() -> AnyResponse:
        def work() -> Text:
            made = issuing.add_spares(
                store, number(request.form, "count"), counter.validity(request.form), counter.act()
            )
            return Text(
                f"{len(made)}张备用证：{made[0].serial} 到 {made[-1].serial}",
                f"{len(made)} spares: {made[0].serial} to {made[-1].serial}",
            )

        return counter.done("passes.spares", work, shown)

    @pages.post("/spares/<event>/take-over", endpoint="take_over")
    def take(event: str) -> AnyResponse:
        def work() -> Text:
            bound = take_over(counter.office, event, number(request.form, "resident"), act("given at a gate"))
            return Text(f"备用证 {grouped(bound.serial)} 已绑定", f"spare {grouped(bound.serial)} is bound")

        return counter.done("passes.spares", work, shown)

    @pages.post("/spares/<event>/decline", endpoint="decline")
    def refuse(event: str) -> AnyResponse:
        def work() -> Text:
            ended = decline(counter.office, event, counter.act())
            return Text(f"备用证 {grouped(ended.serial)} 已注销", f"spare {grouped(ended.serial)} is revoked")

        return counter.done("passes.spares", work, shown)
