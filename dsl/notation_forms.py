"""How Python says shapes, conversions, calendars and look-ups (see `dsl.forms`)."""

SHAPES = {
    "matches_shape": ("shape, s: re.fullmatch(shape, s) is not None",),
    "find_shape": (r"shape, n, s: re.findall(r'(?<![^\W_])' + shape + r'(?![^\W_])', s)[n]",),
    "equal_ignoring_case": ("s, t: s.casefold() == t.casefold()",),
    "squeeze": ("s: ' '.join(s.split())",),
    "insert_between_cases": ("X, s: re.sub('([a-z])([A-Z])', lambda pair: pair[1] + X + pair[2], s)",),
    "insert_between_kinds": (
        "X, s: re.sub('([0-9])([A-Za-z])', lambda pair: pair[1] + X + pair[2], "
        "re.sub('([A-Za-z])([0-9])', lambda pair: pair[1] + X + pair[2], s))",
    ),
    "insert_every": ("P, mark, s: mark.join([s[i:i + P] for i in range(0, len(s), P)])",),
    "mask": ("P, fill, s: s[-P:].rjust(len(s), fill)",),
    "mask_digits": ("P, K, s: re.sub('[0-9](?=(?:[^0-9]*[0-9]){' + str(P) + '})', K, s)",),
    "pad_numbers": ("N, s: re.sub('[0-9]+', lambda run: run[0].zfill(N), s)",),
    "format_mask": (r"mask, s: mask.replace('#', '{}').format(*re.findall(r'[^\W_]', s)[-mask.count('#'):])",),
    "replace_between": ("D1, D2, new, s: re.sub(re.escape(D1) + '.*?' + re.escape(D2), lambda _: new, s, flags=re.DOTALL)",),
}
CONVERSIONS = {
    "to_hex": ("n: format(n, 'x')",),
    "to_hex_capitals": ("n: format(n, 'X')",),
    "from_hex": ("s: int(s, 16)",),
    "to_binary": ("n: format(n, 'b')",),
    "from_binary": ("s: int(s, 2)",),
    "to_octal": ("n: format(n, 'o')",),
    "from_octal": ("s: int(s, 8)",),
    "by_sign": ("below, none, above, x: below if x < 0 else above if x > 0 else none",),
    "if_zero": ("none, n, text: text if n else none",),
    "whole_root": ("n: math.isqrt(n)",),
    "factorial": ("n: math.factorial(n)",),
    "digit_sum": ("n: sum(map(int, str(abs(n))))",),
    "code_point": ("s: ord(s)",),
    "character_of": ("n: chr(n)",),
    "ip_to_int": ("s: int(ipaddress.IPv4Address(s))",),
    "int_to_ip": ("n: str(ipaddress.IPv4Address(n))",),
    "url_scheme": ("s: urllib.parse.urlsplit(s).scheme",),
    "file_name": ("s: pathlib.PurePosixPath(s).name",),
    "file_stem": ("s: pathlib.PurePosixPath(s).stem",),
    "quote_url": ("s: urllib.parse.quote(s, safe='')",),
    "unquote_url": ("s: urllib.parse.unquote(s, errors='strict')",),
    "escape_html": ("s: html.escape(s)",),
    "unescape_html": ("s: html.unescape(s)",),
    "to_base64": ("s: base64.b64encode(s.encode()).decode()",),
    "from_base64": ("s: base64.b64decode(s, validate=True).decode()",),
}
_NATURAL = "key=lambda s: [int(piece) if i % 2 else piece for i, piece in enumerate(re.split('([0-9]+)', s))]"
NATURAL_ORDER = {"sort_naturally": (f"ss: sorted(ss, {_NATURAL})",), "last_naturally": (f"ss: max(ss, {_NATURAL})",)}
TABLES = {"recall": ("keys, values, s: dict(zip(keys, values))[s]",)}
CALENDARS = {
    "from_serial": ("n: datetime.datetime(1899, 12, 30) + datetime.timedelta(days=n)",),
    "start_of_quarter": ("m: m.replace(month=(m.month - 1) // 3 * 3 + 1, day=1)",),
    "end_of_quarter": ("m: m.replace(month=(m.month + 2) // 3 * 3, day=30 + (m.month < 4 or m.month > 9))",),
    "start_of_year": ("m: m.replace(month=1, day=1)",),
    "end_of_year": ("m: m.replace(month=12, day=31)",),
    "to_serial": ("m: (m - datetime.datetime(1899, 12, 30)).days",),
    "time_of_day": ("m: datetime.timedelta(hours=m.hour, minutes=m.minute, seconds=m.second)",),
    "days_in_month": ("m: calendar.monthrange(m.year, m.month)[1]",),
    "week_of_month": ("first, m: (m.day - 1 + (m.replace(day=1).isoweekday() - first) % 7) // 7 + 1",),
}
NOTATIONS = CALENDARS | SHAPES | CONVERSIONS | NATURAL_ORDER | TABLES
