import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from factordb.errors import NotFound, TileNotFound
from factordb.log import tiles, tree
from factordb.log.tiles import Tile
from factordb.store import editions, log, releases
from factordb.store.engine import transaction
from factordb.store.log import Head, Place
from tests.examples import a_factor
from tests.store.drafts import drafted


def entry(number: int) -> bytes:
    return b"entry %d" % number


def grow(db: Session, count: int) -> Head:
    size = log.head(db).size
    entries = [entry(size + number) for number in range(count)]
    places = [Place("factor", bytes([size % 256]) * 32, None) for _ in entries]
    return log.append(db, entries, places)


def plain_root(size: int) -> bytes:
    return tree.root(tree.nodes_of([tree.leaf_hash(entry(n)) for n in range(size)]), size)


def test_a_new_database_has_the_empty_log(db: Session) -> None:
    assert log.head(db) == Head(0, tree.EMPTY)


@pytest.mark.parametrize("steps", [[1], [300], [5, 251, 1, 256, 700]])
def test_the_head_is_the_root_of_all_entries(db: Session, steps: list[int]) -> None:
    for step in steps:
        reached = grow(db, step)
    assert reached == log.head(db) == Head(sum(steps), plain_root(sum(steps)))


def test_every_entry_is_read_back_and_proved_under_every_later_size(db: Session) -> None:
    sizes = [grow(db, step).size for step in (3, 260, 40)]

    assert [log.entry(db, n) for n in (0, 2, 255, 256, 302)] == [
        entry(n) for n in (0, 2, 255, 256, 302)
    ]
    for size in sizes:
        path = tree.inclusion(log.nodes(db, size), 2, size)
        leaf = tree.leaf_hash(entry(2))
        assert tree.root_of_inclusion(2, size, leaf, path) == plain_root(size)


def test_a_narrower_tile_is_the_beginning_of_a_wider_one(db: Session) -> None:
    grow(db, 10)
    grow(db, 10)

    assert log.content(db, Tile(0, 0, 4)) == log.content(db, Tile(0, 0, 20))[: 4 * 32]
    assert tiles.unpacked(log.content(db, Tile(None, 0, 4))) == [entry(n) for n in range(4)]


@pytest.mark.parametrize("tile", [Tile(0, 0, 4), Tile(0, 1, 1), Tile(1, 0, 1), Tile(None, 0, 4)])
def test_beyond_the_end_there_are_no_tiles(db: Session, tile: Tile) -> None:
    grow(db, 3)

    with pytest.raises(TileNotFound, match="/log/checkpoint"):
        log.content(db, tile)


def test_a_digest_is_found_where_it_was_entered_first(db: Session) -> None:
    grow(db, 2)
    log.append(db, [b"a", b"b"], [Place("factor", b"x" * 32, None)] * 2)

    assert log.places(db, b"x" * 32, ["factor"]) == [(2, None), (3, None)]
    assert log.places(db, b"x" * 32, ["table"]) == []
    assert log.known(db, "factor", [b"x" * 32, b"y" * 32]) == {b"x" * 32}


def test_documents_are_found_by_digest_and_release_many_at_once(db: Session) -> None:
    one, two = (drafted(db, name, a_factor()) for name in ("2023", "2024"))
    for number in (one, two):
        releases.publish(db, number, editions.add(db, number, {}))
    a, b = b"a" * 32, b"b" * 32
    places = [Place("factor", a, one), Place("factor", a, two), Place("label", b, one)]
    log.append(db, [b"1", b"2", b"3"], [*places])

    assert log.places_in(db, "factor", [(a, two), (a, one), (b, one)]) == {(a, one): 0, (a, two): 1}
    assert log.places_in(db, "factor", []) == {}


def test_before_the_first_signature_there_is_no_checkpoint(db: Session) -> None:
    with pytest.raises(NotFound, match="signed"):
        log.newest_checkpoint(db)


def test_the_longest_signed_log_is_the_newest(db: Session) -> None:
    for size in (3, 5):
        log.add_checkpoint(db, "factordb.example/log", Head(size, bytes(32)), f"note {size}")

    assert log.newest_checkpoint(db).note == "note 5"


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE log_tile SET hashes = hashes",
        "DELETE FROM log_bundle",
        "DELETE FROM log_leaf",
        "UPDATE log_edition SET size = 0",
        "UPDATE checkpoint SET note = ''",
        "UPDATE log_head SET size = size",
        "UPDATE log_head SET size = size - 1",
        "DELETE FROM log_head",
        "INSERT INTO log_head VALUES (false, 0, '')",
        "TRUNCATE log_tile",
        "TRUNCATE log_head",
    ],
)
@pytest.mark.parametrize("who", ["server", "owner"])
def test_nobody_rewrites_the_log(engine: Engine, owner_address: str, who: str, attack: str) -> None:
    from sqlalchemy import create_engine

    with transaction(engine) as db:
        grow(db, 3)
        log.add_checkpoint(db, "o", Head(3, bytes(32)), "n")
    attacker = engine if who == "server" else create_engine(owner_address)
    with pytest.raises(DBAPIError), attacker.begin() as connection:
        connection.execute(text(attack))
    attacker.dispose()
    with transaction(engine) as db:
        assert log.head(db) == Head(3, plain_root(3))
