"""Options of a command as the model they make."""

from typing import Any


def validated(type_: Any, given: dict[str, Any]) -> Any:  # a model and its instance
    """Return the model that the options make; absent ones keep their defaults.

    Raises:
        Invalid: they make none; the sentence names the option.
    """
    from pydantic import ValidationError

    from factordb.errors import Invalid

    try:
        return type_.model_validate({k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, f['loc']))}: {f['msg'].removeprefix('Value error, ')}".strip(": ")
            for f in error.errors()
        )
        raise Invalid("; ".join(faults)) from error
