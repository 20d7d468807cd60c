"""What goes over the wire of accounts, sessions and personal tokens."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from todo_backend.schemas import Request
from todo_backend.text import Email, StorableText

AnyPassword = Annotated[SecretStr, StorableText, Field(min_length=1, max_length=1024)]
"""Whatever somebody tries."""

NewPassword = Annotated[SecretStr, StorableText, Field(min_length=10, max_length=1024)]

_PASSWORD = "correct horse battery"  # noqa: S105  an example
_REFRESH_TOKEN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"  # noqa: S105  an example


def _example(**fields: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [fields]})


class Credentials(Request):
    """Who logs in; any password may be tried."""

    model_config = _example(email="ada@example.com", password=_PASSWORD)

    email: Annotated[Email, Field(max_length=254)]
    password: AnyPassword


class Registration(Credentials):
    """Who gets an account."""

    password: NewPassword


class RefreshToken(Request):
    """What keeps somebody logged in; anything else than a valid one is a 401."""

    model_config = _example(refresh_token=_REFRESH_TOKEN)

    refresh_token: Annotated[str, Field(max_length=1024)]


class PasswordChange(Request):
    """A new password, and the one that it replaces."""

    model_config = _example(current_password=_PASSWORD, new_password="a longer horse battery")  # noqa: S106

    current_password: AnyPassword
    new_password: NewPassword


class AccountDeletion(Request):
    """The password, once more, of an account that is to be deleted."""

    model_config = _example(password=_PASSWORD)

    password: AnyPassword


class SessionTokens(BaseModel):
    """Show who somebody is: `Authorization: Bearer <access_token>`. The refresh token gets the next ones."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int = Field(description="Seconds.")
    refresh_token: str = Field(description="To be exchanged once, at /api/auth/refresh.")
    refresh_expires_in: int = Field(description="Seconds; each exchange begins them anew.")


class Me(BaseModel):
    """The person whose token it is."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    email: str
    created_at: datetime


class NewToken(Request):
    """A token for an MCP client of one's own."""

    model_config = _example(name="Claude Desktop", expires_in_days=30, may_delete=False)

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), StorableText]
    expires_in_days: Annotated[int, Field(ge=1, le=90)] = 30
    may_delete: bool = Field(default=False, description="Whether the client may delete tasks, without confirmation.")


class TokenView(BaseModel):
    """A personal token, without the token itself."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    expires_at: datetime
    may_delete: bool
    created_at: datetime


class MintedToken(TokenView):
    """A personal token; `token` is shown this once."""

    token: str


class TokenList(BaseModel):
    """Personal tokens that are valid, newest first."""

    items: list[TokenView]
