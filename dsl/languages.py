"""Names of months and weekdays in nine languages, Roman numerals of months, and texts with such names put from one into another.

A word is looked up whatever its case and accents; the name that takes its place has the case of the word. What is no name stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

ENGLISH = (
    "January February March April May June July August September October November December",
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "Mon Tue Wed Thu Fri Sat Sun",
)
LANGUAGES = {  # the same in the same order: months and weekdays, each in full and short
    "German": (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "Mo Di Mi Do Fr Sa So",
    ),
    "French": (
        "Janvier Février Mars Avril Mai Juin Juillet Août Septembre Octobre Novembre Décembre",
        "Janv Févr Mars Avr Mai Juin Juil Août Sept Oct Nov Déc",
        "Lundi Mardi Mercredi Jeudi Vendredi Samedi Dimanche",
        "Lun Mar Mer Jeu Ven Sam Dim",
    ),
    "Spanish": (
        "Enero Febrero Marzo Abril Mayo Junio Julio Agosto Septiembre Octubre Noviembre Diciembre",
        "Ene Feb Mar Abr May Jun Jul Ago Sep Oct Nov Dic",
        "Lunes Martes Miércoles Jueves Viernes Sábado Domingo",
        "Lun Mar Mié Jue Vie Sáb Dom",
    ),
    "Italian": (
        "Gennaio Febbraio Marzo Aprile Maggio Giugno Luglio Agosto Settembre Ottobre Novembre Dicembre",
        "Gen Feb Mar Apr Mag Giu Lug Ago Set Ott Nov Dic",
        "Lunedì Martedì Mercoledì Giovedì Venerdì Sabato Domenica",
        "Lun Mar Mer Gio Ven Sab Dom",
    ),
    "Portuguese": (
        "Janeiro Fevereiro Março Abril Maio Junho Julho Agosto Setembro Outubro Novembro Dezembro",
        "Jan Fev Mar Abr Mai Jun Jul Ago Set Out Nov Dez",
        "Segunda-feira Terça-feira Quarta-feira Quinta-feira Sexta-feira Sábado Domingo",
        "Seg Ter Qua Qui Sex Sáb Dom",
    ),
    "Dutch": (
        "Januari Februari Maart April Mei Juni Juli Augustus September Oktober November December",
        "Jan Feb Mrt Apr Mei Jun Jul Aug Sep Okt Nov Dec",
        "Maandag Dinsdag Woensdag Donderdag Vrijdag Zaterdag Zondag",
        "Ma Di Wo Do Vr Za Zo",
    ),
    "Swedish": (
        "Januari Februari Mars April Maj Juni Juli Augusti September Oktober November December",
        "Jan Feb Mar Apr Maj Jun Jul Aug Sep Okt Nov Dec",
        "Måndag Tisdag Onsdag Torsdag Fredag Lördag Söndag",
        "Mån Tis Ons Tor Fre Lör Sön",
    ),
    "Danish": (
        "Januar Februar Marts April Maj Juni Juli August September Oktober November December",
        "Jan Feb Mar Apr Maj Jun Jul Aug Sep Okt Nov Dec",
        "Mandag Tirsdag Onsdag Torsdag Fredag Lørdag Søndag",
        "Man Tir Ons Tor Fre Lør Søn",
    ),
    "Polish": (  # months in the genitive, as they stand beside a day
        "Stycznia Lutego Marca Kwietnia Maja Czerwca Lipca Sierpnia Września Października Listopada Grudnia",
        "Sty Lut Mar Kwi Maj Cze Lip Sie Wrz Paź Lis Gru",
        "Poniedziałek Wtorek Środa Czwartek Piątek Sobota Niedziela",
        "Pon Wto Śro Czw Pią Sob Nie",
    ),
}
ROMAN = "Roman"  # months by these numerals
NUMERALS = ("I II III IV V VI VII VIII IX X XI XII",)
MIXED = "any"  # the months of English and all languages but these numerals, each in full and short
_ALSO = {  # other spellings, and the words that stand beside a month
    "German": "Jänner January Feber February Mrz March Maerz March Sept September Sonnabend Saturday",
    "French": "Fév February Juill July er st",
    "Spanish": "Sept September Set September Setiembre September de of del of",
    "Italian": "Sett September",
    "Portuguese": "de of Segunda Monday Terça Tuesday Quarta Wednesday Quinta Thursday Sexta Friday",
    "Dutch": "Maa March Sept September",
    "Swedish": "Sept September",
    "Danish": "Sept September Mai May",
    "Polish": "Styczeń January Luty February Marzec March Kwiecień April Czerwiec June Lipiec July Sierpień August Wrzesień September "
    "Październik October Listopad November Grudzień December",
}
WORD = r"[^\W\d_]+(?:-feira)?"
_WORD = re.compile(WORD, re.IGNORECASE)
_NUMERAL = re.compile(r"\d\W{0,3}[IVX]{1,4}\W{0,3}\d")  # a month in Roman numerals between day and year
Names = Mapping[str, str]


@cache
def to_english(language: str) -> Names:
    """English names by those of a language in small letters, with accents and without; ValueError for an unknown language."""
    if language == MIXED:
        plain = [(word, word) for word in _words(ENGLISH[:2])]
        return _first_of(plain) | _first_of((word, name) for one in LANGUAGES for word, name in to_english(one).items() if _is_month(name))
    own, pairs = names_of(language), _ALSO.get(language, "").split()
    named = [*zip(_words(own), _words(ENGLISH), strict=False), *zip(pairs[::2], pairs[1::2], strict=True)]
    return _first_of(named) | {without: name for word, name in named if (without := _plain(word.lower())) not in _first_of(named)}


def _is_month(name: str) -> bool:
    return name in _words(ENGLISH[:2]) or name == "of"


@cache
def from_english(language: str) -> Names:
    """The names of a language by the English ones in small letters; ValueError for an unknown language."""
    return _first_of(zip(_words(ENGLISH), _words(names_of(language)), strict=False))


@cache
def back_to_english(language: str) -> Names:
    """`from_english` backwards; of names that are short for themselves, the full ones."""
    return _first_of(zip(_words(names_of(language)), _words(ENGLISH), strict=False))


def names_of(language: str) -> tuple[str, ...]:
    """The names of a language; ValueError for an unknown one."""
    if language in ("English", ROMAN):
        return ENGLISH if language == "English" else NUMERALS
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
    return LANGUAGES[language]


def _words(kinds: Iterable[str]) -> list[str]:
    return [word for kind in kinds for word in kind.split()]


def _first_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word, name in pairs:
        found.setdefault(word.lower(), name)
    return found


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def put(names: Names, text: str) -> str:
    """The text with each word that is a key replaced by its name, in the case of the word."""
    return _WORD.sub(lambda found: _cased(names.get(found[0].lower(), found[0]), found[0]), text)


def _cased(name: str, word: str) -> str:
    return name.lower() if word.islower() else name.upper() if word.isupper() else name


def has_name(language: str, text: str) -> bool:
    """Whether a month or a weekday of the language stands in the text by a name of three letters or more, or as a numeral by a day."""
    if language == ROMAN:
        return _NUMERAL.search(text) is not None
    return any(found[0].lower() in _long_names(language) for found in _WORD.finditer(text))


@cache
def _long_names(language: str) -> frozenset[str]:
    own = {word.lower() for word in (to_english(MIXED) if language == MIXED else _words(names_of(language))) if len(word) > 2}
    return frozenset(own | {_plain(word) for word in own})


def function(name: str, names: Names) -> str:
    """The source of a function that does as `put` does with these names."""
    words, said = " ".join(names), " ".join(names.values())
    return f"""def {name}(s):
    names = dict(zip('{words}'.split(), '{said}'.split()))

    def put(found):
        name = names.get(found[0].lower(), found[0])
        return name.lower() if found[0].islower() else name.upper() if found[0].isupper() else name
    return re.sub(r'{WORD}', put, s, flags=re.I)"""
