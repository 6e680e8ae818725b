"""Edits that people make to columns of a spreadsheet: names, addresses, codes, dates, sizes."""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase, digits

from tasks.recipe import Draw, build, characters, either, integer, nested, one_of, pattern, recipe, scattered

ONE = "str -> str"
TWO = "str -> str -> str"
TO_INT = "str -> int"
TO_BOOL = "str -> bool"
PARTS = "str -> list(str)"

given = one_of("Mara", "Tomas", "Ines", "Yusuf", "Freya", "Pavel", "Noor", "Liam", "Sofia", "Akira", "Bo", "Wanda")
family = one_of("Okafor", "Lindqvist", "Marsh", "Petrov", "Abe", "Castellano", "Ng", "Whitfield", "Duarte", "Holm")
company = one_of("northwind", "brightleaf", "quarry", "tidal", "bluefin", "oakhurst", "vector", "lumen")
ending = one_of("com", "org", "net", "io", "co.uk")
city = one_of("Lisbon", "Graz", "Porto Alegre", "Kyoto", "New Haven", "Utrecht", "Cape Town", "Oslo")
country = one_of("Portugal", "Austria", "Brazil", "Japan", "Norway", "Kenya", "Chile")
fruit = one_of("apple", "pear", "plum", "quince", "fig", "cherry", "melon", "lime")
colour = one_of("red", "green", "blue", "amber", "black", "violet", "white")
street = one_of("Mill Lane", "Station Road", "Harbour Street", "Elm Avenue", "Church Row", "Kiln Court")
kind = one_of("report", "invoice", "draft_two", "photo", "minutes", "backup", "plan.final")
suffix = one_of("pdf", "txt", "csv", "jpeg", "docx")
month = one_of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
capitals = characters(ascii_uppercase, 2, 4)


def number(shortest: int, longest: int) -> Draw:
    return characters(digits, shortest, longest)


PERSON = pattern("{a} {b}", a=given, b=family)
MIDDLE = pattern("{a} {m} {b}", a=given, m=given, b=family)
MAIL = pattern("{a}.{b}@{c}.{d}", a=given, b=family, c=company, d=ending)
FILE = pattern("{k}.{s}", k=kind, s=suffix)
PATH = pattern("/{c}/{u}/{k}.{s}", c=company, u=fruit, k=kind, s=suffix)
ISO = pattern("{y}-{m:02}-{d:02}", y=integer(1987, 2031), m=integer(1, 12), d=integer(1, 28))
PHONE = pattern("({a}) {b}-{c}", a=number(3, 3), b=number(3, 3), c=number(4, 4))
CODE = pattern("{a}-{n}-{b}", a=capitals, n=number(2, 5), b=capitals)
URL = pattern("https://{s}.{c}.{d}/{p}", s=one_of("www", "shop", "api"), c=company, d=ending, p=fruit)
LIST = either(
    *(pattern(",".join(["{a}", "{b}", "{c}", "{d}", "{e}"][:n]), a=fruit, b=colour, c=fruit, d=colour, e=fruit) for n in (2, 3, 4, 5))
)
WORDS = either(*(pattern(" ".join(["{a}", "{b}", "{c}", "{d}"][:n]), a=colour, b=fruit, c=company, d=fruit) for n in (2, 3, 4)))
SPACED = pattern("{l}{a}{m}{b}{r}", l=one_of("", " ", "   "), a=colour, m=one_of(" ", "  ", "    "), b=fruit, r=one_of("", " ", "  "))
SMALL_NUMBER = pattern("{n}", n=scattered(4))

RECIPES = [
    # names
    recipe("initials with dots", ONE, lambda s: "".join(f"{w[0]}." for w in s.split()), PERSON),
    recipe("initials of any number of names", ONE, lambda s: "".join(w[0] for w in s.split()), either(PERSON, MIDDLE)),
    recipe("family name first", ONE, lambda s: ", ".join(reversed(s.split())), PERSON),
    recipe("given name", ONE, lambda s: s.split()[0], PERSON),
    recipe("last word", ONE, lambda s: s.split()[-1], either(PERSON, MIDDLE)),
    recipe("initial and family name", ONE, lambda s: f"{s[0]}. {s.split()[1]}", PERSON),
    recipe("drop the middle name", ONE, lambda s: f"{s.split()[0]} {s.split()[-1]}", either(PERSON, MIDDLE)),
    recipe("salutation from two columns", TWO, lambda a, b: f"Dear {a} {b},", given, family),
    recipe("user name from two columns", TWO, lambda a, b: (a[0] + b).lower(), given, family),
    recipe("mail address from two columns", TWO, lambda a, c: f"{a.lower()}@{c}.com", given, company),
    # mail, links, files
    recipe("user of a mail address", ONE, lambda s: s.split("@")[0], MAIL),
    recipe("host of a mail address", ONE, lambda s: s.split("@")[1], MAIL),
    recipe("name from a mail address", ONE, lambda s: s.split("@")[0].replace(".", " "), MAIL),
    recipe("hide the user", ONE, lambda s: f"{s[0]}***{s[s.index('@') :]}", MAIL),
    recipe("file ending", ONE, lambda s: s.split(".")[-1], FILE),
    recipe("file name without its ending", ONE, lambda s: s.rsplit(".", 1)[0], FILE),
    recipe("last part of a path", ONE, lambda s: s.split("/")[-1], PATH),
    recipe("host of a link", ONE, lambda s: s.split("/")[2], URL),
    recipe("slug of a title", ONE, lambda s: s.lower().replace(" ", "-"), pattern("{a} {b} {c}", a=city, b=kind, c=fruit)),
    # dates, numbers, phones
    recipe("year of a date", ONE, lambda s: s[:4], ISO),
    recipe("date with the day first", ONE, lambda s: "/".join(reversed(s.split("-"))), ISO),
    recipe("month and short year", ONE, lambda s: f"{s[5:7]}/{s[2:4]}", ISO),
    recipe("digits of a phone number", ONE, lambda s: "".join(c for c in s if c.isdigit()), PHONE),
    recipe("phone number with dots", ONE, lambda s: s[1:4] + "." + s[6:].replace("-", "."), PHONE),
    recipe("area code", ONE, lambda s: s[1:4], PHONE),
    recipe("pad with zeros to five", ONE, lambda s: s.zfill(5), SMALL_NUMBER),
    recipe("drop leading zeros", ONE, lambda s: s.lstrip("0"), pattern("{z}{n}", z=one_of("", "0", "00", "000"), n=integer(1, 9999))),
    recipe("card number but the last four", ONE, lambda s: "*" * (len(s) - 4) + s[-4:], number(10, 16)),
    recipe(
        "minutes of a duration",
        TO_INT,
        lambda s: int(s.split(":")[0]) * 60 + int(s.split(":")[1]),
        pattern("{h}:{m:02}", h=integer(0, 9), m=integer(0, 59)),
    ),
    recipe("price in whole units", TO_INT, lambda s: int(s[1:].split(".")[0]), pattern("${n}.{c}", n=integer(1, 900), c=number(2, 2))),
    recipe("number inside a code", TO_INT, lambda s: int(s.split("-")[1]), CODE),
    # codes and delimiters
    recipe("middle part of a code", ONE, lambda s: s.split("-")[1], CODE),
    recipe("code without dashes, in small letters", ONE, lambda s: s.replace("-", "").lower(), CODE),
    recipe("commas to semicolons", ONE, lambda s: s.replace(",", "; "), LIST),
    recipe("second item of a list", ONE, lambda s: s.split(",")[1], LIST),
    recipe("items of a list in order", ONE, lambda s: ",".join(sorted(s.split(","))), LIST),
    recipe("how many items", TO_INT, lambda s: s.count(",") + 1, LIST),
    recipe(
        "text in brackets", ONE, lambda s: re.findall(r"\((.*)\)", s)[0], pattern("{c} ({d}), {n}", c=city, d=country, n=integer(1, 99))
    ),
    recipe("remove the remark in brackets", ONE, lambda s: s.split(" (")[0], pattern("{f} ({c})", f=either(fruit, city), c=colour)),
    recipe(
        "value after the equals sign",
        ONE,
        lambda s: s.split("=")[1].strip(),
        pattern("{k} = {v}", k=fruit, v=either(colour, SMALL_NUMBER)),
    ),
    recipe(
        "city in a postal line",
        ONE,
        lambda s: s.split(", ")[1].upper(),
        pattern("{n} {s}, {c}, {d}", n=integer(1, 250), s=street, c=city, d=country),
    ),
    recipe("street without its number", ONE, lambda s: s[s.index(" ") + 1 :], pattern("{n} {s}", n=integer(1, 250), s=street)),
    recipe("two columns to a range", TWO, lambda a, b: f"{a}–{b}", month, month),
    # case, spaces, letters
    recipe(
        "capital first letter",
        ONE,
        lambda s: s[0].upper() + s[1:].lower(),
        either(characters(ascii_uppercase, 3, 7), characters(ascii_lowercase, 3, 7)),
    ),
    recipe("every word with a capital", ONE, str.title, WORDS),
    recipe("words run together in camel case", ONE, lambda s: s.split()[0] + s.title().replace(" ", "")[len(s.split()[0]) :], WORDS),
    recipe("single spaces only", ONE, lambda s: " ".join(s.split()), SPACED),
    recipe("acronym in capitals", ONE, lambda s: "".join(w[0] for w in s.split()).upper(), WORDS),
    recipe("words in reverse order", ONE, lambda s: " ".join(reversed(s.split())), WORDS),
    recipe("longest word", ONE, lambda s: max(s.split(), key=len), WORDS),
    recipe("without vowels", ONE, lambda s: "".join(c for c in s if c not in "aeiou"), WORDS),
    recipe("how many words", TO_INT, lambda s: len(s.split()), WORDS),
    recipe(
        "reads the same backwards",
        TO_BOOL,
        lambda s: s == s[::-1],
        either(one_of("level", "noon", "kayak", "refer", "civic", "rotor", "stats", "radar"), fruit, colour),
    ),
    recipe(
        "add the unit unless it is there",
        ONE,
        lambda s: s if s.endswith(" kg") else s + " kg",
        pattern("{n}{u}", n=integer(1, 500), u=one_of("", " kg")),
    ),
    recipe("shortened to eight letters with dots", ONE, lambda s: s if len(s) <= 8 else s[:8] + "...", either(fruit, WORDS)),
    recipe(
        "words joined by a delimiter",
        "list(str) -> str -> str",
        lambda ws, d: d.join(ws),
        nested(fruit, 2, 4),
        one_of(", ", "-", "/", " | "),
    ),
    recipe("words of a line", PARTS, str.split, WORDS),
    recipe("lengths of the words", "str -> list(int)", lambda s: [len(w) for w in s.split()], WORDS),
    recipe("repeat the text n times", "str -> int -> str", lambda s, n: s * n, one_of("-", "ab", "=", "ha", "xyz", "* "), integer(1, 5)),
    recipe("part n of a code", "str -> int -> str", lambda s, n: s.split("-")[n], CODE, integer(0, 2)),
    recipe("label and number", "str -> int -> str", lambda s, n: f"{s} #{n}", colour, integer(1, 99)),
]
TASKS = build("text_edits", RECIPES)
