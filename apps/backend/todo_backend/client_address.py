"""Who is at the other end, as an address that limits are counted by."""

import ipaddress
from typing import Annotated

from fastapi import Depends, Request


def client_address(request: Request) -> str:
    """The client's address: what the frontend says it is, else the peer's.

    An IPv6 address stands for its /64, since one person has at least as many addresses as that.
    """
    given = request.headers.get("x-client-address", "")
    peer = "" if request.client is None else request.client.host
    return _normal(given) or _normal(peer) or "unknown"


def _normal(text: str) -> str | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((address.packed[:8] + bytes(8), 64)))


ClientAddress = Annotated[str, Depends(client_address)]
