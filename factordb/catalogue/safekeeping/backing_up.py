"""A backup: all that is in the database at one moment, without what is secret."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from factordb.catalogue.safekeeping import archive
from factordb.catalogue.safekeeping.archive import DUMP, FORMAT, LogState, Manifest
from factordb.catalogue.safekeeping.sites import Site
from factordb.errors import NotFound, Unavailable
from factordb.store import dumps, editions, log, schema
from factordb.store import engine as engines
from factordb.store.dumps import Snapshot


def backup(site: Site, file: Path) -> Manifest:
    """Write the catalogue into ``file``, which is not there yet; others may publish meanwhile.

    Raises:
        DatabaseUnavailable: the database is not migrated, or cannot be read.
        Unavailable: the file is there already, or cannot be written.
    """
    if file.exists():
        raise Unavailable(f"{file} is there already: name another file.")
    try:
        made = tempfile.TemporaryDirectory(prefix=".factordb-backup-", dir=file.parent)
    except OSError as error:
        raise Unavailable(f"{file.parent} cannot be written: {error.strerror}.") from error
    with made as folder, engines.speaking(), dumps.snapshot(site.engine) as moment:
        schema.require_current(moment.connection)
        dump = Path(folder) / DUMP
        dumps.dump(site.owner, site.programs, moment, dump)
        manifest = _manifest(moment, dump)
        archive.write(file, manifest, {DUMP: dump})
    return manifest


def _manifest(moment: Snapshot, dump: Path) -> Manifest:
    db = Session(moment.connection)
    head = log.head(db)
    try:
        checkpoint = log.newest_checkpoint(db).note
    except NotFound:
        checkpoint = None
    return Manifest(
        format=FORMAT,
        made=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        revision=dumps.revision(moment.connection),
        postgresql=moment.postgresql,
        edition=editions.current(db),
        log=LogState(size=head.size, root=head.root.hex(), checkpoint=checkpoint),
        parts={DUMP: archive.part_of(dump)},
    )
