"""All checks over one release, fed one document after the other."""

from factordb.model.factor import Factor
from factordb.model.property import Property
from factordb.quality.checks import limits, signs, spelt, warming
from factordb.quality.checks.bands import Banded
from factordb.quality.checks.calorific import Calorific
from factordb.quality.checks.doubles import Doubles
from factordb.quality.checks.finding import Finding, Findings
from factordb.quality.checks.peers import Peers
from factordb.quality.checks.properties import Properties
from factordb.quality.checks.seen import Seen
from factordb.quality.checks.subject import Subject
from factordb.quality.checks.sums import Sums
from factordb.quality.checks.years import Years


class Checking:
    """The checks over each document of a release, and over all of them together."""

    def __init__(self, inferred: str | None = None) -> None:
        self._inferred = inferred
        self._found, self._seen = Findings(), Seen()
        self._banded, self._sums, self._peers = Banded(), Sums(), Peers(self._seen)
        self._doubles, self._years = Doubles(self._seen), Years(self._seen)
        self._calorific = Calorific()
        self._properties = Properties(self._seen, self._banded, self._peers, self._doubles)

    def see(self, digest: str, factor: Factor) -> None:
        """Check one factor, and remember of it what the release is checked by."""
        subject = Subject.of(digest, factor, self._inferred)
        number = self._seen.add(subject)
        spelt.see(subject, self._found)
        self._sums.see(subject, self._found)
        signs.see(subject, self._found)
        self._banded.see(subject, self._found)
        self._peers.see(subject, number)
        self._doubles.see(subject, number)
        self._years.see(subject, number)
        self._calorific.see_factor(subject)
        warming.see(subject, self._found)

    def see_property(self, digest: str, found: Property) -> None:
        """Check one property, and remember of it what the release is checked by."""
        self._properties.see(digest, found, self._found)
        self._calorific.see(digest, found)

    def close(self) -> tuple[Finding, ...]:
        """Return what all rules have to say, the worst first."""
        for over_all in (self._banded, self._sums, self._peers, self._doubles, self._years):
            over_all.close(self._found)
        self._calorific.close(self._found)
        return self._found.all()


def table() -> dict[str, str]:
    """Return name and digest of the limits that checks go by."""
    return {limits.TABLE: limits.digest()}
