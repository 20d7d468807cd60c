"""Schemathesis reads the OpenAPI document and sends what it makes up of it: no answer may be a 5xx."""

import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.api import Api, unmeasured
from tests.stand_in_agent import done

SEED = 20261121
MAX_EXAMPLES = 10
MAX_SECONDS, OPEN_SECONDS = 9, 3
"""For a run with a token and for one without, which asks for a fifth of the operations; a run that is not through by
then ends without an error."""

OPEN = "^/(api/auth/|healthz|readyz|metrics)"
"""What nobody needs a token for; all else is a 401 without one, see test_tokens.py."""


@pytest.mark.parametrize("logged_in", [True, False], ids=["with a token", "without"])
def test_no_request_is_answered_by_5xx(api: Api, tmp_path: Path, logged_in: bool) -> None:
    api.agent.play(done("hello"))
    # By itself it would sign up, and log in.
    (tmp_path / "schemathesis.toml").write_text("[auth]\nauto-signup = false\n")
    line = [
        str(Path(sys.executable).parent / "schemathesis"), "run", f"{api.url}/api/openapi.json",
        "--checks", "not_a_server_error", "--seed", str(SEED), "--generation-database", "none",
        "--max-examples", str(MAX_EXAMPLES), "--max-time", str(MAX_SECONDS if logged_in else OPEN_SECONDS),
        "--request-timeout", "20", "--exclude-path-regex" if logged_in else "--include-path-regex", OPEN,
        "--workers", "1", "--continue-on-failure", "--no-color", "--warnings", "off",
    ]  # fmt: skip
    if logged_in:
        # Not the password of the document's examples: the account would be deleted by one of the first requests.
        account = {"email": f"{uuid.uuid4()}@example.com", "password": str(uuid.uuid4())}
        token = api.http.post("/api/auth/register", json=account).json()["access_token"]
        line += ["--header", f"Authorization: Bearer {token}"]
    found = subprocess.run(
        line, cwd=tmp_path, env=unmeasured(), capture_output=True, text=True, timeout=600, check=False
    )
    assert found.returncode == 0, found.stdout[-6000:] + found.stderr[-2000:]
    if logged_in:
        assert api.http.get("/api/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200
