"""Units of length, area, weight, volume, data, time, speed, energy, pressure, temperature and shares, and quantities of them in texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Context, Decimal
from functools import cache

UNITS = {  # how many of the first unit one of each is, by the ways in which it is written
    "length": {
        "m meter meters metre metres": "1", "mm MM": "0.001", "cm CM": "0.01", "dm": "0.1",
        "km KM kilometer kilometers kilometre kilometres": "1000", "in inch inches \"": "0.0254",
        "ft FT foot feet '": "0.3048", "yd yard yards": "0.9144", "mi mile miles": "1609.344",
    },
    "weight": {
        "g gram grams": "1", "mg": "0.001", "kg KG Kg kgs KGS kilo kilos kilogram kilograms": "1000", "t ton tons tonne tonnes": "1000000",
        "oz OZ ounce ounces": "28.349523125", "lb lbs LB LBS Lbs pound pounds": "453.59237",
    },
    "volume": {
        "l L liter liters litre litres": "1", "ml mL ML": "0.001", "cl cL": "0.01", "dl dL": "0.1", "gal gallon gallons": "3.785411784",
        "qt quart quarts": "0.946352946", "pt pint pints": "0.473176473",
    },
    "data": {
        "B byte bytes": "1", "kB KB kb": "1000", "MB mb": "1000000", "GB gb": "1000000000", "TB tb": "1000000000000",
        "KiB": "1024", "MiB": "1048576", "GiB": "1073741824", "TiB": "1099511627776",
    },
    "time": {
        "s sec second seconds": "1", "ms": "0.001", "min minute minutes": "60", "h hr hrs hour hours": "3600", "d day days": "86400",
        "wk wks week weeks": "604800", "mo mos month months": "2592000", "yr yrs year years": "31536000",  # of 30 and 365 days
    },
    "speed": {"km/h kmh kph KPH": "1", "mph MPH": "1.609344", "m/s": "3.6", "kn kt knot knots": "1.852", "ft/s": "1.09728"},
    "energy": {"J": "1", "kJ": "1000", "cal": "4.184", "kcal": "4184", "Wh": "3600", "kWh": "3600000", "MWh": "3600000000"},
    "area": {
        "m² m2 sqm": "1", "km² km2": "1000000", "ha hectare hectares": "10000", "acre acres": "4046.8564224",
        "ft² ft2 sqft": "0.09290304",
    },
    "pressure": {"Pa": "1", "hPa mbar": "100", "kPa": "1000", "bar": "100000", "psi": "6894.757293", "atm": "101325"},
    "temperature": {"°F F f": "1", "°C C c": "1.8"},
    "share": {"% percent pct": "1", "‰": "0.1", "bp bps BP BPS": "0.01"},
}  # fmt: skip
BINARY = "binary "  # before a unit of data whose prefixes are powers of 1024
BYTES = ("B byte bytes", "kB KB kb", "MB mb", "GB gb", "TB tb")
POWERS = {way: Decimal(1024) ** power for power, ways in enumerate(BYTES) for way in ways.split()}
FACTORS = {kind: {way: Decimal(one) for ways, one in units.items() for way in ways.split()} for kind, units in UNITS.items()}
ZEROS = {"°C": Decimal(32), "C": Decimal(32), "c": Decimal(32)}  # of units that do not begin where the first one does, in that one
KINDS = {way: kind for kind, ways in FACTORS.items() for way in ways}
PLACES = 8  # decimals of what is shifted
DIGITS = Context(prec=10)  # of a factor that does not end, so that a number of six digits times one has no more than a decimal holds
AMOUNT = r"((?:\B-)?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+|,[0-9]{1,2})?)\s*"  # 2,5 m is one number: in a list each has its unit
_DECIMAL = ",(?=..?$)"


def one_of(ways: Iterable[str]) -> str:
    """The pattern of a number and a unit."""
    return rf"{AMOUNT}({'|'.join(sorted(ways, key=len, reverse=True))})(?![A-Za-z])"


QUANTITY = one_of(KINDS)
_QUANTITY = re.compile(QUANTITY)


@cache
def factors_to(unit: str) -> dict[str, Decimal]:
    """How many of a unit one of each of its kind is; ValueError for an unknown unit."""
    ways = POWERS if unit.startswith(BINARY) else FACTORS.get(KINDS.get(unit, ""), {})
    unit = unit.removeprefix(BINARY)
    if unit not in ways:
        raise ValueError(f"no unit {unit!r}")
    return {way: DIGITS.divide(factor, ways[unit]).normalize() for way, factor in ways.items()}


def shifts_to(unit: str) -> dict[str, Decimal]:
    """What is added besides, in a unit, by the way that a quantity is written, where zeros differ as those of temperatures do."""
    if unit not in FACTORS["temperature"]:
        return {}
    ways, to = FACTORS["temperature"], ZEROS.get(unit, Decimal(0))
    return {way: DIGITS.divide(ZEROS.get(way, Decimal(0)) - to, ways[unit]) for way in ways}


@cache
def _run_of(unit: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """One quantity of a unit's kind, and several that nothing but blanks part: 5 ft 11 in."""
    one = one_of(factors_to(unit))
    return re.compile(one), re.compile(rf"(?:{one}\s*)+")


def kinds_in(text: str) -> list[str]:
    """The kinds of the quantities that a text has, in their order."""
    return [KINDS[found[2]] for found in _QUANTITY.finditer(text)]


def units_in(text: str) -> list[str]:
    """The units of the quantities that a text has, in their order."""
    return [found[2] for found in _QUANTITY.finditer(text)]


def first_in(text: str) -> tuple[str, str]:
    """The number and the unit of the first quantity that a text has, as they are written; ValueError where there is none."""
    found = re.search(QUANTITY, text)
    if found is None:
        raise ValueError("no quantity")
    return found[1], found[2]


def quantity(unit: str, text: str) -> Decimal:
    """The first quantity of a unit's kind that a text has, in that unit, with those that go on with it; ValueError where there is none."""
    factors = factors_to(unit)
    one, run = _run_of(unit)
    found = run.search(text)
    if found is None:
        raise ValueError(f"no quantity that {unit} measures")
    if shifts := shifts_to(unit):
        number, way = one.findall(found[0])[0]
        return round(value(number) * factors[way] + shifts[way], PLACES)
    return sum((value(number) * factors[way] for number, way in one.findall(found[0])), Decimal(0))


def value(number: str) -> Decimal:
    """A number whose decimals may stand behind a comma."""
    return Decimal(re.sub(_DECIMAL, ".", number).replace(",", ""))


def function(name: str, unit: str) -> str:
    """The source of a function that gives the quantity in a text in a unit."""
    factors = factors_to(unit)
    table = ", ".join(f"{way!r}: '{factor}'" for way, factor in factors.items())
    lines = [f"def {name}(s):", f"    units = {{{table}}}", f"    quantity = r'''{one_of(factors)}'''"]
    if shifts := shifts_to(unit):
        zeros = ", ".join(f"{way!r}: '{shift}'" for way, shift in shifts.items())
        lines += [
            f"    zeros = {{{zeros}}}",
            "    number, unit = re.search(quantity, s).groups()",
            f"    number = re.sub({_DECIMAL!r}, '.', number).replace(',', '')",
            f"    return round(Decimal(number) * Decimal(units[unit]) + Decimal(zeros[unit]), {PLACES})",
        ]
    else:
        lines += [
            "    found = re.search(rf'(?:{quantity}\\s*)+', s)[0]",
            f"    parts = [(re.sub({_DECIMAL!r}, '.', number).replace(',', ''), unit) for number, unit in re.findall(quantity, found)]",
            "    return sum(Decimal(number) * Decimal(units[unit]) for number, unit in parts)",
        ]
    return "\n".join(lines)
