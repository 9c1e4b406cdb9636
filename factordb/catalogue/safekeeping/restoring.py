"""A backup put back: all of it, or nothing; then every column is held against the log."""

from pathlib import Path

from sqlmodel import Session

from factordb.catalogue.record import verifying
from factordb.catalogue.record.verifying import Verified
from factordb.catalogue.safekeeping import archive
from factordb.catalogue.safekeeping.archive import DUMP, Manifest
from factordb.catalogue.safekeeping.sites import Site
from factordb.errors import BackupBroken
from factordb.store import dumps, roles, schema
from factordb.store import engine as engines


def read(file: Path) -> Manifest:
    """Return the manifest of a backup that can be restored by this version.

    Raises:
        BackupBroken: it is cut short, was changed, or a newer version made it.
    """
    manifest = archive.read(file)
    if manifest.revision not in schema.LANDED or DUMP not in manifest.parts:
        raise BackupBroken(
            f"{file} was made by another version of factordb (its database is at "
            f"{manifest.revision}): restore it with that version. Nothing was touched.",
            file=str(file),
        )
    return manifest


def restore(site: Site, file: Path, manifest: Manifest, *, replace: bool = False) -> Verified:
    """Put a backup that was `read` in the place of what is there, and check it against its log.

    Raises:
        CatalogueNotEmpty: something is there, and it is not to be replaced, or somebody uses it.
        DatabaseUnavailable: it cannot be restored; what was there is as it was.
        LogBroken: it is restored, and was broken already when it was made.
    """
    with engines.speaking():
        with site.engine.connect() as connection:
            dumps.require_room(connection, replace=replace)
        site.engine.dispose()
        head = f"{manifest.log.size} {manifest.log.root}"
        with archive.part(file, DUMP) as content:
            dumps.restore(site.owner, site.programs, content, manifest.edition, head)
        with site.engine.begin() as connection:
            schema.upgrade(connection)
            roles.grant(connection, site.role)
            dumps.refresh(connection)
        with Session(site.engine) as db:
            return verifying.verify(db)
