"""The server, put together in one place."""

from functools import partial

from fastapi import Depends, FastAPI

from factordb.api import cross_origin, manual_page, problems, uploads
from factordb.api.arriving import Bounds
from factordb.api.bodies import Bodies
from factordb.api.deps import refuse_zeros
from factordb.api.fast_path import Doors, FastPath
from factordb.api.gate import Gate, Limits
from factordb.api.living import living
from factordb.api.metering import Meter
from factordb.api.oidc import Client, Provider
from factordb.api.openapi import described
from factordb.api.refusals import Refusals
from factordb.api.routes import (
    advisories,
    catalogue,
    contents,
    documents,
    drafts,
    events,
    eyes,
    finding,
    grants,
    imports,
    log,
    login,
    pinning,
    quality,
    reference,
    releasing,
    reviewing,
    trail,
    withdrawing,
)
from factordb.api.uses import Uses
from factordb.catalogue.looking.headlines import Headlines
from factordb.errors import Invalid
from factordb.settings import Settings

_ABOUT = """\
Every answer about the catalogue names its edition in `Factordb-Edition`, and every query may name
one: the same question to the same edition has the same answer. What is addressed by its hash never
changes and may be kept for ever. Errors are RFC 9457 problem documents whose `detail` says what to
do next; no cache keeps them. Every GET answers HEAD as well.
"""


def create_app(settings: Settings | None = None) -> FastPath:
    """Return a server; importing this module opens nothing, starting the server does."""
    settings = settings or Settings()
    bodies = Bodies(settings.cache_bytes)
    meter = Meter(bodies, settings.access_log)
    refusals = Refusals()
    app = _app(settings, refusals)
    app.state.bodies, app.state.meter, app.state.refusals = bodies, meter, refusals
    app.state.uses = Uses()
    app.state.provider, app.state.session_hours = _provider(settings), settings.session_hours
    app.state.origin = settings.public_url or ""
    app.state.headlines = Headlines()
    doors = Doors(
        Gate(Limits(settings.rate, settings.burst), settings.trusted_proxies),
        Bounds({imports.PATH: uploads.MOST_BYTES}),
        cross_origin.crossing(settings.origins),
        refusals.note_often,
    )
    return FastPath(app, bodies, meter, doors)


def _provider(settings: Settings) -> Provider | None:
    """Return the provider of identities of the settings, where one is named.

    Raises:
        Invalid: something about it is missing.
    """
    issuer, client = settings.oidc_issuer, settings.oidc_client_id
    secret, url = settings.oidc_client_secret, settings.public_url
    if issuer is None:
        return None
    if client is None or secret is None or url is None:
        raise Invalid(
            "Logging in needs FACTORDB_OIDC_CLIENT_ID, FACTORDB_OIDC_CLIENT_SECRET and "
            "FACTORDB_PUBLIC_URL beside FACTORDB_OIDC_ISSUER."
        )
    if not issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise Invalid("FACTORDB_OIDC_ISSUER: a provider is asked by https only.")
    callback = f"{url}/login/callback"
    return Provider(Client(issuer, client, secret.get_secret_value(), callback))


def _app(settings: Settings, refusals: Refusals) -> FastAPI:
    app = FastAPI(
        title="factordb",
        summary="Emission factors, kept the way a package registry keeps packages.",
        description=_ABOUT,
        version="1",
        lifespan=partial(living, settings),
        docs_url=None,  # the framework's page loads from elsewhere: ours is a route
        redoc_url=None,
        dependencies=[Depends(refuse_zeros)],
    )
    for module in (
        finding,
        documents,
        drafts,
        quality,
        catalogue,
        contents,
        imports,
        releasing,
        reviewing,
        eyes,
        trail,
        log,
        reference,
        withdrawing,
        advisories,
        events,
        manual_page,
        login,
        pinning,
        grants,
    ):
        app.include_router(module.router)
    problems.install(app, refusals.note)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]  # FastAPI's own way
    return app
