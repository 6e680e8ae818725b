"""How numbers stand in texts: what reads them, and the formats that print them, each as a short expression of Python.

A number is read with its sign, commas between groups of digits, a decimal point and an exponent. A format is written as in a
spreadsheet: 0 is a digit, # one that may be absent, #,##0 means groups of three, #,##,##0 Indian groups; point and comma may be swapped,
and a blank, an apostrophe or _ stand between groups; brackets around it stand for the minus, E+00, E+0 or E-0 behind it for a power of
ten, as does x 10^0, × or * for x and with or without blanks; ? before it is a blank for an absent digit, a sign of money stands behind
the minus, + asks for the sign of positive numbers but not of 0, * behind the point for as many decimals as were written, with
zeros behind it for how many at least. Zeros in front
count the sign, as `zfill` does. The empty format prints the digits as they were written, General without zeros at the end, Digits 3
so many from the first that is not 0, with zeros at the end. Halves are rounded away from zero.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache

_WHOLE = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}|[0-9]+)"
_DIGITS = rf"(?:{_WHOLE}(?:\.[0-9]+)?|(?<![\w.])\.[0-9]+)(?:[eE][-+]?[0-9]+\b)?"
NUMBER = rf"((?:(?<!\+/)\B[-+])?{_DIGITS})(?:[^0-9]|$)"  # a sign stands behind no letter or digit, where it is a hyphen, nor in +/-
CELL = rf"\s*([-+(]?)[$€£¥₹\s]*([-+]?{_DIGITS})[$€£¥₹%\s]*\)?"
DECIMAL_COMMA = r"(?<=[0-9]),(?=[0-9]{1,2}(?![0-9.,]))"
GAP = r"(?<=[0-9])[ _'’\u00a0\u202f](?=[0-9]{3}(?![0-9]))"  # between groups of digits
SHORT = rf"(?:[^0-9]*?[^0-9A-Z])??([-+]?)[$€£¥₹\s]*({_DIGITS})\s*(K|M|B|T|THOUSAND|MILLION|BILLION|TRILLION|MIO|MN|BN|)\b[^0-9]*"
POWERS = {"": 0, "K": 3, "M": 6, "B": 9, "T": 12, "THOUSAND": 3, "MILLION": 6, "BILLION": 9, "TRILLION": 12, "MIO": 6, "MN": 6, "BN": 9}
_FORMAT = re.compile(
    r"""(?P<open>\()?(?P<plus>\+)?(?P<money>[$€£¥₹])?(?P<blanks>\?*)
    (?P<groups>\#(?P<sign>[,.\ _'’\u00a0\u202f])(?P<indian>\#\#(?P=sign))?\#\#)?(?P<zeros>0+)
    (?:(?P<point>[.,])(?P<own>\*)?(?P<fixed>0*)(?P<free>\#*))?(?P<power>[Ee](?:\+00|[-+]0)|[ ]?[x×*][ ]?10\^0)?(?(open)\))""",
    re.VERBOSE,
)
_SHORT_POWERS = {"+": ("([eE][-+])0(?=[0-9])", r"\1"), "-": (r"([eE])(?:\+|(-))0?(?=[0-9])", r"\1\2")}  # as E+0 and E-0 have them
_DIGITS_FORMAT = re.compile(r"Digits ([1-9]|[12][0-9])")
PRECISION = 200
LARGEST = Decimal(10) ** 60
_NUMBER = re.compile(NUMBER)
_CELL = re.compile(CELL)


def numbers_in(text: str) -> list[Decimal]:
    """The numbers of a text, from left to right."""
    return [Decimal(found.replace(",", "")) for found in _NUMBER.findall(text)]


def number_spans(text: str) -> list[tuple[int, int]]:
    """Where these stand."""
    return [found.span(1) for found in _NUMBER.finditer(text)]


def whole_number(text: str) -> Decimal:
    """The number that is all of a text, blanks, signs of money and percent aside; ValueError for any other text."""
    found = _CELL.fullmatch(text)
    if found is None:
        raise ValueError("not a number")
    return Decimal(found[1].replace("(", "-") + found[2].replace(",", ""))


def short_number(text: str) -> Decimal:
    """The one number of a text, with K or thousand behind it for thousands, and so on; ValueError for any other text."""
    found = re.fullmatch(SHORT, text.upper())
    if found is None:
        raise ValueError("not a number")
    return Decimal(found[1] + found[2].replace(",", "")).scaleb(POWERS[found[3]])


def shortened(value: Decimal, places: int) -> str:
    """The number with K for thousands, M, B and T, and at most so many decimals."""
    power = next((power for power in (12, 9, 6, 3) if abs(value) >= Decimal(10) ** power), 0)
    text = f"{value.scaleb(-power).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):zf}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + " KMBT"[power // 3].strip()


def short_function(name: str, places: int) -> str:
    """The source of a function that does what `shortened` does with so many decimals."""
    unit = f"0.{'0' * (places - 1)}1" if places else "1"
    trimmed = ".rstrip('0').rstrip('.')" if places else ""
    return f"""def {name}(x):
    power = next((power for power in (12, 9, 6, 3) if abs(x) >= Decimal(10) ** power), 0)
    text = format(x.scaleb(-power).quantize(Decimal('{unit}'), ROUND_HALF_UP), 'zf'){trimmed}
    return text + ' KMBT'[power // 3].strip()"""


def printed(format: str, value: Decimal) -> str:
    """The number as a format has it; ValueError for a text that is no format."""
    if abs(value) > LARGEST:
        raise ValueError("a number of too many digits")
    return _format(format).of(value)


def python_form(format: str) -> str | None:
    """The expression that prints a number `x`, None where there is none."""
    try:
        return _format(format).expression()
    except ValueError:
        return None


@cache
def _format(text: str) -> Format:
    return Format(text)


class Format:
    """A format taken apart."""

    def __init__(self, text: str) -> None:
        self.written, self.general = text == "", text == "General"
        digits = _DIGITS_FORMAT.fullmatch(text)
        self.digits = int(digits[1]) if digits else 0
        found = _FORMAT.fullmatch("0" if self.written or self.general or self.digits else text)
        if found is None or (found["sign"] and found["sign"] == found["point"]):
            raise ValueError(f"no format of numbers: {text!r}")
        self.bracketed, self.power, self.own = bool(found["open"]), found["power"] or "", bool(found["own"])
        sign, point = found["sign"], found["point"]
        marks = {",": sign or ("." if point == "," else ","), ".": point or ("," if sign == "." else ".")}
        self.marks = {old: new for old, new in marks.items() if old != new}
        self.grouped, self.indian = bool(found["groups"]), bool(found["indian"])
        self.money = found["money"] or ""
        self.plus, self.blanks = "+" if found["plus"] else "", len(found["blanks"])
        self.fixed, self.free = len(found["fixed"] or ""), len(found["free"] or "")
        self.least, self.fixed = (self.fixed, 0) if self.own else (0, self.fixed)
        self.zeros = 0 if len(found["zeros"]) == 1 else len(found["zeros"])

    def of(self, value: Decimal) -> str:
        """The text of a number."""
        with localcontext(prec=PRECISION):
            if self.written:
                return f"{value:zf}"
            if self.general:
                return f"{value.normalize():zf}"
            if self.digits:
                rounded = Context(self.digits, ROUND_HALF_UP).plus(value)
                return f"{rounded.quantize(Decimal(1).scaleb(min(0, (rounded.adjusted() if rounded else 0) - self.digits + 1))):zf}"
            places = self.fixed + self.free
            if self.power:
                text = f"{float(Context(places + 1, ROUND_HALF_UP).plus(value)):.{places}{self._letter}}"
                return text if self._rewritten is None else re.sub(*self._rewritten, text)
            rounded = value + Decimal(0).scaleb(-self.least) if self.own else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            text = f"{rounded:{self.plus if rounded else ''}z{',' if self.grouped else ''}f}"
        if self.free:
            front, _, decimals = text.partition(".")
            kept = decimals[: self.fixed] + decimals[self.fixed :].rstrip("0")
            text = front + ("." + kept if kept else "")
        if self.indian:
            text = indian_groups(text)
        text = text.zfill(self.zeros + (1 + places if places else 0)) if self.zeros else text
        text = text.rjust(self.blanks + 1 + (1 + places if places else 0)) if self.blanks else text
        if self.money:
            text = re.sub("^([-+]?)", rf"\1{self.money}", text)
        if self.bracketed:
            text = re.sub("^-(.*)", r"(\1)", text)
        return text.translate(str.maketrans(self.marks)) if self.marks else text

    @property
    def _letter(self) -> str:
        """The letter before the power, as Python writes it."""
        return self.power[0] if self.power[0] in "eE" else "e"

    @property
    def _rewritten(self) -> tuple[str, str] | None:
        """How a power that Python has written is written anew: a pattern and what stands for it."""
        if self.power[0] not in "eE":
            return r"e\+?(-?)0*(?=[0-9])", rf"{self.power.removesuffix('0')}\1"
        return None if self.power.endswith("00") else _SHORT_POWERS[self.power[1]]

    def expression(self) -> str | None:
        """How Python says that."""
        if self.written:
            return "format(x, 'zf')"
        if self.general:
            return "format(x.normalize(), 'zf')"
        if self.digits:
            last = f"Decimal(1).scaleb(min(0, (n.adjusted() if n else 0) - {self.digits - 1}))"
            return f"(lambda n: format(n.quantize({last}), 'zf'))(Context({self.digits}, ROUND_HALF_UP).plus(x))"
        places = self.fixed + self.free
        if self.power:
            text = f"format(float(Context({places + 1}, ROUND_HALF_UP).plus(x)), '.{places}{self._letter}')"
            return text if self._rewritten is None else f"re.sub({self._rewritten[0]!r}, {self._rewritten[1]!r}, {text})"
        unit = f"0.{'0' * (places - 1)}1" if places else "1"
        own = f"(x + Decimal('0.{'0' * self.least}'))" if self.least else "x"  # a sum has the decimals of both
        number = own if self.own else f"x.quantize(Decimal('{unit}'), ROUND_HALF_UP)"
        text = f"format({number}, '{self.plus}z{',' if self.grouped else ''}f')"
        if self.plus:
            text = f"re.sub(r'^[+](?=[0.]*$)', '', {text})"
        if self.free and self.fixed:
            text = f"re.sub(r'(\\.[0-9]{{{self.fixed}}}[0-9]*?)0+$', r'\\1', {text})"
        elif self.free:
            text += ".rstrip('0').rstrip('.')"
        if self.indian and (places > 3 or self.own):
            return None
        if self.indian:
            text = f"re.sub({INDIAN!r}, r'\\1,', {text}.replace(',', ''))"
        width = 1 + places if places else 0
        if self.zeros:
            text += f".zfill({self.zeros + width})"
        if self.blanks:
            text += f".rjust({self.blanks + 1 + width})"
        if self.money:
            text = f"re.sub('^([-+]?)', r'\\1{self.money}', {text})"
        if self.bracketed:
            text = f"re.sub('^-(.*)', r'(\\1)', {text})"
        return f"{text}.translate(str.maketrans({''.join(self.marks)!r}, {''.join(self.marks.values())!r}))" if self.marks else text


INDIAN = r"(\d)(?=(\d\d)+\d(\.|$))"  # right for up to three decimals


def indian_groups(text: str) -> str:
    """A number with commas before its last three digits and before each two before those."""
    front, point, decimals = text.replace(",", "").partition(".")
    sign, digits = (front[0], front[1:]) if front[:1] in "+-" else ("", front)
    head, last = digits[:-3], digits[-3:]
    groups = [head[max(0, i - 2) : i] for i in range(len(head), 0, -2)]
    return sign + ",".join([*reversed(groups), last]) + point + decimals
