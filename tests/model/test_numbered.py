from factordb.model import numbered


def test_a_table_is_named_by_the_digest_of_its_bytes() -> None:
    assert numbered.content("gwp-1")["version"] == "1"
    assert numbered.digest_of("gwp-1") != numbered.digest_of("vocabulary-1")
