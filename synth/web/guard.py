"""Who may ask, and how much: hosts, origins, the token, sizes, and the headers that keep a browser from doing anything else."""

from __future__ import annotations

import hmac
import ipaddress
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.exceptions import HTTPException

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "synth_token"
ANY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104 - what it may be bound to, with a token
POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
        "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    )
)  # fmt: skip
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass
class Guard:
    """An ASGI application around another one."""

    app: App
    host: str
    token: str | None
    most_bytes: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses, in one line, or passes on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return None
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refused(scope, headers)
        if refused is None and self._shows_token(scope):
            return await _answer(send, 303, "", [(b"location", b"/"), (b"set-cookie", self._cookie())])
        if refused is not None:
            return await _answer(send, *refused)
        await self._passed_on(scope, receive, send)
        return None

    async def _passed_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """With a count of the bytes that come in, and the headers of every answer."""
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.most_bytes:
                raise HTTPException(413, self._too_large)
            return message

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                added = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in own]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self.app(scope, counted, guarded)

    @property
    def _too_large(self) -> str:
        return f"a request may have {self.most_bytes >> 20} MiB at most; `synth serve --max-file MIB` takes larger tables"

    def _refused(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        """The status and the line of a refusal."""
        if not self._knows(headers.get("host", "")):
            return 421, f"this server is not {headers.get('host', 'without a name')[:100]!r}"
        origin = headers.get("origin")
        if origin is not None and (urlsplit(origin).netloc != headers["host"] or not origin.startswith("http")):
            return 403, f"pages of {origin[:100]} may not ask here"
        changes = scope["method"] not in ("GET", "HEAD")
        if changes and origin is None and headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return 403, "pages of other sites may not ask here"
        if not self._has_token(scope, headers):
            return 401, "a token is needed: open the address that `synth serve` printed, which ends in ?token=…"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.most_bytes:
            return 413, self._too_large
        return None

    def _knows(self, given: str) -> bool:
        """Whether a Host header names this server."""
        try:
            name = urlsplit(f"//{given}").hostname or ""
        except ValueError:
            return False
        if name in ("localhost", "127.0.0.1", "::1") or name == self.host:
            return True
        if self.host not in ANY_ADDRESS:
            return False
        return name == socket.gethostname().lower() or _is_address(name)

    def _has_token(self, scope: Scope, headers: dict[str, str]) -> bool:
        if self.token is None:
            return True
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            cookie = None
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        return any(_equal(given, self.token) for given in (cookie.value if cookie else "", bearer, *_in_query(scope)))

    def _shows_token(self, scope: Scope) -> bool:
        """Whether an address shows the token, which then becomes a cookie, lest it stay in the browser's history."""
        return self.token is not None and scope["method"] == "GET" and any(_equal(given, self.token) for given in _in_query(scope))

    def _cookie(self) -> bytes:
        made: SimpleCookie = SimpleCookie()
        made[COOKIE] = self.token or ""
        made[COOKIE].update({"httponly": "1", "samesite": "Strict", "path": "/"})
        return made[COOKIE].OutputString().encode()


def _in_query(scope: Scope) -> list[str]:
    return parse_qs(scope["query_string"].decode("latin-1")).get("token", [])


def _equal(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _answer(send: Send, status: int, text: str, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    told = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    plain = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [*told, plain, *(headers or [])]})
    await send({"type": "http.response.body", "body": f"{text}\n".encode() if text else b""})
