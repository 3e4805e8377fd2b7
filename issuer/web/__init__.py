"""The office on the web: the API for gates, and pages for the people at this computer alone."""

from flask import Flask

from appkit.web import guard
from issuer.keys import Keys
from issuer.passbooks import Press
from issuer.store import Store
from issuer.web import api, pages
from issuer.web.api import Clock

LARGEST_BODY = 16 * 1024 * 1024


def create_app(store: Store, keys: Keys, clock: Clock) -> Flask:
    """The office's web application."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    guard(app, open_paths="/api/")
    app.register_blueprint(api.blueprint(store, keys, Press(store, keys), clock))
    app.register_blueprint(pages.blueprint(store, keys, clock))
    return app
