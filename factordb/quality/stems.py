"""Stems of activities: what a table says of one holds for all activities that stand below it."""

from collections.abc import Iterable


class Stems:
    """All stems that a table speaks of: ``fuel``, ``electricity.grid``."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._stems = frozenset(stems)

    def __contains__(self, activity: str) -> bool:
        return activity in self._stems

    def nearest(self, activity: str) -> str:
        """Return the longest stem that ``activity`` is or stands below; empty where there is none.

        Activities with one nearest stem stand below the same stems, so what goes by stems alone is
        the same for all of them: a table of thirty stems knows no more than thirty-one kinds,
        however many activities a release has.
        """
        while activity and activity not in self._stems:
            activity = activity.rpartition(".")[0]
        return activity
