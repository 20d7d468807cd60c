"""How long a request's body may take to arrive: uvicorn itself waits for ever."""

import asyncio

from fastapi import HTTPException
from starlette.types import Message, Receive

# As at the other programs.
ARRIVAL_SECONDS = 30.0


def in_time(receive: Receive) -> Receive:
    """Give what arrives, as long as all of the body does so in time.

    Raises:
        HTTPException: from what is returned, 408, and the connection ends with the answer.
    """
    deadline: float | None = asyncio.get_running_loop().time() + ARRIVAL_SECONDS

    async def receive_in_time() -> Message:
        nonlocal deadline
        if deadline is None:
            return await receive()
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, "The request took too long to arrive.", {"Connection": "close"}) from None
        # After the body, only the sender's leaving is waited for, as long as it takes.
        if not message.get("more_body", False):
            deadline = None
        return message

    return receive_in_time
