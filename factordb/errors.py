"""The one error tree: what factordb raises on purpose, and nothing else."""

from typing import ClassVar


class FactordbError(Exception):
    """Catch this to catch all that factordb raises on purpose; never raise it bare.

    ``detail`` is a sentence for a person that names the place and the next action;
    ``facts`` say the same to a program (they become members of a problem document).
    """

    title: ClassVar[str]

    def __init__(self, detail: str, **facts: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts = facts


class NotFound(FactordbError):
    """What was asked for does not exist."""

    title = "Not found"


class Invalid(FactordbError, ValueError):
    """What was given cannot be meant.

    Also a `ValueError`, so pydantic reports it beside the field it came from.
    """

    title = "Not valid"


class Conflict(FactordbError):
    """What was given contradicts what is already there."""

    title = "Conflict"


class Unavailable(FactordbError):
    """The surroundings fail: database, disk, memory. The same call may work later."""

    title = "Not available now"


class NotAllowed(FactordbError):
    """Who asks is known, and may not."""

    title = "Not allowed"


class ValuesClosed(NotAllowed):
    """What is asked for is known to all, and its values to those who were granted them."""

    title = "Values need a grant"


class NotAuthenticated(NotAllowed):
    """Who asks is not known."""

    title = "Not authenticated"


class FourEyes(NotAllowed):
    """Who brought a draft in would let it through."""

    title = "Another person has to do this"


class DigestNotFound(NotFound):
    title = "No document with this digest"


class DatasetNotFound(NotFound):
    title = "No such dataset"


class ReleaseNotFound(NotFound):
    title = "No such release"


class RegionNotFound(NotFound):
    title = "No such region"


class ArtifactNotFound(NotFound):
    title = "No such artifact"


class EditionNotFound(NotFound):
    title = "No such edition"


class SchemeNotFound(NotFound):
    title = "No such scheme of quality"


class DocumentTypeNotFound(NotFound):
    title = "No such type of document"


class ImporterNotFound(NotFound):
    title = "No such importer"


class PersonNotFound(NotFound):
    title = "No such person"


class TokenNotFound(NotFound):
    title = "No such token"


class ImportNotFound(NotFound):
    title = "No such import"


class HoldNotFound(NotFound):
    title = "No such hold"


class ReviewNotFound(NotFound):
    title = "No such review"


class CommentNotFound(NotFound):
    title = "No such comment"


class KeyNotFound(NotFound):
    title = "No such key"


class TileNotFound(NotFound):
    title = "No such tile of the log"


class AdvisoryNotFound(NotFound):
    title = "No such advisory"


class UnknownUnit(Invalid):
    title = "Unit not understood"


class Incommensurable(Invalid):
    title = "Units do not measure the same thing"


class UnknownWord(Invalid):
    """A word outside its versioned vocabulary."""

    title = "Word not in the vocabulary"


class InvalidDocument(Invalid):
    title = "Document not valid"


class UnreadableFile(Invalid):
    title = "File refused"


class UnknownLayout(UnreadableFile):
    title = "File layout not recognised"


class UploadTooLarge(Invalid):
    title = "File too large"


class UnreadableBody(Invalid):
    """What was sent is no JSON, or could be read in two ways."""

    title = "Body not read"


class UnknownPick(Invalid):
    title = "No amount is picked"


class NoHeadline(Invalid):
    title = "No such number"


class UntrustedKey(Invalid):
    """A signature is by none of the keys that are trusted."""

    title = "Signed with an unknown key"


class SignatureBroken(Invalid):
    """A trusted key's signature is not over this text."""

    title = "The signature does not hold"


class AlreadyPublished(Conflict):
    title = "Release already published"


class AlreadyWithdrawn(Conflict):
    title = "Withdrawn already"


class AlreadyAdvised(Conflict):
    title = "Advised already"


class ClassKept(Conflict):
    """A dataset is open, metadata-only or private from its first release on."""

    title = "The class of a dataset is kept"


class ChangedDraft(Conflict):
    """A draft was changed behind its import's back."""

    title = "Draft changed since its import"


class ContradictoryRelease(Conflict):
    """Two different numbers under one identity."""

    title = "Release contradicts itself"


class HeldRelease(Conflict):
    """Checks hold a draft until somebody releases it with a reason."""

    title = "Release is held"


class InReview(Conflict):
    """A draft is frozen for its reviewers."""

    title = "Release is in review"


class NotReviewed(Conflict):
    """A release is not published, or not judged, before it is reviewed."""

    title = "Release is not reviewed"


class AlreadyReviewed(Conflict):
    title = "Said already"


class StaleChecks(Conflict):
    """A release was published since a draft was checked."""

    title = "Checked against an older release"


class AlreadyLinked(Conflict):
    title = "Somebody already"


class ImportEnded(Conflict):
    """An import was cancelled, or is over already."""

    title = "Import ended"


class HistoryRewritten(Conflict):
    """What was signed is no longer the beginning of the log."""

    title = "The log was rewritten"


class LogBroken(Conflict):
    """Something in the database is not what the log says."""

    title = "The log does not hold"


class LockfileBroken(Conflict):
    """Something in a lockfile, its proof or its bodies is not what it was."""

    title = "The lockfile does not hold"


class BackupBroken(Conflict):
    """A backup is cut short, was changed, or is of a version that is not known."""

    title = "The backup does not hold"


class CatalogueNotEmpty(Conflict):
    """Something stands where a backup is to be restored."""

    title = "There is a catalogue already"


class NotLocked(Conflict):
    """A question has no answer that can be pinned."""

    title = "Not every question has one answer"


class SeedsDiffer(Conflict):
    title = "A published seed differs from the one shipped"


class EditionAhead(Unavailable):
    title = "Edition not reached yet"


class TableNotHere(Unavailable):
    """An edition was published with a numbered table that this installation lacks."""

    title = "A table of the edition is not here"


class TooManyImports(Unavailable):
    title = "Too many imports wait"


class DatabaseUnavailable(Unavailable):
    title = "No database"


class ProviderUnavailable(Unavailable):
    title = "The provider of identities does not answer"


class TookTooLong(Unavailable):
    """The database gave up a statement, so that it keeps nobody else waiting."""

    title = "Took too long"


class KeyUnusable(Unavailable):
    title = "The log's key cannot be used"


class CacheUnavailable(Unavailable):
    title = "No place for the search index"


class IndexBeingBuilt(Unavailable):
    title = "The search index is being built"
