"""Register, log in, stay logged in, log out."""

from fastapi import APIRouter, HTTPException
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select
from starlette.responses import Response

from todo_backend.client_address import ClientAddress
from todo_backend.dependencies import Services, ServicesDep
from todo_backend.idempotency import REPLAYED, Idempotency, Once, json_response, other_request
from todo_backend.models import User, now
from todo_backend.problems import responses
from todo_backend.schemas_accounts import Credentials, RefreshToken, Registration, SessionTokens
from todo_backend.security.sessions import OpenSession

router = APIRouter(prefix="/api/auth", tags=["auth"])

# Each step below has a database session of its own, which ends before a password is hashed: connections do not wait
# for argon2.


@router.post(
    "/register",
    status_code=201,
    summary="Make an account",
    response_model=SessionTokens,
    responses=responses(409, 413, 422, 429),
)
async def register(body: Registration, address: ClientAddress, services: ServicesDep, once: Once) -> Response:
    """Make an account and log in to it.

    With an `Idempotency-Key` that made this account, and its password, it logs in again instead of answering 409.
    """
    await services.database.run(services.rate_limits.hit, "register", address)
    password = body.password.get_secret_value()
    user = User(email=body.email, password_hash=await services.passwords.hash(password))
    if await services.database.run(_add_user, user, once):
        made, headers = user, {}
    else:
        made, headers = await _made_before(services, once, body), REPLAYED
    opened = await services.database.run(services.sessions.open, made.id)
    return json_response(_tokens(services, opened).model_dump_json(), 201, headers)


@router.post("/login", summary="Log in", responses=responses(401, 413, 422, 429))
async def login(body: Credentials, address: ClientAddress, services: ServicesDep) -> SessionTokens:
    """Log in; the answer to a wrong password and to an unknown e-mail address is the same."""
    user = await services.database.run(_count_and_find, services, address, body.email)
    password_hash = None if user is None else user.password_hash
    right = await services.passwords.verify(body.password.get_secret_value(), password_hash)
    if user is None or not right:
        raise HTTPException(401, "The e-mail address or the password is wrong.")
    return _tokens(services, await services.database.run(services.sessions.open, user.id))


@router.post("/refresh", summary="Stay logged in", responses=responses(401, 413, 422))
async def refresh(body: RefreshToken, services: ServicesDep) -> SessionTokens:
    """Exchange a refresh token for the next one, and an access token.

    The one that was exchanged is accepted for 30 s more, for a second tab. Used later it ends the session: then
    somebody has a copy.
    """
    opened = await services.database.run(services.sessions.exchange, body.refresh_token)
    if opened is None:
        raise HTTPException(401, "Log in again: this session has ended.", {"WWW-Authenticate": 'Bearer realm="todo"'})
    return _tokens(services, opened)


@router.post("/logout", status_code=204, summary="Log out", responses=responses(413, 422))
async def logout(body: RefreshToken, services: ServicesDep) -> None:
    """End the session of a refresh token, and with it its access tokens; whatever it is, the answer is the same."""
    await services.database.run(services.sessions.end, body.refresh_token)


def _add_user(session: Session, user: User, once: Idempotency) -> bool:
    """Add an account; False when its address is taken."""
    session.add(user)
    try:
        session.flush()
    except IntegrityError:
        return False
    once.begin(session, user.id, None)
    once.keep(session, user.id, 201, None)
    session.commit()
    return True


async def _made_before(services: Services, once: Idempotency, body: Registration) -> User:
    """The account that this same request made when it was sent before."""
    taken = HTTPException(409, "There is already an account with this e-mail address.")
    if once.key is None:
        raise taken
    user = await services.database.run(_find_user, body.email)
    if user is None or not await services.database.run(_was_made_with, user, once):
        raise taken
    if not await services.passwords.verify(body.password.get_secret_value(), user.password_hash):
        raise other_request()
    return user


def _was_made_with(session: Session, user: User, once: Idempotency) -> bool:
    # What it takes here is rolled back.
    return once.begin(session, user.id, None) is not None


def _count_and_find(session: Session, services: Services, address: str, email: str) -> User | None:
    services.rate_limits.hit(session, "login_address", address)
    services.rate_limits.hit(session, "login", address, email)
    return _find_user(session, email)


def _find_user(session: Session, email: str) -> User | None:
    return session.exec(select(User).where(User.email == email)).one_or_none()


def _tokens(services: Services, opened: OpenSession) -> SessionTokens:
    tokens = services.tokens
    return SessionTokens(
        access_token=tokens.for_person(opened.user_id, opened.id),
        expires_in=int(tokens.access_lifetime.total_seconds()),
        refresh_token=opened.refresh_token,
        refresh_expires_in=int((opened.expires_at - now()).total_seconds()),
    )
