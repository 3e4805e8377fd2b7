"""The office's page for residents' cars."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from gatepass.passes import Status
from gatepass.wording import Refusal, Text
from issuer import cars as cars_here
from issuer.web.counter import Counter


def add_pages(pages: Blueprint, counter: Counter) -> None:
    """Adds the page."""
    store = counter.store

    def shown(refusal: Refusal | None = None) -> str:
        valid = {each.issued.car: each.issued for each in store.holdings() if each.issued.status is Status.VALID}
        return counter.page(
            "passes_cars.html",
            refusal,
            cars=[(car, valid.get(car.id)) for car in store.cars()],
            typed=request.form.get("cars", "") if refusal else "",
        )

    @pages.get("/cars")
    def cars() -> str:
        return shown()

    @pages.post("/cars")
    def add_cars() -> AnyResponse:
        def work() -> Text:
            typed, problems = cars_here.parse_cars(request.form.get("cars", ""))
            cars_here.refuse_problems(problems)
            added = cars_here.add_cars(store, typed, counter.validity(request.form), counter.act())
            return Text(f"增加了{len(added)}辆车，已发车证", f"{len(added)} cars added, with a pass each")

        return counter.done("passes.cars", work, shown)

    @pages.post("/cars/<int:id_>/remove")
    def remove_car(id_: int) -> AnyResponse:
        def work() -> Text:
            plate = cars_here.remove_car(store, id_, counter.act()).plate
            return Text(f"{plate} 已移除，车证失效", f"{plate} is removed and its pass ended")

        return counter.done("passes.cars", work, shown)
