"""How far from UTC a time of day is that stands in a text with its zone: an offset (UTC+2, 14:00+05:30), Z, or a usual abbreviation."""

from __future__ import annotations

import re

ZONES = {  # minutes; abbreviations of one meaning alone, but for CST, BST and the like in their usual one
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "MSK": 180,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
OFFSET = rf"(?:\b(?:UTC|GMT)\s*|:\d\d(?:[.,]\d+)?\s*)([-+−])\s*(\d\d?)(?::?(\d\d))?(?!\d)|(?<![A-Za-z])({'|'.join(ZONES)})\b"
_OFFSET = re.compile(OFFSET)


def offset_in(text: str) -> int:
    """Minutes that a text says its time of day is ahead of UTC; ValueError where it says no zone."""
    found = _OFFSET.search(text)
    if found is None:
        raise ValueError("no time zone")
    if found[4]:
        return ZONES[found[4]]
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return minutes if found[1] == "+" else -minutes


def to_utc_function(name: str) -> str:
    """The source of a function that takes the offset that a text says off a moment."""
    return f"""def {name}(s, m):
    sign, hours, minutes, zone = re.search(r'{OFFSET}', s).groups()
    if zone:
        return m - datetime.timedelta(minutes={ZONES}[zone])
    offset = datetime.timedelta(hours=int(hours), minutes=int(minutes or 0))
    return m - offset if sign == '+' else m + offset"""
