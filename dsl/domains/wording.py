"""Wording: texts written as titles, sentences and names of pages and files have them, and characters put in place of others.

None of them is enumerated: they are tried on the inputs themselves and on the parts that rules find in them.
"""

from __future__ import annotations

import csv
import html
import re
import unicodedata

from dsl.domain import Domain
from dsl.primitives import primitive

DOMAIN = Domain("wording", doc="Titles, sentences, slugs, compound names; brackets taken away or put around; lists in texts.")
SMALL_WORDS = (
    *("a", "an", "and", "as", "at", "but", "by", "for", "from", "in"),
    *("into", "nor", "of", "on", "or", "per", "the", "to", "vs", "with"),
)
WITHIN_NAMES = ("da", "de", "del", "della", "der", "di", "do", "dos", "du", "la", "le", "van", "von")
PARTICLES = (*WITHIN_NAMES, "af", "al", "av", "bin", "den", "el", "ibn", "ten", "ter", "zu")  # of surnames
BEFORE_NAMES = (
    r"(?:mrs?|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|rev|reverend|hon|capt|captain|col|colonel|gen|lt|maj|major|sgt|gov|sen|rep"
    r"|judge|herr|frau|mme|mlle|monsieur|madame|sr|sra|srta)"
)
BEHIND_NAMES = (
    r"(?:jr|sr|junior|senior|i{2,3}|iv|esq|ph\.?d|m\.?d|d\.?d\.?s|m\.?b\.?a|m\.?sc|b\.?sc|m\.a|b\.a|cpa|rn|llb|j\.?d"
    r"|inc|incorporated|llc|llp|ltd|limited|plc|gmbh|ag|corp|corporation|co(?=\.)|company|s\.?a|b\.?v|n\.?v|oy|ab|s\.?p\.?a|pty ltd)"
)
SPOKEN = r"(?!eu|once|one\b|uni(?!n)|us[ei]|ut[ei]|ur[ai])[aeiou]|hour|honest|heir|honou?r"  # what begins with a vowel where it is said


@primitive("str -> str", phrase="{s}~ in title case, small words in small letters", cost=2.5, traits=["scanned"])
def title_case(s: str) -> str:
    """The text in small letters, each word but the small ones behind the first with a capital.

    >>> title_case("the lord OF the rings")
    'The Lord of the Rings'
    """
    words = s.lower().split(" ")
    return " ".join(w if i and w in (*SMALL_WORDS, *WITHIN_NAMES) else w[:1].upper() + w[1:] for i, w in enumerate(words))


@primitive("str -> str", phrase="{s}~ in sentence case", cost=2.5, traits=["scanned"])
def sentence_case(s: str) -> str:
    """The text in small letters, each sentence with a capital.

    >>> sentence_case("STOP! call me. Now?")
    'Stop! Call me. Now?'
    """
    return re.sub(r"(^|[.!?]\s)(\s*\w)", lambda found: found[1] + found[2].upper(), s.lower())


@primitive("str -> str", phrase="the initials of {s} without those of small words", cost=2.5, traits=["scanned"])
def acronym(s: str) -> str:
    """The first letters of the words but small ones, in capitals.

    >>> acronym("Food and Drug Administration")
    'FDA'
    """
    return "".join(word[0] for word in re.findall(r"\w+", s) if word.lower() not in SMALL_WORDS).upper()


@primitive("str -> str -> str", phrase="{s}~ as a slug with {mark}", cost=2.5, traits=["scanned"])
def slug(mark: str, s: str) -> str:
    """The text in small letters and digits of ASCII, with a mark in place of all others; apostrophes and accents are left out.

    Fails for a mark that stands in no name of a page or file.

    >>> slug("-", "Crème Brûlée & Ann's Coffee!")
    'creme-brulee-anns-coffee'
    """
    if not re.fullmatch("[-_.~+]?", mark):
        raise ValueError("no mark of a slug")
    plain = unicodedata.normalize("NFKD", re.sub("(?<=[a-z])['’](?=[a-z])", "", s.lower()))
    return mark.join(re.findall("[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


@primitive("str -> str -> str", phrase="{s}~ with {mark} between the words of compound names", cost=3.0, traits=["scanned"])
def split_camel(mark: str, s: str) -> str:
    """The text with a mark before each capital that begins a word; a run of capitals is a word but for the last before a small letter.

    >>> split_camel(" ", "parseXMLFile")
    'parse XML File'
    """
    return re.sub("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", lambda _: mark, s)


@primitive("str -> str", phrase="{s}~ as a name in camel case", cost=4.5, traits=["scanned"])
def camel_case(s: str) -> str:
    """The words of the text in one, each but the first with a capital, all others small; fails where a digit is first.

    >>> camel_case("total_amount DUE")
    'totalAmountDue'
    """
    first, *others = re.findall(r"[^\W_]+", s)
    if not first[0].isalpha():
        raise ValueError("a name begins with a letter")
    return first.lower() + "".join(map(str.capitalize, others))


@primitive("str -> str", phrase="{s}~ without what stands in brackets", cost=2.5, traits=["scanned"])
def remove_brackets(s: str) -> str:
    """The text without round and square brackets and what stands in them, with one blank between words; a text without any as it is.

    >>> remove_brackets("Yesterday (Remastered) [Mono], live")
    'Yesterday, live'
    """
    bare, found = re.subn(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])", "", s)
    return " ".join(bare.split()) if found else s


@primitive("str -> str", phrase="{s}~ without tags", cost=2.5, traits=["scanned"])
def remove_tags(s: str) -> str:
    """What HTML shows: the text without tags, with the characters that entities stand for and one blank between words.

    >>> remove_tags("<p>Salt &amp; <b>pepper</b></p>")
    'Salt & pepper'
    """
    return " ".join(html.unescape(re.sub("<[^<>]*>", "", s)).split())


@primitive("str -> str", phrase="{s}~ without emoji", cost=2.5, traits=["scanned"])
def remove_emoji(s: str) -> str:
    """The text without emoji, with one blank between words.

    >>> remove_emoji("Café \U0001f525 open ☕")
    'Café open'
    """
    kept = (c for c in s if not (unicodedata.category(c) in ("So", "Cs") or c in "\u200d\ufe0f" or "\U0001f3fb" <= c <= "\U0001f3ff"))
    return " ".join("".join(kept).split())


@primitive(
    "str -> str -> str -> str", phrase="{s}~ with each character of {old} replaced by its like in {new}", cost=2.5, traits=["scanned"]
)
def translate(old: str, new: str, s: str) -> str:
    """The text with each character of the first text replaced by the one at its place in the second; fails where these differ in length.

    >>> translate("0123456789", "₀₁₂₃₄₅₆₇₈₉", "C6H12O6")
    'C₆H₁₂O₆'
    """
    return s.translate(str.maketrans(old, new))


@primitive("str -> str -> str -> str", phrase="{s}~ between {left} and {right} unless it is empty", cost=2.0, traits=["scanned"])
def enclose(left: str, right: str, s: str) -> str:
    """The text between two others; an empty one stays empty.

    >>> enclose(" (", ")", "live")
    ' (live)'
    >>> enclose(" (", ")", "")
    ''
    """
    return f"{left}{s}{right}" if s else ""


@primitive("str -> str -> str", phrase="{first}, or {second} where that is empty", cost=1.0, traits=["scanned"])
def first_given(first: str, second: str) -> str:
    """The first text unless it is empty, else the second.

    >>> first_given("Pool", "Desk")
    'Pool'
    >>> first_given("", "Desk")
    'Desk'
    """
    return first or second


@primitive("str -> str", phrase="what stands in the first brackets of {s}", cost=2.5, traits=["scanned"])
def in_brackets(s: str) -> str:
    """What stands in the first round or square brackets, nothing where there are none.

    >>> in_brackets("Mill Road [closed]")
    'closed'
    >>> in_brackets("East Farm (sold 2014)")
    'sold 2014'
    """
    found = re.search(r"\(([^()]*)\)|\[([^\[\]]*)\]", s)
    return (found[1] or found[2] or "").strip() if found else ""


@primitive("str -> list(str)", phrase="the items that {s} lists", cost=2.5, traits=["scanned"])
def list_items(s: str) -> list[str]:
    """The items between commas, semicolons, strokes, plus signs, ampersands, ends of lines and the words and, or.

    >>> list_items("goats, sheep and cows")
    ['goats', 'sheep', 'cows']
    >>> list_items("Lima; Quito;")
    ['Lima', 'Quito']
    """
    return [item.strip() for item in re.split(r"[,;|/\n&+]|\b(?i:and|or)\b", s) if item.strip()]


@primitive("int -> str -> str -> str", phrase="the {n:nth} of the parts of {s} between any of {marks}", cost=2.5, traits=["scanned"])
def nth_part(n: int, marks: str, s: str) -> str:
    """Part n of the text between any of some characters, from 0, or from the end if negative; without blanks around it, and none is empty.

    >>> nth_part(0, "(,", "Oslo (NO)")
    'Oslo'
    >>> nth_part(-1, "-/", "Zürich - CH")
    'CH'
    """
    return [part.strip() for part in re.split(f"[{re.escape(marks)}]", s) if part.strip()][n]


@primitive("str -> str", phrase="the bare name of {s}", cost=2.5, traits=["scanned"])
def bare_name(s: str) -> str:
    """The name of a person without titles before and letters behind it, of a company without its legal form.

    >>> bare_name("Dr. Ada King, PhD")
    'Ada King'
    >>> bare_name("Acme Foods, Inc.")
    'Acme Foods'
    """
    named = re.sub(rf"^(?:{BEFORE_NAMES}(?:\.\s*|\s+)(?=\S))+", "", s.strip(), flags=re.IGNORECASE)
    return re.sub(rf"(?<=\S)(?:,?\s+{BEHIND_NAMES}\.?)+$", "", named, flags=re.IGNORECASE)


@primitive("str -> str", phrase="{s}~ with what stands behind a comma put first", cost=2.5, traits=["scanned"])
def forename_first(s: str) -> str:
    """A name as it is said: `last, first` the other way round, any other as it is, and what has digits, too.

    >>> forename_first("King, Ada")
    'Ada King'
    >>> forename_first("Ada King")
    'Ada King'
    """
    last, comma, first = s.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and not re.search("[0-9]", s) else s


@primitive("str -> str", phrase="the surname in {s}", cost=2.5, traits=["scanned"])
def surname(s: str) -> str:
    """The last word of a person's name with the particles before it; titles and letters behind the name are left out.

    >>> surname("Dr. Ludwig van Beethoven")
    'van Beethoven'
    >>> surname("Ada King Jr.")
    'King'
    """
    return _parts_of_name(s)[1]


@primitive("str -> str", phrase="the forenames in {s}", cost=2.5, traits=["scanned"])
def forenames(s: str) -> str:
    """What stands before the surname in a person's name, without titles.

    >>> forenames("Dr. Ludwig van Beethoven")
    'Ludwig'
    """
    return _parts_of_name(s)[0]


def _parts_of_name(s: str) -> tuple[str, str]:
    """The forenames and the surname; what stands before a comma is a surname, too."""
    named = bare_name(s)
    if "," in named:
        last, _, first = named.partition(",")
        return first.strip(), last.strip()
    words = named.split()
    at = _surname_at(words)
    return " ".join(words[:at]), " ".join(words[at:])


def _surname_at(words: list[str]) -> int:
    """Where the surname begins among the words of a name: at the particles before the last word, if there are any."""
    at = max(0, len(words) - 1)
    while at > 1 and words[at - 1].lower() in PARTICLES:
        at -= 1
    return at


@primitive("str -> str", phrase="the ten digits of the phone number in {s}", cost=2.5, traits=["scanned"])
def phone_digits(s: str) -> str:
    """The ten digits of a North American phone number, without the code of the country before and an extension behind them.

    >>> phone_digits("tel: +1 (206) 555-0134 ext 4")
    '2065550134'
    """
    found = re.search(r"(?<!\d)(?:\+?1[\s.-]*)?\(?(\d{3})\)?[\s.-]*(\d{3})[\s.-]*(\d{4})(?!\d)", s)
    if found is None:
        raise ValueError("no phone number of ten digits")
    return "".join(found.groups())


@primitive("str -> str", phrase="{s}~ with the initials of its middle names", cost=2.5, traits=["scanned"])
def middle_initials(s: str) -> str:
    """A person's name with its first word, the initials of the middle ones and the surname, as it is with its particles.

    >>> middle_initials("George Herbert Walker Bush")
    'George H. W. Bush'
    >>> middle_initials("Ada King")
    'Ada King'
    """
    words = s.split()
    at = max(1, _surname_at(words))
    return " ".join([*words[:1], *(f"{word[0].upper()}." for word in words[1:at]), *words[at:]])


@primitive("str -> str", phrase="{s}~ with its article put last", cost=2.5, traits=["scanned"])
def article_last(s: str) -> str:
    """A title as catalogues sort it: an article that it begins with stands behind a comma.

    >>> article_last("The Great Gatsby")
    'Great Gatsby, The'
    """
    return re.sub(r"^(the|an|a)\s+(\S.*)$", r"\2, \1", s, flags=re.IGNORECASE)


@primitive("str -> str", phrase="{s}~ behind a or an", cost=2.5, traits=["scanned"])
def with_article(s: str) -> str:
    """The text behind the indefinite article that its first word is spoken with.

    >>> with_article("apple")
    'an apple'
    >>> with_article("university")
    'a university'
    """
    return ("an " if re.match(SPOKEN, s, re.IGNORECASE) else "a ") + s


@primitive("str -> str -> str", phrase="the items that {s} lists, with {last} before the last one", cost=2.5, traits=["scanned"])
def enumeration(last: str, s: str) -> str:
    """The items that the text lists, with commas between them and a text before the last one, of two without a comma.

    >>> enumeration(", and ", "pears; plums; figs")
    'pears, plums, and figs'
    >>> enumeration(", and ", "pears; plums")
    'pears and plums'
    """
    *items, final = list_items(s) or [""]
    if not items:
        return final
    return ", ".join(items) + (last.removeprefix(",") if len(items) == 1 else last) + final


@primitive("str -> str -> str", phrase="the value of {name} in {s}", cost=2.5, traits=["scanned"])
def value_of(name: str, s: str) -> str:
    """What stands behind a name and a colon or equals sign: in quotes, or up to a comma, semicolon, stroke, & or the end of a line.

    Empty where there is no such name.

    >>> value_of("size", "colour=red; size=M")
    'M'
    >>> value_of("city", '{"city": "New York", "zip": 10001}')
    'New York'
    """
    found = re.search(rf"(?<![^\W_])['\"]?{re.escape(name)}['\"]?\s*[:=]\s*(?:\"([^\"]*)\"|'([^']*)'|([^,;|&}}\n]*))", s, re.IGNORECASE)
    return next(part for part in found.groups() if part is not None).strip() if name and found else ""


@primitive("int -> str -> str", phrase="the {n:nth} field of the line {s} of a CSV file", cost=2.5, traits=["scanned"])
def csv_field(n: int, s: str) -> str:
    """Field n of a line between commas, from 0, or from the end if negative; a field in quotes may have commas, and two quotes for one.

    >>> csv_field(1, '1041,"Lamp, desk",19.90')
    'Lamp, desk'
    """
    try:
        return next(csv.reader([s]), [])[n]
    except csv.Error:
        raise ValueError("no line of a CSV file") from None
