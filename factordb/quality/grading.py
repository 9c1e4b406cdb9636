"""From scores to a combined number and a grade, each step in words: a pencil finds the same."""

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal

from factordb.errors import Invalid
from factordb.model.base import Model
from factordb.model.numbers import plain, total
from factordb.quality.scheme import LETTERS, Letter, Scheme

_EXACT = Context(prec=60)
_SHOWN = Context(prec=15)

Scores = Mapping[str, str]
"""Score by indicator."""


class Grading(Model):
    """What a scheme makes of scores."""

    combined: str | None
    """Decimal string; nothing where the scheme combines nothing."""
    grade: Letter | None
    """Nothing where the scheme publishes no limits."""
    name: dict[str, str] | None
    """The scheme's own word for the grade."""
    steps: tuple[str, ...]
    """Every line that a pencil would write."""


class Spread(Model):
    """The uncertainty that follows from scores, of a lognormal number."""

    variance: str
    """Variance of the logarithm."""
    gsd: str
    gsd2: str
    """GSD squared: the median divided and multiplied by it are the ends of the 95 % interval."""
    steps: tuple[str, ...]


def grading(scheme: Scheme, scores: Scores) -> Grading:
    """Return the combined number and grade of ``scores``.

    Raises:
        Invalid: an indicator is missing, or a score is none of the scheme's.
    """
    numbers = _complete(scheme, scores)
    if scheme.combine.rule in ("none", "shares", "variances", "factors"):
        return Grading(combined=None, grade=None, name=None, steps=())
    combined, step = (_mean if scheme.combine.rule == "mean" else _mean_and_worst)(scheme, numbers)
    limit = next(
        (x for x in scheme.grades if x.up_to is None or combined <= Decimal(x.up_to)), None
    )
    steps = [step]
    if limit is not None:
        steps.append(f"{_told(combined)} {_between(scheme, limit.grade)}: {limit.grade}")
    return Grading(
        combined=_told(combined),
        grade=limit and limit.grade,
        name=dict(limit.name) if limit else None,
        steps=tuple(steps),
    )


def spread(scheme: Scheme, scores: Scores, basic: str) -> Spread:
    """Return the uncertainty of a number with the basic variance ``basic`` and these scores.

    Raises:
        Invalid: the scheme has no variances, or a score stands in a blank cell of its table.
    """
    numbers = _complete(scheme, scores)
    parts = {name: _variance(scheme, name, score) for name, score in numbers.items()}
    variance = Decimal(total([basic, *map(plain, parts.values())]))
    return of_variance(variance, _sum(basic, parts, variance))


def of_variance(variance: Decimal, steps: Iterable[str] = ()) -> Spread:
    """Return the spread of a lognormal number by the variance of its logarithm."""
    sigma = _EXACT.sqrt(variance)
    gsd, gsd2 = _EXACT.exp(sigma), _EXACT.exp(2 * sigma)
    said = f"GSD = e^√{_told(variance)} = {_shown(gsd, 4)}; GSD² = {_shown(gsd2, 4)}"
    return Spread(
        variance=_told(variance),
        gsd=_shown(gsd, 6),
        gsd2=_shown(gsd2, 6),
        steps=(*steps, said),
    )


def weighted(scheme: Scheme, inputs: Iterable[tuple[str, str]]) -> str:
    """Return one indicator over many inputs: (score, share) each, shares adding to 1.

    Raises:
        Invalid: the scheme weighs nothing by shares, or the shares do not add to 1.
    """
    if scheme.combine.rule != "shares":
        raise Invalid(f"{scheme.reference} weighs nothing by shares.")
    pairs = [(Decimal(score), Decimal(share)) for score, share in inputs]
    if sum(share for _, share in pairs) != 1 or any(share < 0 for _, share in pairs):
        raise Invalid("Shares are parts of a whole: none below 0, and together 1.")
    return _told(sum((score * share for score, share in pairs), Decimal(0)))


def basic_variance(scheme: Scheme, kind: str) -> str | None:
    """Return the variance before any score of what is measured (``CO2``), if the scheme says."""
    if scheme.basic_variances and kind in scheme.basic_variances:
        return scheme.basic_variances[kind]
    factor = (scheme.basic_factors or {}).get(kind)
    return None if factor is None else _told(_half_log_squared(Decimal(factor)))


def at_least(grade: str | None, asked: str) -> bool:
    """Say whether ``grade`` is ``asked`` or better; what has no grade is not."""
    return grade is not None and LETTERS.index(grade) <= LETTERS.index(asked)


def _complete(scheme: Scheme, scores: Scores) -> dict[str, str]:
    """Return a score an indicator, in the scheme's order; what is not known as the scheme says."""
    for name, score in scores.items():
        scheme.checked(name, score)
    found = {}
    for name, indicator in scheme.indicators.items():
        meant = scores.get(name) or indicator.unknown
        if meant is None:
            raise Invalid(f"{scheme.reference} needs a score of {name}.")
        found[name] = meant
    return found


def _mean(scheme: Scheme, scores: Scores) -> tuple[Decimal, str]:
    summed = Decimal(total(scores.values()))
    mean = _SHOWN.divide(summed, Decimal(len(scores)))
    said = " + ".join(scores.values())
    return mean, f"({said}) / {len(scores)} = {_told(mean)}" if len(scores) > 1 else said


def _mean_and_worst(scheme: Scheme, scores: Scores) -> tuple[Decimal, str]:
    numbers = [Decimal(score) for score in scores.values()]
    worst = max(numbers) if scheme.low_is_best else min(numbers)
    count = len(numbers)
    mean = _SHOWN.divide(sum(numbers) + 4 * worst, Decimal(count + 4))
    said = " + ".join(scores.values())
    return mean, f"({said} + 4 × {worst}) / ({count} + 4) = {_told(mean)}"


def _variance(scheme: Scheme, name: str, score: str) -> Decimal:
    indicator = scheme.indicators[name]
    table = indicator.variances or indicator.factors
    if table is None:
        raise Invalid(f"{scheme.reference} has no uncertainty that goes with its scores.")
    if score not in table:
        raise Invalid(
            f"{name} {score} is a blank cell of {scheme.reference}: nothing follows from it. "
            "Choose a score that has a number, or another scheme."
        )
    number = Decimal(table[score])
    if indicator.variances:
        return number
    if scheme.combine.factors_are == "gsd2":
        return _half_log_squared(number)
    return _SHOWN.plus(_EXACT.power(_EXACT.ln(number), 2))


def _half_log_squared(factor: Decimal) -> Decimal:
    """Return σ² of a factor that is GSD²: (ln U / 2)²."""
    return _SHOWN.plus(_EXACT.power(_EXACT.ln(factor) / 2, 2))


def _sum(basic: str, parts: Mapping[str, Decimal], whole: Decimal) -> list[str]:
    terms = [f"basic {basic}", *(f"{name} {_told(part)}" for name, part in parts.items())]
    return [f"σ² = {' + '.join(terms)} = {_told(whole)}"]


def _between(scheme: Scheme, grade: str) -> str:
    place = next(n for n, limit in enumerate(scheme.grades) if limit.grade == grade)
    up_to = scheme.grades[place].up_to
    return f"is above {scheme.grades[place - 1].up_to}" if up_to is None else f"is at most {up_to}"


def _told(number: Decimal) -> str:
    """Return plain digits without idle zeros."""
    text = plain(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(number: Decimal, places: int) -> str:
    return plain(number.quantize(Decimal(1).scaleb(-places)))
