from factordb.search import sounds


def test_a_reading_knows_its_phrase() -> None:
    assert sounds.syllables("重庆") == ("chong", "qing")


def test_pinyin_is_taken_apart_into_the_fewest_syllables() -> None:
    assert sounds.typed("tianranqi") == ("tian", "ran", "qi")
    assert sounds.typed("shanghai") == ("shang", "hai")
    assert sounds.typed("diesel") == ()


def test_initials_are_of_every_stretch() -> None:
    assert sounds.initials(("tian", "ran", "qi")) == {"tr", "rq", "trq"}


def test_one_syllable_is_its_own_pair() -> None:
    assert sounds.pairs(("mei",)) == ["mei"]
    assert sounds.pairs(("dian", "wang", "lu")) == ["dian wang", "wang lu"]
