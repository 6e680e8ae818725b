"""Columns of names, codes and remarks."""

from __future__ import annotations

import re

from tasks.columns.calendar_cells import (
    ordinal,
)
from tasks.columns.text_cells import (
    CITY,
    COLOUR,
    COMPANY,
    FAMILY,
    FULL_NAME,
    GIVEN,
    HOST,
    PRODUCT,
    STREET,
    grouped,
    letters,
    number,
    of_several,
    plain,
    rewritten,
    roman,
    spaced_kinds,
)
from tasks.recipe import characters, either, integer, one_of, pattern, recipe

ONE = "str -> str"
TO_INT = "str -> int"
FROM_INT = "int -> str"
TO_BOOL = "str -> bool"

HONORIFIC = one_of("Dr. ", "Mrs. ", "Mr. ", "Prof. ", "")
SUBJECT = either(
    pattern("{a} for order {n}", a=one_of("Refund", "refund", "REFUND", "Full refund"), n=number(4, 5)),
    pattern("{a} {n}", a=one_of("Where is order", "Question on invoice", "New address for", "Cancel"), n=number(4, 5)),
)
TAGS = either(pattern("#{a} #{b}", a=COLOUR, b=HOST), pattern("#{a} #{b} #{c}", a=HOST, b=COLOUR, c=one_of("sale", "new", "last")))
REPEATING = either(pattern("{a}; {b}; {a}", a=COLOUR, b=HOST), pattern("{a}; {b}; {b}; {c}", a=HOST, b=COLOUR, c=CITY))

TEXTS = [
    # names
    recipe("name in its natural order", ONE, lambda s: " ".join(reversed(s.split(", "))), pattern("{b}, {a}", a=GIVEN, b=FAMILY)),
    recipe("family name in capitals first", ONE, lambda s: f"{s.split()[-1].upper()}, {s.split()[0]}", FULL_NAME),
    recipe(
        "name without its title",
        ONE,
        lambda s: re.sub(r"^\w+\. ", "", s),
        pattern("{h}{n}", h=HONORIFIC, n=FULL_NAME),
        kind=lambda s: s.split()[0] if "." in s else "",
    ),
    recipe("middle initial", ONE, lambda s: s.split()[1][0], pattern("{a} {m}. {b}", a=GIVEN, m=letters(1, 1), b=FAMILY)),
    recipe(
        "capitals of a company",
        ONE,
        lambda s: "".join(re.findall("[A-Z]", s)),
        pattern("{c} {l}", c=COMPANY, l=one_of("Ltd", "Group", "Inc")),
    ),
    recipe(
        "company without its legal form",
        ONE,
        lambda s: re.sub(", Inc.$| Ltd$", "", s),
        pattern("{c}{l}", c=COMPANY, l=one_of(" Ltd", ", Inc.", "")),
        kind=lambda s: s[-3:] if s[-3:] in ("Ltd", "nc.") else "",
    ),
    # letter case and accents
    recipe("shouted name to title case", ONE, str.title, rewritten(str.upper, FULL_NAME)),
    recipe("city without accents", ONE, plain, CITY, kind=str.isascii),
    recipe("slug of a name", ONE, lambda s: plain(s).lower().replace(" ", "-"), pattern("{a} {c}", a=PRODUCT, c=CITY), kind=str.isascii),
    recipe(
        "first letter of a sentence in capitals",
        ONE,
        lambda s: s[0].upper() + s[1:],
        pattern("{a} from {b}", a=one_of("öffnung", "élan", "parcel", "åkeri", "letter", "über"), b=CITY),
        kind=lambda s: s[0].isascii(),
    ),
    recipe(
        "camel case to words",
        ONE,
        lambda s: re.sub("(?=[A-Z])", " ", s).lower(),
        one_of(
            "orderDate",
            "unitPrice",
            "customerFirstName",
            "shipTo",
            "taxRatePercent",
            "lineItemCount",
            "paidInFull",
            "lastSeenAt",
            "stockOnHand",
            "batchCode",
            "netWeight",
            "dueBy",
        ),
    ),
    recipe(
        "column name to a heading",
        ONE,
        lambda s: s.replace("_", " ").title(),
        one_of(
            "unit_price",
            "order_id",
            "date_of_birth",
            "net_weight",
            "ship_to_city",
            "paid",
            "tax_rate",
            "line_total",
            "batch_code",
            "last_seen_at",
            "qty",
        ),
    ),
    # extraction
    recipe(
        "number of a purchase order",
        ONE,
        lambda s: re.findall("#([0-9]+)", s)[0],
        pattern("PO#{n}: {k} {p}", n=number(4, 6), k=integer(1, 30), p=PRODUCT),
    ),
    recipe(
        "text in square brackets",
        ONE,
        lambda s: re.findall(r"\[(.*)\]", s)[0],
        pattern("{p} [{c}] {n}", p=PRODUCT, c=either(COLOUR, CITY), n=number(2, 3)),
    ),
    recipe(
        "value of a link's parameter",
        ONE,
        lambda s: re.findall("[?&]id=([^&]*)", s)[0],
        pattern(
            "https://{h}.com/{c}?{a}id={n}{b}",
            h=HOST,
            c=COLOUR,
            a=one_of("", "lang=en&", "page=3&"),
            n=number(2, 5),
            b=one_of("", "&ref=mail"),
        ),
        kind=lambda s: ("?id" in s, "ref" in s),
    ),
    recipe(
        "company of a mail address",
        ONE,
        lambda s: s.split("@")[1].split(".")[0].title(),
        pattern("{a}.{n}@{h}.{e}", a=COLOUR, n=number(1, 2), h=HOST, e=one_of("com", "co.uk", "io")),
        kind=lambda s: s[-3:],
    ),
    recipe(
        "last part behind dashes",
        ONE,
        lambda s: s.split(" - ")[-1],
        either(pattern("{p} - {c}", p=PRODUCT, c=COLOUR), pattern("{p} - {s} - {c}", p=PRODUCT, s=one_of("large", "small"), c=COLOUR)),
        kind=lambda s: s.count(" - "),
    ),
    recipe(
        "house number with its letter",
        ONE,
        lambda s: s.split()[0],
        pattern("{n}{l} {s}", n=integer(1, 180), l=one_of("", "a", "b", "c"), s=STREET),
        kind=lambda s: s.split()[0].isdigit(),
    ),
    recipe(
        "first sentence of a report",
        ONE,
        lambda s: s.split(". ")[0] + ".",
        pattern(
            "{a}. {b}.",
            a=one_of("Fixed the leak", "Changed filter 3", "No fault found", "Door stuck", "Replaced fuse"),
            b=one_of("Called tenant", "Parts ordered. Will return Monday", "Done", "Invoice sent"),
        ),
    ),
    # taken out and put in
    recipe(
        "host without www",
        ONE,
        lambda s: s.removeprefix("www."),
        pattern("{w}{h}.{e}", w=one_of("www.", ""), h=HOST, e=one_of("com", "org", "net")),
        kind=lambda s: s.startswith("www."),
    ),
    recipe(
        "phone number for dialling",
        ONE,
        lambda s: "+44" + re.sub("[^0-9]", "", s)[1:],
        either(
            pattern("0{a} {b} {c}", a=number(3, 3), b=number(3, 3), c=number(4, 4)),
            pattern("(0{a}) {b}-{c}", a=number(3, 3), b=number(3, 3), c=number(4, 4)),
        ),
        kind=lambda s: s[0],
    ),
    recipe("ten digits as a phone number", ONE, lambda s: f"({s[:3]}) {s[3:6]}-{s[6:]}", number(10, 10)),
    recipe("account number in groups of four", ONE, lambda s: grouped(s, 4, " "), pattern("DE{n}", n=number(20, 20))),
    recipe("hardware address with colons", ONE, lambda s: grouped(s, 2, ":").lower(), characters("0123456789ABCDEF", 12, 12)),
    recipe(
        "blank between letters and digits",
        ONE,
        spaced_kinds,
        either(pattern("{a}{n}", a=COLOUR, n=number(1, 4)), pattern("{n}{a}", n=number(1, 3), a=one_of("kg", "ml", "cm"))),
        kind=lambda s: s[0].isdigit(),
    ),
    recipe(
        "mail address masked", ONE, lambda s: s[:2] + "***" + s[s.index("@") :], pattern("{a}{n}@{h}.com", a=COLOUR, n=number(0, 2), h=HOST)
    ),
    recipe(
        "all but the last four digits masked",
        ONE,
        lambda s: re.sub("[0-9](?=.*[0-9]{4})", "*", s),
        pattern("{a} {b} {c} {d}", a=number(4, 4), b=number(4, 4), c=number(4, 4), d=number(4, 4)),
    ),
    recipe("padded with dots to twelve", ONE, lambda s: s.ljust(12, "."), either(PRODUCT, COLOUR), kind=lambda s: len(s) > 6),
    recipe("items once, in their order", ONE, lambda s: "; ".join(dict.fromkeys(s.split("; "))), REPEATING, kind=lambda s: s.count(";")),
    recipe("tags to a list", ONE, lambda s: s.replace("#", "").replace(" ", ", "), TAGS, kind=lambda s: s.count("#")),
    # numbers as words
    recipe("count with its noun", FROM_INT, lambda n: f"{n} item" + "s" * (n != 1), integer(1, 11), kind=lambda n: n == 1),
    recipe("place in a race", FROM_INT, ordinal, integer(1, 40), kind=lambda n: ordinal(n)[-2:]),
    recipe("number of a Roman chapter", TO_INT, int, of_several(*((f"Chapter {roman(n)}", n) for n in range(1, 60)))),
    recipe("Roman number", FROM_INT, roman, integer(1, 60), kind=lambda n: n % 10 in (4, 9)),
    # decisions
    recipe(
        "queue of a message",
        ONE,
        lambda s: "returns" if "refund" in s.lower() else "support",
        SUBJECT,
        kind=lambda s: "refund" in s.lower(),
    ),
    recipe(
        "code spelled out",
        ONE,
        lambda s: s.replace("M/", "male, ").replace("F/", "female, "),
        pattern("{c}/{y}", c=one_of("M", "F"), y=integer(1931, 2004)),
        kind=lambda s: s[0],
    ),
    recipe(
        "placeholder to nothing",
        ONE,
        lambda s: "" if s in ("N/A", "-") else s,
        either(one_of("N/A", "-"), CITY),
        kind=lambda s: s if s in ("N/A", "-") else "",
    ),
    recipe(
        "tax code of the right shape",
        TO_BOOL,
        lambda s: re.fullmatch("[A-Z]{5}[0-9]{4}[A-Z]", s) is not None,
        either(
            pattern("{a}{n}{b}", a=letters(5, 5), n=number(4, 4), b=letters(1, 1)),
            pattern("{a}{n}{b}", a=letters(4, 6), n=number(3, 5), b=letters(0, 2)),
        ),
        kind=lambda s: re.fullmatch("[A-Z]{5}[0-9]{4}[A-Z]", s) is not None,
    ),
    recipe(
        "postal code or not",
        ONE,
        lambda s: "yes" if re.fullmatch("[0-9]{5}", s) else "no",
        either(number(5, 5), number(4, 6), pattern("{a}{n}", a=letters(1, 1), n=number(4, 4))),
        kind=lambda s: (len(s) == 5) + s.isdigit(),
    ),
]
