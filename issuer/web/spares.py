"""The office's page for spares: cards printed ahead, for somebody who is not known yet."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from gatepass.passes import Status, serial_words
from gatepass.wording import Refusal, Text
from issuer import issuing
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
            "passes_spares.html", refusal, spares=[(grouped(serial), serial_words(serial)) for serial in unused]
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
