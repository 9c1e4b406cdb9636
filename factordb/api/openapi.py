"""The OpenAPI document: what any call may answer, who may ask, and problems as the only errors."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from factordb.api import problems

_TOKEN = "token"  # noqa: S105  # a name in the description
_ALWAYS_OF_GET = {
    "422": "Not valid",
    "429": "Too many requests from this address; `Retry-After` says when to ask again",
    "503": "Not available now; `Retry-After` says when to ask again",
}
_ALWAYS = {
    "400": "Body not read",
    "408": "Body came too slowly",
    "413": "Body too large",
} | _ALWAYS_OF_GET


def described(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document: errors are problem documents, and nothing else."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
        )
        schemas = made["components"]["schemas"]
        schemas["Problem"] = problems.Problem.model_json_schema()
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        made["components"]["securitySchemes"] = {_TOKEN: {"type": "http", "scheme": "bearer"}}
        for path in made["paths"].values():
            for method, operation in path.items():
                if "401" in operation["responses"]:  # where nobody is 403, anybody may ask without
                    anybody: list[dict[str, Any]] = [] if "403" in operation["responses"] else [{}]
                    operation["security"] = [*anybody, {_TOKEN: []}]
                _may_always_come(operation["responses"], has_body=method == "post")
                _only_problems(operation["responses"])
        app.openapi_schema = made
    return app.openapi_schema


def _may_always_come(responses: dict[str, Any], *, has_body: bool) -> None:
    """Add what any call may answer, whatever it does."""
    for status, said in _ALWAYS.items() if has_body else _ALWAYS_OF_GET.items():
        responses.setdefault(status, {"description": said})


def _only_problems(responses: dict[str, Any]) -> None:
    problem = {problems.MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, response in responses.items():
        if status.startswith(("4", "5")):
            response["content"] = problem
