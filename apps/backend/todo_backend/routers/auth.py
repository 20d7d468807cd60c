"""Register and log in."""

from fastapi import APIRouter, HTTPException
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select
from starlette.concurrency import run_in_threadpool

from todo_backend.dependencies import Services, ServicesDep
from todo_backend.models import User
from todo_backend.problems import responses
from todo_backend.schemas import AccessToken, Credentials, Registration

router = APIRouter(prefix="/api/auth", tags=["auth"])


@router.post("/register", status_code=201, summary="Make an account", responses=responses(409, 413, 422))
async def register(body: Registration, services: ServicesDep) -> AccessToken:
    """Make an account and log in to it."""
    password_hash = await services.passwords.hash(body.password.get_secret_value())
    user = User(email=body.email, password_hash=password_hash)
    async with services.database.session() as session:
        await run_in_threadpool(_add_user, session, user)
    return _access_token(services, user)


@router.post("/login", summary="Log in", responses=responses(401, 413, 422))
async def login(body: Credentials, services: ServicesDep) -> AccessToken:
    """Log in; the answer to a wrong password and to an unknown e-mail address is the same."""
    # The session ends before the password is checked: connections do not wait for argon2.
    async with services.database.session() as session:
        user = await run_in_threadpool(_find_user, session, body.email)
    password_hash = None if user is None else user.password_hash
    right = await services.passwords.verify(body.password.get_secret_value(), password_hash)
    if user is None or not right:
        raise HTTPException(401, "The e-mail address or the password is wrong.")
    return _access_token(services, user)


def _add_user(session: Session, user: User) -> None:
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        raise HTTPException(409, "There is already an account with this e-mail address.") from None


def _find_user(session: Session, email: str) -> User | None:
    return session.exec(select(User).where(User.email == email)).one_or_none()


def _access_token(services: Services, user: User) -> AccessToken:
    tokens = services.tokens
    lifetime = int(tokens.access_lifetime.total_seconds())
    return AccessToken(access_token=tokens.for_person(user.id), expires_in=lifetime)
