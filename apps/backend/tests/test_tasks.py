import uuid

import pytest

from tests.api import Person

TASK_FIELDS = {"id", "title", "notes", "due_date", "priority", "done", "tags", "created_at", "updated_at"}


def test_add_with_defaults(ada: Person) -> None:
    task = ada.add_task("  Buy milk ")
    assert set(task) == TASK_FIELDS
    assert uuid.UUID(task["id"])
    assert (task["title"], task["notes"], task["due_date"]) == ("Buy milk", None, None)
    assert (task["priority"], task["done"]) == ("normal", False)
    assert task["created_at"] == task["updated_at"]
    assert task["created_at"].endswith("Z")
    assert ada.get(f"/api/tasks/{task['id']}") == task


def test_add_with_everything(ada: Person) -> None:
    given = {"notes": "two\nlines", "due_date": "2030-02-28", "priority": "high"}
    task = ada.add_task("Taxes", **given)
    assert {name: task[name] for name in given} == given


def test_list_and_filter(ada: Person) -> None:
    first, second = ada.add_task("one"), ada.add_task("two")
    ada.ask("PATCH", f"/api/tasks/{second['id']}", {"done": True})
    assert [task["title"] for task in ada.get("/api/tasks")["items"]] == ["one", "two"]
    assert [task["id"] for task in ada.get("/api/tasks?done=false")["items"]] == [first["id"]]
    assert [task["id"] for task in ada.get("/api/tasks?done=true")["items"]] == [second["id"]]
    assert ada.ask("GET", "/api/tasks?done=perhaps").status_code == 422


def test_change(ada: Person) -> None:
    task = ada.add_task("Milk", notes="2 l", due_date="2030-01-01")
    changes = {"title": "Oat milk", "notes": None, "due_date": None, "priority": "low", "done": True}
    changed = ada.ask("PATCH", f"/api/tasks/{task['id']}", changes).json()
    assert {name: changed[name] for name in changes} == changes
    assert changed["updated_at"] > changed["created_at"] == task["created_at"]
    assert ada.get(f"/api/tasks/{task['id']}") == changed


def test_change_leaves_the_rest(ada: Person) -> None:
    task = ada.add_task("Milk", notes="2 l", due_date="2030-01-01", priority="high")
    done = ada.ask("PATCH", f"/api/tasks/{task['id']}", {"done": True}).json()
    assert done == {**task, "done": True, "updated_at": done["updated_at"]}
    assert ada.ask("PATCH", f"/api/tasks/{task['id']}", {}).json() == done


def test_delete(ada: Person) -> None:
    task, kept = ada.add_task("Milk"), ada.add_task("Bread")
    answer = ada.ask("DELETE", f"/api/tasks/{task['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert ada.ask("GET", f"/api/tasks/{task['id']}").status_code == 404
    assert ada.ask("DELETE", f"/api/tasks/{task['id']}").status_code == 404
    assert ada.get("/api/tasks")["items"] == [kept]


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("PATCH", {"done": True}), ("DELETE", None)])
def test_another_users_task_does_not_exist(ada: Person, bob: Person, method: str, body: object) -> None:
    task = ada.add_task("secret")
    others = bob.ask(method, f"/api/tasks/{task['id']}", body)
    nobodys = bob.ask(method, f"/api/tasks/{uuid.uuid4()}", body)
    assert others.status_code == nobodys.status_code == 404
    assert {**others.json(), "request_id": ""} == {**nobodys.json(), "request_id": ""}
    assert ada.get(f"/api/tasks/{task['id']}") == task
    assert bob.get("/api/tasks")["items"] == []


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": 7}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "half \ud83d"}, "title"),
        ({"title": "x", "notes": "x" * 4001}, "notes"),
        ({"title": "x", "notes": "\udc00"}, "notes"),
        ({"title": "x", "due_date": "tomorrow"}, "due_date"),
        ({"title": "x", "due_date": "2030-02-30"}, "due_date"),
        ({"title": "x", "due_date": "2030-02-03T00:00:00Z"}, "due_date"),
        ({"title": "x", "due_date": 86400}, "due_date"),
        ({"title": "x", "priority": "urgent"}, "priority"),
        ({"title": "x", "user_id": str(uuid.uuid4())}, "user_id"),
        ({"title": "x", "\ud83d": 1}, "body"),
        ([], "body"),
        ("text", "body"),
    ],
)
def test_add_refuses(ada: Person, body: object, path: str) -> None:
    answer = ada.ask("POST", "/api/tasks", body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"] == path
    assert ada.get("/api/tasks")["items"] == []


@pytest.mark.parametrize("body", [{"title": None}, {"priority": None}, {"done": None}, {"title": ""}, {"id": "x"}])
def test_change_refuses(ada: Person, body: object) -> None:
    task = ada.add_task("Milk")
    assert ada.ask("PATCH", f"/api/tasks/{task['id']}", body).status_code == 422
    assert ada.get(f"/api/tasks/{task['id']}") == task


@pytest.mark.parametrize(
    "title",
    [
        "👩‍👩‍👧‍👦 family",
        "قائمة المهام",
        "<b>bold</b>",
        "'; DROP TABLE tasks; --",
        "line\u2028separator",
        "é",
        "\x7f\x1b",
    ],
)
def test_text_makes_a_literal_round_trip(ada: Person, title: str) -> None:
    task = ada.add_task(title, notes=title)
    assert (task["title"], task["notes"]) == (title, title)
    assert ada.get("/api/tasks")["items"] == [task]


def test_a_malformed_id_is_refused(ada: Person) -> None:
    answer = ada.ask("GET", "/api/tasks/7")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "task_id"
