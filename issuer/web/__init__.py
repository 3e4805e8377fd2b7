"""The office on the web: the API for gates, and pages for the people at this computer alone."""

import secrets

from flask import Flask

from appkit.web import guard
from issuer.office import Office
from issuer.passbooks import Press
from issuer.web import api, delivery, home, lists, passes, printing, roster, thermometers
from issuer.web.api import Clock

LARGEST_BODY = 16 * 1024 * 1024


def create_app(office: Office, clock: Clock) -> Flask:
    """The office's web application."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.secret_key = secrets.token_bytes(32)
    guard(app, open_paths="/api/")
    app.register_blueprint(api.blueprint(office.store, office.keys, Press(office.store, office.keys), clock))
    app.register_blueprint(home.blueprint(office.store, office.keys, clock))
    for pages in (roster, passes, lists, printing, delivery, thermometers):
        app.register_blueprint(pages.blueprint(office, clock))
    return app
