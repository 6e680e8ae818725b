"""What people bring: small inputs, each standing for its kind, with rows that nobody showed. Three variants a kind."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from synth.config import SolveConfig
from synth.solving.solver import solve_task
from tasks.task import task_of

D = Decimal
Rows = list[tuple[Any, Any]]

KINDS: dict[str, list[tuple[Rows, Rows]]] = {
    "decimals are reckoned with exactly": [
        ([((2, D("1.5")), D("3.0")), ((4, D("2.25")), D("9.0")), ((10, D("0.8")), D("8.0"))], [((3, D("1.5")), D("4.5"))]),
        ([(D("19.99"), D("9.99")), (D("105.5"), D("95.5")), (D("12.00"), D("2.00"))], [(D("30.10"), D("20.10"))]),
        (
            [((D("0.1"), D("0.2")), D("0.3")), ((D("1.05"), D("2.1")), D("3.15")), ((D("7.5"), D("0.25")), D("7.75"))],
            [((D("0.7"), D("0.1")), D("0.8"))],
        ),
    ],
    "a number is padded": [
        ([("A-12", "A-0012"), ("B-7", "B-0007"), ("C-345", "C-0345")], [("D-1234", "D-1234"), ("E-1", "E-0001")]),
        ([("7", "007"), ("31", "031"), ("104", "104")], [("9", "009")]),
        ([("file 3", "file 03"), ("file 12", "file 12"), ("file 8", "file 08")], [("file 1", "file 01")]),
    ],
    "thresholds": [
        (
            [(91, "A"), (97, "A"), (85, "B"), (82, "B"), (71, "C"), (78, "C"), (55, "F"), (30, "F")],
            [(90, "A"), (89, "B"), (80, "B"), (79, "C"), (70, "C"), (10, "F")],
        ),
        ([(31, "low"), (44, "low"), (20, "low"), (58, "high"), (66, "high"), (93, "high")], [(50, "high"), (49, "low"), (1, "low")]),
        ([(3, False), (12, False), (17, False), (21, True), (35, True), (64, True)], [(20, True), (19, False)]),
    ],
    "units of thousands": [
        ([("22K", 22000), ("3M", 3000000), ("7M", 7000000), ("158K", 158000)], [("4K", 4000), ("12M", 12000000)]),
        ([("1.5K", "1500"), ("2M", "2000000"), ("310", "310")], [("7K", "7000")]),
        ([(950, "950"), (21400, "21.4K"), (1300000, "1.3M")], [(5000, "5K"), (2000000, "2M")]),
    ],
    "ranges written out": [
        ([("3-5", [3, 4, 5]), ("6-9", [6, 7, 8, 9]), ("10-12", [10, 11, 12])], [("1-3", [1, 2, 3])]),
        ([("1-2, 4", [1, 2, 4]), ("7-9", [7, 8, 9]), ("3, 5-6", [3, 5, 6])], [("1, 3-4", [1, 3, 4])]),
        ([([1, 2, 3, 7], "1-3, 7"), ([4, 5, 9, 10], "4-5, 9-10"), ([2, 4, 5], "2, 4-5")], [([1, 2, 8], "1-2, 8")]),
    ],
    "the shape of the whole text": [
        (
            [("9876501234", True), ("9000012345", True), ("12345", False), ("98765abcde", False)],
            [("1112223334", True), ("x123456789", False)],
        ),
        ([("AB12", "ok"), ("XZ99", "ok"), ("A1", "bad"), ("ABCD", "bad")], [("QR55", "ok"), ("12AB", "bad")]),
        ([("12345", True), ("1234", False), ("99501", True), ("12b45", False)], [("00000", True), ("1", False)]),
    ],
    "letter case and accents of all alphabets": [
        ([("über den wolken", "Über Den Wolken"), ("ein glas wein", "Ein Glas Wein")], [("émile zola", "Émile Zola")]),
        ([("Jörg Bäcker", "Jorg Backer"), ("René Müller", "Rene Muller")], [("Ångström", "Angstrom")]),
        ([("straße", "STRASSE"), ("müde", "MÜDE"), ("čaj", "ČAJ")], [("fußball", "FUSSBALL")]),
    ],
    "dates in another format": [
        ([("20211004", "2021-10-04"), ("20190228", "2019-02-28")], [("20200131", "2020-01-31")]),
        ([("2021-03-04", "March 4, 2021"), ("2020-12-25", "December 25, 2020")], [("2019-07-01", "July 1, 2019")]),
        ([("27.08.2015", "2015-08-27"), ("03.01.2016", "2016-01-03")], [("31.12.1999", "1999-12-31")]),
    ],
    "times in another format": [
        ([("18:25", "6:25 PM"), ("07:05", "7:05 AM")], [("00:30", "12:30 AM"), ("12:00", "12:00 PM")]),
        ([("6:25 pm", "18:25"), ("7:05 am", "07:05")], [("12:10 am", "00:10")]),
        ([("10:47", "10:30"), ("14:12", "14:00"), ("09:59", "09:30")], [("23:31", "23:30")]),
    ],
    "texts that are the same": [
        (
            [(("string", "STRING"), "no"), (("text", "text"), "yes"), (("Ada", "ADA"), "no"), (("bob", "bob"), "yes")],
            [(("x", "y"), "no"), (("q", "q"), "yes")],
        ),
        (
            [(("a", "A"), True), (("b", "c"), False), (("Xy", "xY"), True), (("p", "pq"), False)],
            [(("Straße", "STRASSE"), True), (("k", "l"), False)],
        ),
        ([((3, 5), "fail"), ((7, 5), "pass"), ((5, 5), "pass"), ((1, 9), "fail")], [((4, 4), "pass"), ((8, 9), "fail")]),
    ],
    "what stands at the beginning or the end is left out": [
        ([(("prefix", "pre"), "fix"), (("atypical", "a"), "typical")], [(("banana", "ba"), "nana")]),
        ([("www.example.com", "example.com"), ("www.python.org", "python.org"), ("data.gov", "data.gov")], [("www.w3.org", "w3.org")]),
        ([("minutes.txt", "minutes"), ("plan.pdf", "plan")], [("notes.docx", "notes")]),
    ],
    "null is data": [
        ([(None, 0), (3, 3), (5, 5)], [(None, 0), (7, 7)]),
        ([("a", "a"), (None, "-"), ("q", "q"), ("-x", "-x")], [(None, "-"), ("z", "z")]),
        ([(None, None), (3, 4), (10, 11)], [(None, None), (6, 7)]),
    ],
    "differences of dates": [
        (
            [("2021-03-01 to 2021-03-15", 14), ("2020-02-27 to 2020-03-02", 4), ("2019-12-30 to 2020-01-02", 3)],
            [("2022-05-01 to 2022-06-01", 31)],
        ),
        ([("2021-01-31", "2021-03-02"), ("2020-02-01", "2020-03-02"), ("2019-11-15", "2019-12-15")], [("2022-12-31", "2023-01-30")]),
        ([("2 hours 14 minutes", 8040), ("1 hour", 3600), ("45 minutes", 2700)], [("3 hours 1 minute", 10860)]),
    ],
    "numbers in another format": [
        ([("1234.5", "1,234.50"), ("89", "89.00")], [("1000000", "1,000,000.00")]),
        ([("1.234,50", "1234.50"), ("89,00", "89.00"), ("7.000,25", "7000.25")], [("12,50", "12.50")]),
        ([("0.25", "25%"), ("0.5", "50%"), ("0.07", "7%")], [("1", "100%")]),
    ],
    "another unit or scale, rounded": [
        ([("946607", "924.4 KB"), ("1509947", "1474.6 KB"), ("5361306", "5235.7 KB")], [("457204", "446.5 KB")]),
        ([("0.3904", "39.0%"), ("0.9999", "100.0%"), ("0.4264", "42.6%")], [("0.0367", "3.7%")]),
        ([("27 C", "81 F"), ("-6 C", "21 F"), ("-2 C", "28 F")], [("40 C", "104 F")]),
    ],
    "several numbers together": [
        ([("11 x 70 x 76", "58520"), ("94 x 44 x 73", "301928"), ("92 x 51 x 3", "14076")], [("2 x 3 x 4", "24")]),
        ([("4-35", "32"), ("49-83", "35"), ("16-35", "20")], [("22-26", "5")]),
        ([("6:45", "6.75"), ("7:30", "7.50"), ("2:00", "2.00")], [("14:15", "14.25")]),
    ],
    "weeks, months and moments of other calendars": [
        (
            [
                ("5 Feb 1985", "3 Feb 1985 - 9 Feb 1985"),
                ("19 Aug 1991", "18 Aug 1991 - 24 Aug 1991"),
                ("4 Dec 2013", "1 Dec 2013 - 7 Dec 2013"),
            ],
            [("28 Feb 2002", "24 Feb 2002 - 2 Mar 2002")],
        ),
        ([("199409", "September 1994"), ("202207", "July 2022"), ("200308", "August 2003")], [("201805", "May 2018")]),
        ([("1721480657", "2024-07-20"), ("776955504", "1994-08-15"), ("701281039", "1992-03-22")], [("1126903715", "2005-09-16")]),
    ],
    "words put together anew": [
        ([("lazy green quick", "green lazy quick"), ("report alpha fox", "alpha fox report")], [("b d a c", "a b c d")]),
        ([("red, blue", "blue; red"), ("black, grey, white", "white; grey; black")], [("a, b, c", "c; b; a")]),
        ([("red blue red", "red blue"), ("a b c c", "a b c"), ("x y x y", "x y")], [("k k l", "k l")]),
    ],
    "months and weekdays in another language": [
        (
            [("3. März 2021", "2021-03-03"), ("12. Dezember 2020", "2020-12-12"), ("7. Mai 2019", "2019-05-07")],
            [("1. Oktober 2018", "2018-10-01"), ("30. Januar 2017", "2017-01-30")],
        ),
        ([("2024-03-04", "lundi 4 mars"), ("2024-02-06", "mardi 6 février")], [("2023-08-20", "dimanche 20 août")]),
        ([("4 de marzo de 2021", "4 maart 2021"), ("6 de mayo de 2020", "6 mei 2020")], [("9 de octubre de 2019", "9 oktober 2019")]),
    ],
    "times in UTC": [
        ([("14:00 UTC+2", "12:00 UTC"), ("09:30 UTC+5", "04:30 UTC"), ("01:15 UTC-3", "04:15 UTC")], [("23:00 UTC-3", "02:00 UTC")]),
        (
            [("2021-03-04T23:30:00-05:00", "2021-03-05T04:30:00Z"), ("2021-03-04T10:30:00+02:00", "2021-03-04T08:30:00Z")],
            [("2020-03-01T01:00:00+05:30", "2020-02-29T19:30:00Z")],
        ),
        ([("3:15 PM EST", "21:15 CET"), ("9:00 AM PST", "18:00 CET")], [("1:05 AM EDT", "06:05 CET")]),
    ],
    "quantities in another unit": [
        ([("1.5 GB", "1500 MB"), ("200 MB", "200 MB"), ("2 GB", "2000 MB")], [("1.25 GB", "1250 MB"), ("3 TB", "3000000 MB")]),
        ([("10 lb", "4.54 kg"), ("2 lb", "0.91 kg"), ("150 lb", "68.04 kg")], [("1 lb", "0.45 kg"), ("3 kg", "3.00 kg")]),
        ([("run of 5 km", 5000), ("800 m walk", 800), ("12.5 km by bike", 12500)], [("2 km home", 2000), ("1 km or 2", 1000)]),
    ],
    "changes per cent": [
        ([((100, 110), "+10%"), ((200, 150), "-25%"), ((50, 75), "+50%")], [((10, 15), "+50%"), ((8, 6), "-25%")]),
        ([(("100", "110"), "10.0%"), (("200", "150"), "-25.0%"), (("30", "40"), "33.3%")], [(("3", "4"), "33.3%"), (("6", "5"), "-16.7%")]),
        ([((D("20.00"), D("25.00")), "+25%"), ((D("9.50"), D("8.55")), "-10%")], [((D("10.00"), D("12.00")), "+20%")]),
    ],
    "texts in the order of their numbers": [
        (
            [(["1.10.0", "1.9.2"], "1.10.0"), (["2.0.1", "2.0.10"], "2.0.10"), (["1.2", "1.10", "1.9"], "1.10")],
            [(["3.100", "3.99.5"], "3.100"), (["1.9.10", "1.10"], "1.10")],
        ),
        (
            [(["a10", "a9"], ["a9", "a10"]), (["b2", "b10", "b1"], ["b1", "b2", "b10"])],
            [(["c1", "c11", "c2", "c100"], ["c1", "c2", "c11", "c100"]), (["c1"], ["c1"])],
        ),
        (
            [(["img12.png", "img2.png", "img1.png"], ["img1.png", "img2.png", "img12.png"]), (["x", "x3", "x1"], ["x", "x1", "x3"])],
            [(["p30", "p4", "p5"], ["p4", "p5", "p30"])],
        ),
    ],
    "ranges that a number lies in": [
        ([("17", "1-25"), ("33", "26-50"), ("101", "101-125")], [("25", "1-25"), ("26", "26-50")]),
        ([("10:47", "10:30-11:00"), ("14:12", "14:00-14:30"), ("09:31", "09:30-10:00")], [("23:05", "23:00-23:30")]),
        ([(163, "160-169"), (178, "170-179"), (181, "180-189")], [(160, "160-169")]),
    ],
}
CASES = [(kind, shown, asked) for kind, variants in KINDS.items() for shown, asked in variants]


@pytest.mark.parametrize(("kind", "shown", "asked"), CASES, ids=[f"{kind}-{i % 3 + 1}" for i, (kind, _, _) in enumerate(CASES)])
def test_a_small_input_of_its_kind(kind: str, shown: Rows, asked: Rows) -> None:
    result = solve_task(task_of(kind, shown, asked), SolveConfig(timeout=20.0))
    assert result.status == "solved" and result.test_correct == result.test_total, result.program


def test_values_of_datetime_are_moments() -> None:
    shown = [(datetime.date(2021, 10, 4), "4 Oct"), (datetime.date(2020, 1, 31), "31 Jan"), (datetime.date(2019, 12, 9), "9 Dec")]
    result = solve_task(task_of("days", shown, [(datetime.date(2022, 5, 1), "1 May")]), SolveConfig(timeout=10.0))
    assert (result.status, result.test_correct, result.type) == ("solved", 1, "moment -> str")
