"""What a person may do. Reading open data needs nobody."""

from enum import StrEnum


class Role(StrEnum):
    READER = "reader"
    """Reads what is granted to her."""
    CURATOR = "curator"
    """Imports files and publishes releases."""
    REVIEWER = "reviewer"
    """Reviews releases and releases holds."""
    ADMIN = "admin"
    """All of that, withdraws, advises, and gives tokens."""

    def may(self, needed: "Role") -> bool:
        """Say whether this role may do what ``needed`` may."""
        return needed in (Role.READER, self) or self is Role.ADMIN
