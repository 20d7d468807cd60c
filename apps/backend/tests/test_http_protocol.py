"""What no HTTP client sends, over a raw socket."""

import json
import re
import socket
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.api import Api, Person, eventually
from tests.test_http import counted
from todo_backend.app import MAX_BODY_BYTES
from todo_backend.http_protocol import MAX_UNFINISHED_BYTES, MAX_WAITING

Answer = tuple[int, dict[str, str], bytes]

HOST = b"Host: todo\r\n"
GET = b"GET /healthz HTTP/1.1\r\n" + HOST
POST = b"POST /api/auth/login HTTP/1.1\r\nContent-Type: application/json\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


@contextmanager
def connected(api: Api) -> Iterator[socket.socket]:
    host, port = api.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        yield connection


def received(connection: socket.socket) -> Iterator[Answer]:
    """The answers on a connection, until the server closes it."""
    with connection.makefile("rb") as stream:
        while first := stream.readline():
            headers: dict[str, str] = {}
            while (line := stream.readline()) != b"\r\n":
                name, _, value = line.decode().strip().partition(": ")
                headers[name.lower()] = value
            yield int(first.split()[1]), headers, stream.read(int(headers.get("content-length", 0)))


def answers(api: Api, sent: bytes) -> list[Answer]:
    with connected(api) as connection:
        connection.sendall(sent)
        return list(received(connection))


def check_refused(answer: Answer, status: int = 400) -> None:
    code, headers, content = answer
    problem = json.loads(content)
    assert code == problem["status"] == status
    assert set(problem) == {"type", "title", "status", "detail", "request_id"}
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-request-id"] == problem["request_id"]
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert headers["connection"] == "close"
    assert "date" in headers


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n", id="unknown method"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", id="TLS"),
        pytest.param(b"GET /\r\n\r\n", id="no version"),
        pytest.param(b"GET / HTTP/0.9\r\n" + HOST + b"\r\n", id="HTTP/0.9"),
        pytest.param(b"GET / HTTP/2.0\r\n" + HOST + b"\r\n", id="HTTP/2.0"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="preface of HTTP/2"),
        pytest.param(b"CONNECT todo:443 HTTP/1.1\r\n" + HOST + b"\r\n", id="CONNECT"),
        pytest.param(b"GET /\xff HTTP/1.1\r\n" + HOST + b"\r\n", id="address not in ASCII"),
        pytest.param(b"GET /healthz HTTP/1.1\r\n\r\n", id="no Host"),
        pytest.param(GET + HOST + b"\r\n", id="two Hosts"),
        pytest.param(GET.replace(b"\r\n", b"\n") + b"\n", id="bare LF"),
        pytest.param(GET + b"nothing\r\n\r\n", id="header without colon"),
        pytest.param(GET + b"A : b\r\n\r\n", id="space before the colon"),
        pytest.param(GET + b"A: b\r\n c\r\n\r\n", id="folded header"),
        pytest.param(GET + b"A: b\rc\r\n\r\n", id="bare CR in a header"),
        pytest.param(GET + b"A: b\0c\r\n\r\n", id="NUL in a header"),
        pytest.param(GET + b"A\0: b\r\n\r\n", id="NUL in a header's name"),
        pytest.param(POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", id="two lengths"),
        pytest.param(POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", id="length twice"),
        pytest.param(POST + b"Content-Length: +2\r\n\r\n{}", id="length with sign"),
        pytest.param(POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", id="unknown encoding"),
        pytest.param(CHUNKED.replace(b"1.1", b"1.0", 1) + b"0\r\n\r\n", id="chunks in HTTP/1.0"),
        pytest.param(CHUNKED + b"xyz\r\n", id="chunk size no number"),
        pytest.param(CHUNKED + b"-1\r\n", id="chunk size below zero"),
        pytest.param(CHUNKED + b"fffffffffffffffff\r\n", id="chunk size too large"),
        pytest.param(CHUNKED + b"2\r\n{}!\r\n", id="chunk longer than it says"),
        pytest.param(POST + b"Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\n{}", id="upgrade"),
    ],
)
def test_what_cannot_be_read_is_answered_by_a_problem(api: Api, sent: bytes) -> None:
    (answer,) = answers(api, sent)
    check_refused(answer)


def refused(api: Api) -> float:
    text = api.http.get("/metrics").text
    found = re.search(r'^http_requests_total\{method="other",route="none",status="400"\} (\S+)$', text, re.MULTILINE)
    return float(found[1]) if found else 0


def test_what_cannot_be_read_is_counted(api: Api) -> None:
    before = refused(api)
    answers(api, b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n")
    eventually(lambda: refused(api) == before + 1, "it is counted")
    assert not [labels for labels in counted(api) if "BREW" in labels]


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"GET /", b"a"),
        (GET + b"A: ", b"a"),
        (GET + b"A", b"a"),
        (GET, b"A: b\r\n"),
        (CHUNKED + b"0\r\n", b"A: b\r\n"),
        (CHUNKED + b"2;a=", b"a"),
        (b"", b"\r\n"),
    ],
    ids=["address", "header", "name of a header", "headers", "trailers", "chunk extension", "empty lines"],
)
def test_what_has_no_end_is_refused_early(api: Api, begin: bytes, more: bytes) -> None:
    piece = more * (16 * 1024 // len(more))
    tracemalloc.start()
    try:
        with connected(api) as connection:
            connection.sendall(begin)
            sent = 0
            try:
                while sent < 100 * MAX_UNFINISHED_BYTES:
                    connection.sendall(piece)
                    sent += len(piece)
            except OSError:
                pass  # the server has hung up
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent < 100 * MAX_UNFINISHED_BYTES
    assert most < 10_000_000


def test_headers_that_are_too_long(api: Api) -> None:
    (answer,) = answers(api, GET + b"A: " + b"a" * MAX_UNFINISHED_BYTES)
    check_refused(answer, 431)


def test_long_headers(api: Api) -> None:
    sent = GET + b"A: " + b"a" * (MAX_UNFINISHED_BYTES // 2) + b"\r\nConnection: close\r\n\r\n"
    assert [status for status, *_ in answers(api, sent)] == [200]


def test_requests_one_after_the_other_are_answered_in_order(api: Api) -> None:
    nothing = GET.replace(b"healthz", b"nothing")
    sent = GET + b"\r\n" + nothing + b"\r\n" + GET + b"Connection: close\r\n\r\n"
    assert [status for status, *_ in answers(api, sent)] == [200, 404, 200]


def test_a_refusal_waits_for_the_answers_before_it(api: Api, ada: Person) -> None:
    authorization = f"Authorization: Bearer {ada.token}\r\n\r\n".encode()
    slow = GET.replace(b"healthz", b"api/tasks") + authorization
    *earlier, last = answers(api, slow * 2 + b"BREW")
    assert [json.loads(content)["items"] for _, _, content in earlier] == [[], []]
    check_refused(last)
    *earlier, last = answers(api, slow + CHUNKED + b"xyz")
    assert [status for status, *_ in earlier] == [200]
    check_refused(last)


def test_a_request_that_breaks_off_has_one_answer(api: Api) -> None:
    """Also where nobody would have read its content."""
    (answer,) = answers(api, CHUNKED.replace(b"auth/login", b"nothing") + b"xyz")
    check_refused(answer)


def test_a_connection_has_few_requests_waiting(api: Api) -> None:
    *earlier, last = answers(api, (GET + b"\r\n") * 1000)
    assert [status for status, *_ in earlier] == [200] * (MAX_WAITING + 1)
    check_refused(last)


def test_a_trailer_is_no_header(api: Api, ada: Person) -> None:
    """Else somebody could pass headers by what looked at them on the way."""
    sent = CHUNKED.replace(b"auth/login", b"tasks") + b'f\r\n{"title": "a"} \r\n0\r\n'
    sent += f"Authorization: Bearer {ada.token}\r\n\r\n".encode()
    status, *_ = answers(api, sent + b"BREW")[0]
    assert status == 401


def test_white_space_around_a_header_is_no_part_of_it(api: Api) -> None:
    sent = GET + b"X-Request-Id: \t abc-1234 \t \r\nConnection: close\r\n\r\n"
    assert [headers["x-request-id"] for _, headers, _ in answers(api, sent)] == ["abc-1234"]


def test_http_1_0(api: Api) -> None:
    ((status, headers, _),) = answers(api, b"GET /healthz HTTP/1.0\r\n\r\n")
    assert (status, headers["connection"]) == (200, "close")


def test_an_upgrade_is_ignored(api: Api) -> None:
    upgrade = GET + b"Connection: upgrade\r\nUpgrade: h2c\r\n\r\n"
    ((status, headers, _),) = answers(api, upgrade + GET + b"\r\n")
    assert (status, headers["connection"]) == (200, "close")


def test_content_is_asked_for_before_it_is_sent(api: Api) -> None:
    with connected(api) as connection:
        connection.sendall(POST + b"Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert [status for status, *_ in received(connection)] == [422]


@pytest.mark.parametrize("expect", [b"", b"Expect: 100-continue\r\n"], ids=["at once", "if it is wanted"])
def test_content_that_is_too_long_is_not_asked_for(api: Api, expect: bytes) -> None:
    length = f"Content-Length: {MAX_BODY_BYTES + 1}\r\nConnection: close\r\n\r\n".encode()
    ((status, headers, _),) = answers(api, POST + expect + length)
    assert (status, headers["content-type"]) == (413, "application/problem+json")


def test_chunks_that_are_too_long(api: Api) -> None:
    size = MAX_BODY_BYTES + 1
    sent = CHUNKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + b"%x\r\n" % size + b" " * size
    ((status, headers, _),) = answers(api, sent)
    assert (status, headers["content-type"]) == (413, "application/problem+json")
