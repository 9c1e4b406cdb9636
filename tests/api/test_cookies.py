from starlette.responses import Response

from factordb.api.cookies import LOGIN, SESSION, drop, keep


def test_a_cookie_is_of_this_host_by_tls_only_and_read_by_no_page() -> None:
    answer = Response()
    keep(answer, SESSION, "x", 60)
    drop(answer, LOGIN)
    kept, dropped = answer.headers.getlist("set-cookie")

    for said in (kept, dropped):
        assert said.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(said.split("; "))
        assert "Domain" not in said
    assert "Max-Age=60" in kept
    assert "Max-Age=0" in dropped
