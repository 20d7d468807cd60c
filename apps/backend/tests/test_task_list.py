"""Lists of tasks: filters, orders, pages, tags."""

import base64
import json
import random
from typing import Any

import pytest

from tests.api import Api, Person

TITLES = ["äpfel", "Birnen", "birnen", "Zucker", "ćevapi", "قائمة", "👩‍👩‍👧‍👦", "_", "%", "\\"]


def fill(person: Person, number: int) -> list[dict[str, Any]]:
    chance = random.Random(7)
    return [
        person.add_task(
            chance.choice(TITLES),
            priority=chance.choice(["low", "normal", "high"]),
            due_date=chance.choice([None, None, "0001-01-01", "2026-12-01", "2026-12-02", "9999-12-31"]),
        )
        for _ in range(number)
    ]


def pages(person: Person, query: str, limit: int) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while True:
        page = person.get(f"/api/tasks?{query}&limit={limit}{cursor}")
        assert len(page["items"]) <= limit
        found.extend(page["items"])
        if page["next_cursor"] is None:
            return found
        assert len(page["items"]) == limit
        cursor = f"&cursor={page['next_cursor']}"


def test_the_default_is_fifty_of_all_oldest_first(ada: Person) -> None:
    tasks = [ada.add_task(str(number)) for number in range(51)]
    page = ada.get("/api/tasks")
    assert (page["items"], page["total"]) == (tasks[:50], 51)
    last = ada.get(f"/api/tasks?cursor={page['next_cursor']}")
    assert last == {"items": tasks[50:], "next_cursor": None, "total": 51}


RANK = {"low": 0, "normal": 1, "high": 2}


@pytest.fixture(scope="module")
def grace(api: Api) -> tuple[Person, list[dict[str, Any]]]:
    """Somebody with tasks that no test changes, and these tasks."""
    person = api.register()
    return person, fill(person, 23)


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("sort", ["created", "due", "priority", "title"])
def test_orders(grace: tuple[Person, list[dict[str, Any]]], sort: str, order: str) -> None:
    person, made = grace
    down = order == "desc"
    expected = sorted(made, key=lambda task: str(task["created_at"]), reverse=down)
    if sort == "due":
        dated = [task for task in expected if task["due_date"]]
        dated.sort(key=lambda task: str(task["due_date"]), reverse=down)
        expected = dated + [task for task in expected if not task["due_date"]]
    elif sort == "priority":
        expected.sort(key=lambda task: RANK[task["priority"]], reverse=down)
    query = f"sort={sort}&order={order}"
    whole = person.get(f"/api/tasks?{query}&limit=200")["items"]
    if sort == "title":  # the order of letters is the database's
        assert [task["title"].lower() for task in whole if task["title"].isascii()] == sorted(
            (task["title"].lower() for task in whole if task["title"].isascii()), reverse=down
        )
        assert sorted(task["id"] for task in whole) == sorted(task["id"] for task in made)
    else:
        assert whole == expected
    for limit in (1, 2, 7, 22, 23):
        assert pages(person, query, limit) == whole


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("sort", ["created", "due", "priority", "title"])
@pytest.mark.parametrize("seed", range(3))
def test_pages_are_complete_while_tasks_come_and_go(ada: Person, sort: str, order: str, seed: int) -> None:
    chance = random.Random(seed)
    standing = {task["id"] for task in fill(ada, 25)}
    seen: list[str] = []
    cursor = ""
    while True:
        page = ada.get(f"/api/tasks?sort={sort}&order={order}&limit={chance.randint(1, 6)}{cursor}")
        seen.extend(task["id"] for task in page["items"])
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
        for _ in range(chance.randint(0, 3)):
            if len(seen) < 100:
                fill_one = chance.choice(["low", "normal", "high"])
                ada.add_task(chance.choice(TITLES), priority=fill_one)
        for task_id in chance.sample(sorted(standing), chance.randint(0, 2)):
            ada.ask("DELETE", f"/api/tasks/{task_id}")
            standing.discard(task_id)
    assert len(seen) == len(set(seen))
    assert standing <= set(seen)


def encoded(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


BROKEN = [
    "x",
    "é",
    "=",
    "A" * 2001,
    encoded(),
    encoded(1),
    encoded("tasks by created asc"),
    encoded("tasks by created asc", "2026-01-01T00:00:00", "7a3ea8f0-0d6c-4ac6-b3d5-2c2f6b9f1f0e"),
    encoded("tasks by created asc", "2026-01-01T00:00:00+00:00", "x"),
    encoded("tasks by created asc", 7, "7a3ea8f0-0d6c-4ac6-b3d5-2c2f6b9f1f0e"),
    encoded("tasks by created asc", "0001-01-01T00:00:00+14:00", "7a3ea8f0-0d6c-4ac6-b3d5-2c2f6b9f1f0e"),
    encoded("tasks by created desc", "2026-01-01T00:00:00+00:00", "7a3ea8f0-0d6c-4ac6-b3d5-2c2f6b9f1f0e"),
    base64.urlsafe_b64encode(b"[" * 1400).decode(),
    base64.urlsafe_b64encode(b'{"a": 1}').decode().rstrip("="),
    base64.urlsafe_b64encode(b"\xff\xfe").decode().rstrip("="),
]


@pytest.mark.parametrize("cursor", BROKEN, ids=range(len(BROKEN)))
def test_broken_cursors(ada: Person, cursor: str) -> None:
    answer = ada.api.http.get("/api/tasks", params={"cursor": cursor}, headers=ada.headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "cursor"


@pytest.mark.parametrize(
    ("sort", "values"),
    [
        ("title", ["a\x00"]),
        ("title", ["\ud83d"]),
        ("title", [7]),
        ("priority", [2**63]),
        ("priority", [True]),
        ("priority", [1.5]),
        ("due", [0, "2026-13-01"]),
    ],
)
def test_cursors_with_values_that_no_database_takes(ada: Person, sort: str, values: list[object]) -> None:
    end = ["2026-01-01T00:00:00+00:00", "7a3ea8f0-0d6c-4ac6-b3d5-2c2f6b9f1f0e"]
    cursor = encoded(f"tasks by {sort} asc", *values, *end)
    assert ada.ask("GET", f"/api/tasks?sort={sort}&cursor={cursor}").status_code == 422


def test_a_cursor_shows_no_task_of_another_user(ada: Person, bob: Person) -> None:
    for person in (ada, bob):
        for number in range(4):
            person.add_task(f"{person.email} {number}")
    cursor = ada.get("/api/tasks?limit=1")["next_cursor"]
    found = bob.get(f"/api/tasks?cursor={cursor}")["items"]
    assert [task["title"] for task in found] == [f"{bob.email} {number}" for number in range(4)]
    assert bob.get("/api/tags") == {"items": []}


def titles(person: Person, **query: str) -> list[str]:
    answer = person.api.http.get("/api/tasks", params=query, headers=person.headers)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["total"] == len(found["items"])
    return [task["title"] for task in found["items"]]


def test_filters(ada: Person) -> None:
    ada.add_task("one", due_date="2026-12-01", priority="high", tags=["home"])
    ada.add_task("two", due_date="2026-12-02", tags=["home", "work"])
    three = ada.add_task("three", priority="high", tags=["Größe"])
    ada.ask("PATCH", f"/api/tasks/{three['id']}", {"done": True})
    assert titles(ada, done="true") == ["three"]
    assert titles(ada, priority="high") == ["one", "three"]
    assert titles(ada, priority="high", done="false") == ["one"]
    assert titles(ada, tag="home") == ["one", "two"]
    assert titles(ada, tag=" HOME ") == ["one", "two"]
    assert titles(ada, tag="GRÖßE") == ["three"]
    assert titles(ada, tag="hom") == []
    assert titles(ada, due_from="2026-12-02") == ["two"]
    assert titles(ada, due_to="2026-12-01") == ["one"]
    assert titles(ada, due_from="2026-12-01", due_to="2026-12-02", tag="work") == ["two"]


def test_search(ada: Person) -> None:
    ada.add_task("100% Äpfel", notes="from the Market_Place")
    ada.add_task("1000 pears", notes="a\\b")
    ada.add_task("قائمة 👩‍👩‍👧‍👦")
    assert titles(ada, q="äPFEL") == ["100% Äpfel"]
    assert titles(ada, q="MARKET") == ["100% Äpfel"]
    assert titles(ada, q="100%") == ["100% Äpfel"]
    assert titles(ada, q="t_p") == ["100% Äpfel"]
    assert titles(ada, q="s_p") == []
    assert titles(ada, q="\\") == ["1000 pears"]
    assert titles(ada, q="ئمة") == ["قائمة 👩‍👩‍👧‍👦"]
    assert titles(ada, q="👩‍👧‍👦") == ["قائمة 👩‍👩‍👧‍👦"]
    assert titles(ada, q="'; --") == []


@pytest.mark.parametrize(
    "query",
    [
        "done=perhaps", "priority=urgent", "tag=", "tag=%00", f"tag={'x' * 41}", "due_from=tomorrow", "due_to=86400",
        "q=", "q=%00", f"q={'x' * 201}", "sort=id", "order=up", "limit=0", "limit=201", "limit=x",
    ],
)  # fmt: skip
def test_queries_that_are_refused(ada: Person, query: str) -> None:
    answer = ada.ask("GET", f"/api/tasks?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == query.partition("=")[0]


def test_tags(ada: Person) -> None:
    task = ada.add_task("one", tags=[" Home", "home", "WORK ", "👩‍👩‍👧‍👦"])
    assert task["tags"] == ["home", "work", "👩‍👩‍👧‍👦"]
    ada.add_task("two", tags=["home"])
    done = ada.add_task("three", tags=["old", "home"])
    ada.ask("PATCH", f"/api/tasks/{done['id']}", {"done": True})
    counts = {found["tag"]: found["count"] for found in ada.get("/api/tags")["items"]}
    assert counts == {"home": 2, "work": 1, "old": 0, "👩‍👩‍👧‍👦": 1}
    assert list(counts) == sorted(counts)
    changed = ada.ask("PATCH", f"/api/tasks/{task['id']}", {"tags": []}).json()
    assert changed["tags"] == []
    assert [found["tag"] for found in ada.get("/api/tags")["items"]] == ["home", "old"]


@pytest.mark.parametrize(
    "tags",
    [None, "home", [7], [""], [" "], ["x" * 41], ["\x00"], ["\ud83d"], [str(number) for number in range(11)], [["x"]]],
    ids=range(10),
)
def test_tags_that_are_refused(ada: Person, tags: object) -> None:
    assert ada.ask("POST", "/api/tasks", {"title": "x", "tags": tags}).status_code == 422
    task = ada.add_task("x")
    assert ada.ask("PATCH", f"/api/tasks/{task['id']}", {"tags": tags}).status_code == 422
