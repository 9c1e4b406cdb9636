import base64

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.log.checkpoint import Checkpoint

ROOT = base64.b64encode(bytes(32)).decode()


@given(some.integers(0, 10**18), some.binary(min_size=32, max_size=32))
def test_a_checkpoint_comes_back_from_its_text(size: int, root: bytes) -> None:
    checkpoint = Checkpoint("factordb.example/log", size, root)

    assert Checkpoint.parsed(checkpoint.text()) == checkpoint


def test_extension_lines_are_passed_over() -> None:
    assert Checkpoint.parsed(f"a\n7\n{ROOT}\nextension\n").size == 7


@pytest.mark.parametrize(
    "text",
    [
        *("", "a\n", "a\n7\n", f"a\n07\n{ROOT}\n", f"a\n-7\n{ROOT}\n", f"a\n7.0\n{ROOT}\n"),
        *(f"\n7\n{ROOT}\n", "a\n7\nAAAA\n", "a\n7\n!\n", f"a\n7\n {ROOT}\n", f"a\n٧\n{ROOT}\n"),
        f"a\n7\n{ROOT[:-2]}B=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="no checkpoint"):
        Checkpoint.parsed(text)
