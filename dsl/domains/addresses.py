"""Addresses and codes of texts: IPv4, URLs, paths, percent signs, HTML, base64, as Python's standard library has them.

None of them is enumerated: they are tried on the inputs themselves and on the numbers and words in them.
"""

from __future__ import annotations

import base64
import html
import ipaddress
import re
import urllib.parse
from pathlib import PurePosixPath

from dsl.domain import Domain
from dsl.primitives import primitive

DOMAIN = Domain("addresses", doc="Addresses taken apart, and texts coded for them.")


# Addresses


def _url(s: str) -> urllib.parse.SplitResult:
    """The parts of a URL; where no scheme stands before it, what looks like a host on the web begins it."""
    bare = re.match(r"[\w.-]+\.[a-zA-Z]{2,}(?=[:/?#]|$)", s)
    return urllib.parse.urlsplit(f"//{s}" if bare else s)


def _hosted(s: str) -> urllib.parse.SplitResult:
    url = _url(s)
    if url.hostname is None:
        raise ValueError("a URL without a host")
    return url


@primitive("str -> int", phrase="the number of the IPv4 address in {s}", cost=2.0, traits=["scanned"])
def ip_to_int(s: str) -> int:
    """The number of an IPv4 address.

    >>> ip_to_int("10.0.0.1")
    167772161
    """
    return int(ipaddress.IPv4Address(s))


@primitive("int -> str", phrase="the IPv4 address with the number {n}", cost=2.0, traits=["scanned"])
def int_to_ip(n: int) -> str:
    """The IPv4 address of a number.

    >>> int_to_ip(167772161)
    '10.0.0.1'
    """
    return str(ipaddress.IPv4Address(n))


@primitive("str -> str", phrase="the scheme of the URL in {s}", cost=2.0, traits=["scanned"])
def url_scheme(s: str) -> str:
    """The scheme of a URL.

    >>> url_scheme("https://example.com/a")
    'https'
    """
    return urllib.parse.urlsplit(s).scheme


@primitive("str -> str", phrase="the host of the URL in {s}", cost=2.0, traits=["scanned"])
def url_host(s: str) -> str:
    """The host of a URL, with or without a scheme before it.

    >>> url_host("https://example.com:80/a")
    'example.com'
    >>> url_host("www.example.com/a")
    'www.example.com'
    """
    return str(_hosted(s).hostname)


@primitive("str -> str", phrase="the site that {s}~ leads to", cost=2.0, traits=["scanned"])
def url_site(s: str) -> str:
    """The host of an address on the web, with or without a scheme before it, in small letters and without `www.`; of none of mail.

    >>> url_site("www.Example.com/a?b=c")
    'example.com'
    """
    host = str(_hosted(s).hostname)
    if "@" in s:
        raise ValueError("no address on the web")
    return host.removeprefix("www.")


@primitive("str -> str", phrase="the path of the URL in {s}", cost=2.0, traits=["scanned"])
def url_path(s: str) -> str:
    """The path of a URL.

    >>> url_path("https://example.com/a/b?c=1")
    '/a/b'
    """
    return _hosted(s).path


@primitive("str -> str", phrase="the query of the URL in {s}", cost=2.0, traits=["scanned"])
def url_query(s: str) -> str:
    """The query of a URL.

    >>> url_query("https://example.com/a?b=1#c")
    'b=1'
    """
    return _hosted(s).query


@primitive("str -> str -> str", phrase="the value of {name} in the query of the URL in {s}", cost=2.0, traits=["scanned"])
def query_value(name: str, s: str) -> str:
    """The first value of a name in the query of a URL.

    >>> query_value("id", "https://example.com/a?b=1&id=x+y")
    'x y'
    """
    return urllib.parse.parse_qs(_url(s).query)[name][0]


@primitive("str -> str", phrase="the file name of the path in {s}", cost=2.0, traits=["scanned"])
def file_name(s: str) -> str:
    """The last part of a path.

    >>> file_name("/home/ada/notes.txt")
    'notes.txt'
    """
    return PurePosixPath(s).name


@primitive("str -> str", phrase="the file name without its extension of the path in {s}", cost=2.0, traits=["scanned"])
def file_stem(s: str) -> str:
    """The last part of a path without its extension.

    >>> file_stem("/home/ada/notes.tar.gz")
    'notes.tar'
    """
    return PurePosixPath(s).stem


# Codes of text


@primitive("str -> str", phrase="{s}~ with percent signs as a URL needs them", cost=2.0, traits=["scanned"])
def quote_url(s: str) -> str:
    """The text with all that is not plain in a URL behind percent signs.

    >>> quote_url("a b/c")
    'a%20b%2Fc'
    """
    return urllib.parse.quote(s, safe="")


@primitive("str -> str", phrase="{s}~ with percent signs of URLs resolved", cost=2.0, traits=["scanned"])
def unquote_url(s: str) -> str:
    """The text that percent signs write.

    >>> unquote_url("a%20b%2Fc")
    'a b/c'
    """
    return urllib.parse.unquote(s, errors="strict")


@primitive("str -> str", phrase="{s}~ escaped for HTML", cost=2.0, traits=["scanned"])
def escape_html(s: str) -> str:
    """The text as HTML writes it.

    >>> escape_html("a < b")
    'a &lt; b'
    """
    return html.escape(s)


@primitive("str -> str", phrase="{s}~ with escapes of HTML resolved", cost=2.0, traits=["scanned"])
def unescape_html(s: str) -> str:
    """The text that HTML writes.

    >>> unescape_html("a &lt; b")
    'a < b'
    """
    return html.unescape(s)


@primitive("str -> str", phrase="{s}~ in base64", cost=2.0, traits=["scanned"])
def to_base64(s: str) -> str:
    """The text's bytes in UTF-8 as base64.

    >>> to_base64("Ada")
    'QWRh'
    """
    return base64.b64encode(s.encode()).decode()


@primitive("str -> str", phrase="{s}~ decoded from base64", cost=2.0, traits=["scanned"])
def from_base64(s: str) -> str:
    """The text whose bytes in UTF-8 base64 writes.

    >>> from_base64("QWRh")
    'Ada'
    """
    return base64.b64decode(s, validate=True).decode()
