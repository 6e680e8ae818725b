"""Kinds of everyday columns: the cheapest program that scanning finds is the one that is meant, and Python says the same."""

from __future__ import annotations

import pytest
from test_scanned_kinds import Row, check

KINDS: dict[str, list[tuple[list[Row], list[Row]]]] = {  # rows shown and rows asked for
    "temperatures and shares in several units": [
        ([("98.6°F", "37.0 °C"), ("21 C", "21.0 °C"), ("14 F", "-10.0 °C")], [("-5.5 °C", "-5.5 °C"), ("72 f", "22.2 °C")]),
        ([("25 bps", "0.25%"), ("1.5%", "1.50%"), ("-40bp", "-0.40%")], [("3 %", "3.00%"), ("1000 bps", "10.00%")]),
        ([("3 weeks", "21"), ("10 days", "10"), ("2 months", "60")], [("1 year", "365"), ("6 wks", "42")]),
    ],
    "roman numerals and fractions within texts": [
        ([("Chapter IV", "Chapter 04"), ("Part II", "Part 02"), ("Chapter XIX", "Chapter 19")], [("Volume I", "Volume 01")]),
        ([("2 1/2 cups", "2.5"), ("¾ cup", "0.75"), ("1/3 cup", "0.33")], [("1½ cups", "1.5"), ("2⅓ cups", "2.33"), ("4 cups", "4")]),
    ],
    "parts of an hour, and prices without a tax": [
        ([("37 min", "0.75 h"), ("112 min", "2.00 h"), ("15 min", "0.25 h")], [("4 min", "0.25 h"), ("61 min", "1.25 h")]),
        ([("119,00 €", "100,00 €"), ("59,50 €", "50,00 €"), ("1.190,00 €", "1.000,00 €")], [("9,99 €", "8,39 €")]),
    ],
    "bytes in units of 1024 and of 1000": [
        ([("512", "512 B"), ("1536", "1.5 KB"), ("3355443", "3.2 MB")], [("1073741824", "1.0 GB")]),
        ([("512", "512 B"), ("1500", "1.5 KB"), ("3200000", "3.2 MB")], [("1000000000", "1.0 GB"), ("900", "900 B")]),
    ],
    "several signs told by words": [
        ([("48.858, 2.294", "48.86° N, 2.29° E"), ("-33.856, 151.215", "33.86° S, 151.22° E"), ("40.689, -74.044", "40.69° N, 74.04° W")],
         [("-22.951, -43.210", "22.95° S, 43.21° W")]),
    ],
    "changes per cent, from 0 and with arrows": [
        ([(("1,200", "1,500"), "+25.0%"), (("845", "790"), "-6.5%"), (("0", "35"), "n/a")],
         [(("62", "62"), "0.0%"), (("90", "45"), "-50.0%")]),
        ([(("100", "112"), "▲ 12.0%"), (("50", "45"), "▼ 10.0%"), (("200", "230"), "▲ 15.0%")], [(("30", "31"), "▲ 3.3%")]),
    ],
    "lengths of time over numbers, and hours at a rate": [
        ([(("10 km", "50:00"), "5:00 /km"), (("5 km", "24:15"), "4:51 /km"), (("21,1 km", "1:52:30"), "5:20 /km")],
         [(("42.2 km", "3:45:00"), "5:20 /km")]),
        ([(("7:30", "20.00"), "150.00"), (("8:15", "18.00"), "148.50"), (("4:45", "12.40"), "58.90")], [(("6:00", "31.50"), "189.00")]),
        ([(("120 km", "1:30:00"), "80 km/h"), (("45 km", "0:30:00"), "90 km/h"), (("50 km", "0:40:00"), "75 km/h")],
         [(("10 km", "0:40:00"), "15 km/h")]),
    ],
    "lengths of time in mixed ways": [
        ([("7h 30m", "7.5"), ("6h15", "6.25"), ("45m", "0.75")], [("8h", "8"), ("2h 20m", "2.33")]),
        ([("up 3 days, 4:12", "76"), ("up 23:45", "24"), ("up 1 day, 0:30", "25")], [("up 6:08", "6"), ("up 41 days, 1:59", "986")]),
        ([("2h 45m 9s", "2:45:09"), ("38m 12s", "38:12"), ("1h 5m", "1:05:00")], [("59s", "0:59"), ("9m 40s", "9:40")]),
        ([("3725", "1h 2m 5s"), ("95", "1m 35s"), ("7200", "2h")], [("42", "42s"), ("3601", "1h 1s")]),
    ],
    "items written one by one": [
        ([("33.8568 S, 151.2153 E", "-33.8568, 151.2153"), ("1.3500 N, 2.3522 E", "1.3500, 2.3522")],
         [("40.7128 N, 74.0060 W", "40.7128, -74.0060")]),
        ([("2021-03-04; 2021-05-16", "4 Mar 2021, 16 May 2021"), ("2020-12-01", "1 Dec 2020")],
         [("2019-11-11; 2019-11-30", "11 Nov 2019, 30 Nov 2019")]),
        ([("10 x 20", "25.4 x 50.8"), ("4 x 8.5", "10.16 x 21.59")], [("3 x 12", "7.62 x 30.48")]),
    ],
    "dates later by another column": [
        ([(("31 Jan 2023", "1"), "28 Feb 2023"), (("15 Mar 2022", "6"), "15 Sep 2022")], [(("30 Nov 2020", "3"), "28 Feb 2021")]),
        ([(("01/15/2023", "Net 30"), "02/14/2023"),
          (("03/02/2023", "Due on receipt"), "03/02/2023"), (("11/20/2022", "Net 45"), "01/04/2023")],
         [(("06/30/2022", "net 15"), "07/15/2022")]),
        ([("Feb 2024", "2/29/2024"), ("2022-11", "11/30/2022"), ("07/2021", "7/31/2021")],
         [("Jan 2021", "1/31/2021"), ("2023-06", "6/30/2023")]),
    ],
    "days that people name, working days, and serial numbers with a time": [
        ([(("yesterday", "2022-05-18"), "2022-05-17"), (("in 3 days", "2022-05-30"), "2022-06-02"),
          (("2 weeks ago", "2021-09-10"), "2021-08-27")],
         [(("Tomorrow", "2020-02-28"), "2020-02-29"),
          (("a month ago", "2021-03-31"), "2021-02-28"), (("today", "2023-01-04"), "2023-01-04")]),
        ([(("2023-05-01", "3"), "2023-05-04"), (("2023-05-04", "2"), "2023-05-08"), (("2023-06-09", "5"), "2023-06-16")],
         [(("2022-08-16", "10"), "2022-08-30")]),
        ([("44197", "1 Jan 2021"), ("43831.5", "1 Jan 2020"), ("40000", "6 Jul 2009")], [("44620.25", "28 Feb 2022")]),
    ],
    "years and months, none of them 0": [
        ([(("Jan 2015", "Apr 2018"), "3 years, 3 months"), (("Sep 2019", "Oct 2020"), "1 year, 1 month"),
          (("Jun 2021", "Nov 2021"), "5 months")],
         [(("Mar 2010", "Mar 2022"), "12 years"), (("Aug 2022", "Sep 2022"), "1 month")]),
        ([("30", "2 years, 6 months"), ("13", "1 year, 1 month"), ("7", "7 months")], [("24", "2 years")]),
    ],
    "times later by a length of time": [
        ([(("08:15", "2h 40m"), "10:55"), (("13:05", "45m"), "13:50"), (("22:30", "3h"), "01:30")], [(("06:00", "1h 5m"), "07:05")]),
        ([(("09:30", "45 min"), "09:30–10:15"), (("14:00", "90 min"), "14:00–15:30")], [(("16:40", "25 min"), "16:40–17:05")]),
    ],
    "speeds, numbers of pages, and degrees of a range": [
        ([("60 mph", "97 km/h"), ("10 m/s", "36 km/h"), ("25 mph", "40 km/h")], [("32.5 m/s", "117 km/h")]),
        ([("1-5,8", "6"), ("12", "1"), ("3-4,9-12", "6")], [("20-29", "10"), ("1,3,5", "3")]),
        ([("15-22°C", "59-72°F"), ("0-10°C", "32-50°F"), ("20-30°C", "68-86°F")], [("5-12°C", "41-54°F")]),
    ],
    "noon, midnight, and ranges with am or pm at their ends": [
        ([("9am", "09:00"), ("2:30 p.m.", "14:30"), ("noon", "12:00")], [("midnight", "00:00"), ("12 noon", "12:00"), ("4pm", "16:00")]),
        ([("9-11 AM", "09:00-11:00"), ("1:30-3 PM", "13:30-15:00"), ("10 am to 12:30 pm", "10:00-12:30")], [("11-1 PM", "11:00-13:00")]),
    ],
    "of several years the one that stands as shown": [
        ([("Back to the Future (1985)", "1980s"), ("The Matrix (1999)", "1990s")],
         [("2001: A Space Odyssey (1968)", "1960s"), ("1917 (2019)", "2010s")]),
    ],
    "initials of forenames": [
        ([("Maria Elena Gutierrez", "Gutierrez, M. E."), ("John Smith", "Smith, J.")], [("Thomas Edward James Hill", "Hill, T. E. J.")]),
        ([("Maria Elena Gutierrez", "M.E. Gutierrez"), ("John Smith", "J. Smith")], [("Thomas Edward James Hill", "T.E.J. Hill")]),
    ],
    "covered characters": [
        ([("michael@outlook.com", "m*****l@outlook.com"), ("ann@web.de", "a*n@web.de")], [("bo@tiny.io", "bo@tiny.io")]),
        ([("michael@outlook.com", "mi*****@outlook.com"), ("joanna@firm.co.uk", "jo****@firm.co.uk")], [("lee@x.org", "le*@x.org")]),
    ],
    "sizes in names of products": [
        ([("Olive Oil 500ml", "500 ml"), ("Rice, 2 KG bag", "2 kg"), ("7 Grain Bread 400g sliced", "400 g")],
         [("Cola Zero 1.5L (pack of 6)", "1.5 l")]),
    ],
    "cells of one shape": [
        ([("AB-1204-07", "valid"), ("ab-1204-07", "invalid"), ("QX-553-12", "invalid")],
         [("MK-9081-33", "valid"), ("TR-0047-1", "invalid"), ("LP-7720-90", "valid"), ("GF-12O4-19", "invalid"), ("P-4418-26", "invalid")]),
    ],
    "signs of currencies, shares of several columns, and tolerances": [
        ([("1250 USD", "$1,250.00"), ("EUR 99.5", "€99.50"), ("gbp 18400", "£18,400.00")], [("45.9 eur", "€45.90")]),
        ([(("45", "30", "5"), "56.3%"), (("120", "80", "40"), "50.0%"), (("7", "7", "1"), "46.7%")], [(("9", "5", "6"), "45.0%")]),
        ([("25.0 ± 0.2 mm", "24.8 to 25.2 mm"), ("8 +/- 0.05 mm", "7.95 to 8.05 mm"), ("120 ± 1 mm", "119 to 121 mm")],
         [("9.8+/-0.3 mm", "9.5 to 10.1 mm")]),
    ],
    "ranges with both ends rounded, and with bounds": [
        ([("60", "60 - 60"), ("947", "940 - 950"), ("576.9", "570 - 580")], [("290", "290 - 290"), ("104", "100 - 110")]),
        ([("16", "0 <= x < 20"), ("3", "0 <= x < 20"), ("53", "40 <= x < 60")], [("30", "20 <= x < 40")]),
    ],
    "numbers to the right of blanks": [([("2627.94", " 2627.94"), ("1457.47", " 1457.47")], [("623.35", "  623.35")])],
    "a blank so far from the end": [
        ([("sw1a1aa", "SW1A 1AA"), ("M1 1AE", "M1 1AE"), ("ec2v-7hh", "EC2V 7HH")], [("b338th", "B33 8TH")]),
        ([("SW1A1AA", "SW1A 1AA"), ("M11AE", "M1 1AE")], [("DN551PT", "DN55 1PT")]),
    ],
    "the sides of a match": [
        ([("Rovers 3-1 United", "Rovers by 2"), ("City 0 - 0 Athletic", "Draw"), ("Hawks 88-102 Bulls", "Bulls by 14")],
         [("Sharks 14 - 20 Lions", "Lions by 6"), ("Port Vale 1-1 Lincoln City", "Draw")]),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_column_is_found(kind: str) -> None:
    for shown, asked in KINDS[kind]:
        check(shown, asked)
