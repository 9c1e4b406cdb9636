import pytest

from factordb.errors import UnreadableFile
from factordb.importers import wire
from factordb.importers.protocol import Item
from factordb.model.reading import Blank, Caution, NotOurs, Rejection
from tests.examples import a_factor, a_label, a_manifest, a_property


@pytest.mark.parametrize(
    "item",
    [
        a_manifest(),
        a_factor(),
        a_property(),
        a_label(a_factor().digest()),
        Rejection(at="B1", printed="x\ny", reason="no number"),
        NotOurs(reason="years", count=3),
        Blank(count=2),
        Caution(text="misnamed"),
    ],
    ids=lambda item: type(item).__name__,
)
def test_an_item_travels_as_one_line(item: Item) -> None:
    line = wire.encoded(item)

    assert line.count(b"\n") == 1
    assert wire.is_item(line)
    received = wire.decoded(line.rstrip(b"\n"))
    assert received.item.plain() == item.plain()
    assert received.body == line[1:-1]


def test_a_document_that_is_not_canonical_is_refused() -> None:
    body = a_factor().canonical().replace(b'{"activity"', b'{ "activity"', 1)

    with pytest.raises(UnreadableFile, match="not canonical"):
        wire.decoded(b"F" + body)


def test_words_about_the_job_are_no_items() -> None:
    assert not any(wire.is_item(letter) for letter in (wire.START, wire.END, wire.FAILED, b""))
