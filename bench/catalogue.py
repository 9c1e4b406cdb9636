"""What the seeds of a running server give to measure with."""

import hashlib
import json
import urllib.request


def fetched(port: int, path: str) -> bytes:
    """Return the body of one GET."""
    address = f"http://127.0.0.1:{port}{path}"
    with urllib.request.urlopen(address, timeout=30) as answer:  # our own server
        body: bytes = answer.read()
        return body


def digests(port: int, count: int) -> list[str]:
    """Return ``count`` digests of published factors, from as many releases as it takes."""
    found: list[str] = []
    for dataset in json.loads(fetched(port, "/v1/datasets"))["items"]:
        for release in dataset["releases"]:
            path = f"/v1/datasets/{dataset['dataset']}/releases/{release['release']}/factors"
            lines = fetched(port, f"{path}?format=ndjson").splitlines()
            found += ["sha256:" + hashlib.sha256(line).hexdigest() for line in lines]
            if len(found) >= count:
                return found[:count]
    raise RuntimeError(f"the seeds hold {len(found)} factors, not {count}")
