import pytest

from factordb.model.role import Role


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.READER, {Role.READER}),
        (Role.CURATOR, {Role.READER, Role.CURATOR}),
        (Role.REVIEWER, {Role.READER, Role.REVIEWER}),
        (Role.ADMIN, set(Role)),
    ],
)
def test_a_role_may_what_it_says_and_read(role: Role, may: set[Role]) -> None:
    assert {needed for needed in Role if role.may(needed)} == may
