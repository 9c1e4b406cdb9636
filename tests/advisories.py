"""A sound notice: a test names only what it is about."""

from typing import Any

from factordb.model.advisory import Advisory

TOML = """
id = "OFFICE-2023-0001"
published = "2023-05-01T00:00:00Z"
modified = "2023-05-01T00:00:00Z"
summary = "Shanghai's number of 2022 has a slipped point"
details = "Use the release of 2023."

[zh]
summary = "上海 2022 年的数字小数点错位"
details = "改用 2023 年发布。"

[[affected]]
dataset = "grid-office"
introduced = "2022"
fixed = "2023"
activities = ["electricity.*"]
change_percent = { low = "3.64", high = "3.64" }
instead = "grid-office@2023"

[[references]]
type = "FIX"
url = "https://office.example/erratum"
"""


def a_notice(**changes: Any) -> Advisory:  # any field of a notice
    """Return the notice of an invented office; ``changes`` replace its fields."""
    said: dict[str, Any] = {
        "id": "OFFICE-2023-0001",
        "published": "2023-05-01T00:00:00Z",
        "modified": "2023-05-01T00:00:00Z",
        "summary": "Shanghai's number of 2022 has a slipped point",
        "details": "Use the release of 2023.",
        "affected": [
            {
                "package": {"name": "grid-office"},
                "ranges": [{"events": [{"introduced": "2022"}, {"fixed": "2023"}]}],
                "ecosystem_specific": {"activities": ["electricity.*"]},
                "database_specific": {"change_percent": {"low": "3.64", "high": "3.64"}},
            }
        ],
    } | changes
    return Advisory.model_validate(said)
