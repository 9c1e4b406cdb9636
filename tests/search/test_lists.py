import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from factordb.search.lists import Lists, Texts

_lists = some.dictionaries(
    some.text(min_size=1, max_size=8), some.sets(some.integers(0, 50)), max_size=12
)


@given(_lists)
def test_every_text_gives_its_numbers_back(held: dict[str, set[int]]) -> None:
    texts = sorted(text for text, numbers in held.items() if numbers)
    pairs = [(place, n) for place, text in enumerate(texts) for n in held[text]]
    with tempfile.TemporaryDirectory() as folder:
        of, numbers = (
            np.array(column, dtype=np.int32)
            for column in (zip(*pairs, strict=True) if pairs else ((), ()))
        )
        Lists.write(Path(folder), "some", texts, of, numbers)
        lists = Lists.open(Path(folder), "some")

        assert {text: lists.of(text).tolist() for text in texts} == {
            t: sorted(held[t]) for t in texts
        }
        assert lists.texts.every() == texts
        assert lists.of("not there at all").tolist() == []


def test_beginnings_are_found_in_order(tmp_path: Path) -> None:
    Texts.write(tmp_path, "some", ["car", "card", "care", "cat"])
    texts = Texts.open(tmp_path, "some")

    assert [texts[place] for place in texts.beginning("car", 2)] == ["car", "card"]
    assert list(texts.beginning("x", 5)) == []
