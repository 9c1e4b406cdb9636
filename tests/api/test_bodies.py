from factordb.api.bodies import Bodies


def test_a_body_is_found_under_its_digest() -> None:
    bodies = Bodies(100)

    bodies.keep("a", b"12345")

    assert (bodies.get("a"), bodies.get("b"), len(bodies), bodies.size) == (b"12345", None, 1, 5)


def test_the_oldest_go_where_there_is_no_room() -> None:
    bodies = Bodies(10)
    for name in "abc":
        bodies.keep(name, b"12345")

    assert (bodies.get("a"), bodies.get("b"), bodies.get("c")) == (None, b"12345", b"12345")
    assert bodies.size == 10


def test_one_kept_twice_takes_its_room_once() -> None:
    bodies = Bodies(100)
    bodies.keep("a", b"12345")
    bodies.keep("a", b"12345")

    assert (len(bodies), bodies.size) == (1, 5)


def test_what_is_withdrawn_is_let_go_of_and_makes_room() -> None:
    bodies = Bodies(100)
    for name in "abc":
        bodies.keep(name, b"12345")

    bodies.forget(["b", "x"])
    assert (bodies.get("a"), bodies.get("b"), bodies.size) == (b"12345", None, 10)
    bodies.forget()
    assert (len(bodies), bodies.size) == (0, 0)


def test_one_larger_than_all_room_drives_nothing_out() -> None:
    bodies = Bodies(10)
    bodies.keep("a", b"12345")
    bodies.keep("b", b"1" * 11)

    assert (bodies.get("a"), bodies.get("b")) == (b"12345", None)


def test_no_room_keeps_nothing() -> None:
    bodies = Bodies(0)
    bodies.keep("a", b"1")

    assert len(bodies) == 0
