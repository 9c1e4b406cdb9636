import base64

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.log import notes
from factordb.log.notes import SigningKey, VerifierKey

KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
TEXT = "This is an example message.\n"
LINE = (
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXm"
    "RKuwHjG1Yu72IneyaQM=\n"
)
OURS = SigningKey("factordb.example/log", bytes(range(32)))
texts = some.text(
    some.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), max_size=200
).map(lambda text: text + "\n")


def test_the_published_example_is_verified() -> None:
    key = VerifierKey.parsed(KEY)

    assert notes.opened(f"{TEXT}\n{LINE}", [key]) == (TEXT, [key])
    assert key.text() == KEY


@given(texts)
def test_what_is_signed_opens_with_its_key(text: str) -> None:
    assert notes.opened(OURS.signed(text), [OURS.verifier]) == (text, [OURS.verifier])


@given(texts, some.data())
def test_one_changed_character_is_found(text: str, data: some.DataObject) -> None:
    note = OURS.signed(text)
    place = data.draw(some.integers(0, len(note) - 1))
    changed = note[:place] + ("a" if note[place] != "a" else "b") + note[place + 1 :]

    with pytest.raises(Invalid):
        notes.opened(changed, [OURS.verifier])


def test_signatures_of_strangers_are_passed_over() -> None:
    note = OURS.signed(TEXT)
    both = f"{TEXT}\n{LINE}" + note.rpartition("\n\n")[2]

    assert notes.opened(both, [OURS.verifier])[1] == [OURS.verifier]


def test_a_note_by_strangers_only_is_refused_with_their_names() -> None:
    with pytest.raises(Invalid, match=r"example\.com/foo.*none of the keys"):
        notes.opened(f"{TEXT}\n{LINE}", [OURS.verifier])


def test_a_known_key_whose_signature_does_not_hold_is_no_stranger() -> None:
    forged = base64.b64encode(OURS.verifier.id + bytes(64)).decode()
    honest = OURS.signed(TEXT)

    with pytest.raises(Invalid, match="does not hold"):
        notes.opened(f"{TEXT}\n— factordb.example/log {forged}\n", [OURS.verifier])
    with pytest.raises(Invalid, match="does not hold"):
        strangers = f"{TEXT}\n{LINE}— factordb.example/log {forged}\n"
        notes.opened(strangers, [OURS.verifier, VerifierKey.parsed(KEY)])
    assert honest


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "name",
            "name+530d903a",
            "na me+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        ),
        KEY.replace("530d903a", "530d903b"),
        KEY.replace("530d903a", "530D903A"),
        KEY.replace("Aeky", "Beky"),
        KEY[:-4],
    ],
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="no verifier key"):
        VerifierKey.parsed(text)


@pytest.mark.parametrize(
    "note",
    [
        *("", TEXT, f"{TEXT}\n", f"{TEXT}{LINE}", f"{TEXT}\n{LINE[:-1]}", f"\n\n{LINE}"),
        *(f"{TEXT}\n{LINE.replace('— ', '- ')}", f"{TEXT}\n— x AAAA\n", f"{TEXT}\n— x !!!!\n"),
        *(f"a\x00\n\n{LINE}", f"a\r\n\n{LINE}", f"{TEXT}\n{LINE * 101}", "a" * 1_000_001),
    ],
)
def test_what_is_no_signed_note_is_refused(note: str) -> None:
    with pytest.raises(Invalid):
        notes.opened(note, [VerifierKey.parsed(KEY)])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n"])
def test_a_key_has_a_name_that_a_note_can_carry(name: str) -> None:
    with pytest.raises(Invalid, match="no name"):
        SigningKey(name, bytes(32))


def test_a_signing_key_has_32_bytes() -> None:
    with pytest.raises(Invalid, match="32"):
        SigningKey("a", bytes(31))


@pytest.mark.parametrize("text", ["", "no break", "control\x07\n"])
def test_a_text_that_no_note_can_carry_is_not_signed(text: str) -> None:
    with pytest.raises(Invalid, match="line break"):
        OURS.signed(text)
