"""Fits the model of confidence: `python -m bench.search.fitting`. The same file each time.

Only the tuning half of the labelled lines is looked at. A feature that speaks for a candidate may
not count against it, nor the other way round; the threshold is one at which ten-fold
cross-validation of that half stays above the precision that is promised.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import orjson

from bench.search import matched
from bench.search.matched import Tried
from factordb.search import confidence

RIDGE = 0.3
_FOLDS = 10
_ROUNDS = 6_000
_FOR = ("central", "coverage", "head", "lead", "main", "unit")
_AGAINST = ("away", "foreign", "narrower", "other", "unsure")

Numbers = npt.NDArray[np.float64]


def main() -> None:
    """Fit, say what cross-validation says, and write the weights into the table."""
    tried = [one for one in matched.every() if one.line.half == "tuning"]
    for line in _told(*_seen(tried), sum(one.line.findable for one in tried)):
        print(line)
    table = orjson.loads(confidence.FAMILY.file(confidence.TABLE).read_bytes())
    table["intercept"], table["weights"] = fitted(tried)
    confidence.FAMILY.file(confidence.TABLE).write_bytes(
        orjson.dumps(table, option=orjson.OPT_INDENT_2) + b"\n"
    )


def fitted(tried: Sequence[Tried]) -> tuple[float, dict[str, float]]:
    """Return the intercept and the weights by feature that fit ``tried`` best."""
    intercept, *weights = (round(weight, 3) for weight in _fitted(*_seen(tried)).tolist())
    return intercept, dict(zip(_names(), weights, strict=True))


def _seen(tried: Sequence[Tried]) -> tuple[Numbers, Numbers]:
    """Return the features of every first candidate, and whether it is right."""
    seen = [one for one in tried if one.candidates and one.readable]
    features = [[one.candidates[0].features[name] for name in _names()] for one in seen]
    return np.array(features), np.array([float(one.right[0]) for one in seen])


def _names() -> tuple[str, ...]:
    return (*_FOR, *_AGAINST)


def _told(features: Numbers, right: Numbers, findable: int) -> list[str]:
    fold = np.arange(len(right)) % _FOLDS
    sure = np.zeros(len(right))
    for one in range(_FOLDS):
        sure[fold == one] = _probability(
            _fitted(features[fold != one], right[fold != one]), features[fold == one]
        )
    said = [f"{len(right)} lines with candidates, {findable} findable; cross-validated:"]
    for bound in (0.7, 0.8, 0.85, 0.9, 0.95):
        kept = right[sure >= bound]
        share, low, high = matched.wilson(int(kept.sum()), len(kept))
        said.append(
            f"  from {bound}: {share:.3f} ({low:.3f}–{high:.3f}) of {len(kept)} right, "
            f"{kept.sum() / findable:.3f} of the findable accepted"
        )
    return said


def _probability(weights: Numbers, features: Numbers) -> Numbers:
    found: Numbers = 1 / (1 + np.exp(-(weights[0] + features @ weights[1:])))
    return found


def _fitted(features: Numbers, right: Numbers) -> Numbers:
    """Return intercept and weights: ridge-penalised likelihood, by gradient, signs kept."""
    ahead = np.hstack([np.ones((len(features), 1)), features])
    low = np.array([-np.inf, *(0.0 for _ in _FOR), *(-np.inf for _ in _AGAINST)])
    high = np.array([np.inf, *(np.inf for _ in _FOR), *(0.0 for _ in _AGAINST)])
    penalty = np.array([0.0, *(RIDGE for _ in _names())])
    step = 1 / (0.25 * float(np.linalg.norm(ahead, 2)) ** 2 + RIDGE)
    weights = np.zeros(ahead.shape[1])
    for _ in range(_ROUNDS):
        slope = ahead.T @ (right - _probability(weights, features)) - penalty * weights
        weights = np.clip(weights + step * slope, low, high)
    return weights


if __name__ == "__main__":
    main()
