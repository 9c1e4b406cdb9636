"""Verbs of operation: serve, migrate, where."""

import os
import signal
import socket
from typing import Annotated

import typer

from factordb.cli import telling
from factordb.cli.telling import Json
from factordb.errors import Invalid, Unavailable


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    for verb in (serve, migrate, where):
        app.command()(verb)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer.", min=1)] = 1,
) -> None:
    """Start the server; the first start makes the database and publishes the seeds."""
    import uvicorn

    from factordb.cli.opening import transaction
    from factordb.store import editions

    signal.signal(signal.SIGTERM, _leave)  # uvicorn passes the signal on when it has ended
    # A script that starts us behind itself has us ignore Ctrl-C; uvicorn would hear it, and only
    # while it runs.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Opened here first, so that what is wrong is one sentence and not a worker's traceback, and so
    # that the database stays while workers come and go.
    port = _free_port(host, port)
    with transaction() as db:
        edition = editions.current(db)
        db.commit()
        at = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        telling.line(f"factordb, edition {edition}, on {at}  (API: /docs)")
        # Published just now: whoever answers need not look at each of them again.
        os.environ["FACTORDB_SEEDS"] = "false"
        telling.line(f"Try: curl -G {at}/v1/search --data-urlencode 'q=上海 电力'")
        uvicorn.run(
            # Named, not imported: the faces do not import each other, and workers need a name.
            "factordb.api.app:create_app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            # Heads are bounded; addresses are believed of proxies that are trusted, and of none
            # by default: the server's own rule believes whatever asks from this host.
            http="factordb.api.connection:Connection",
            proxy_headers=False,
            server_header=False,
            access_log=False,
            log_level="warning",
        )


def _leave(*_: object) -> None:
    """End as one ends by Ctrl-C: the database is left, and stopped by whoever leaves last."""
    raise SystemExit(0)


def _free_port(host: str, port: int) -> int:
    """Return ``port``, or where it is 0 a free one.

    Raises:
        Unavailable: nobody can listen there.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
            return int(tried.getsockname()[1])
    except OSError as error:
        raise Unavailable(
            f"Nobody can listen on {host} port {port} ({error.strerror}): name another with "
            "--host or --port."
        ) from error


def migrate(json: Json = False) -> None:
    """Bring the database to this version, as its owner."""
    from factordb.catalogue import opening
    from factordb.settings import Settings

    said = Settings()
    if said.database_url is None:
        from factordb.cli.opening import transaction

        with transaction():
            which = "embedded"
    elif said.owner_url is None:
        raise Invalid(
            "Name the owner of the tables in FACTORDB_OWNER_URL; the server's role may not."
        )
    else:
        opening.migrate(said.owner_url, opening.role_of(said.database_url))
        which = "named"
    if json:
        telling.as_json({"database": which, "state": "newest"})
    else:
        telling.line(f"The {which} database is at the newest version.")


def where(json: Json = False) -> None:
    """Print where migrations and seeds are read from."""
    from factordb import shipped

    places = {"migrations": str(shipped.MIGRATIONS), "seeds": str(shipped.SEEDS)}
    if json:
        telling.as_json(places)
    else:
        for name, folder in places.items():
            telling.line(f"{name} {folder}")
