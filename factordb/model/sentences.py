"""The sentences under a model's fields, read when a schema is asked for and not at every start."""

import ast
import inspect
import sys
from functools import cache

from pydantic import BaseModel


def under_fields(model: type[BaseModel]) -> dict[str, str]:
    """Return field to sentence, for the fields of ``model`` and of what it derives from."""
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if issubclass(kind, BaseModel) and kind is not BaseModel:
            found |= _in_module(kind.__module__).get(kind.__qualname__, {})
    return {name: text for name, text in found.items() if name in model.model_fields}


@cache
def _in_module(name: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {kind.name: _in_class(kind) for kind in classes}


def _in_class(kind: ast.ClassDef) -> dict[str, str]:
    return {
        field.target.id: inspect.cleandoc(said.value.value)
        for field, said in zip(kind.body, kind.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(said, ast.Expr)
        and isinstance(said.value, ast.Constant)
        and isinstance(said.value.value, str)
    }
