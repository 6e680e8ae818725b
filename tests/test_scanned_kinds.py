"""Kinds of columns of dates and numbers: the cheapest program that scanning finds is the one that is meant, and Python says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from dsl.domain import load_domain
from dsl.evaluate import compile_term
from dsl.export import to_python
from dsl.syntax import parse_term
from dsl.term import print_term
from synth.config import SolveConfig
from synth.search.scanning.scan import scans
from synth.solving.solver import Attempt
from synth.space.space import Space
from tasks import task_of

Row = tuple[Any, str]
KINDS: dict[str, list[tuple[list[Row], list[Row]]]] = {  # rows shown and rows asked for
    "several values behind each other": [
        (
            [(("Ann Lee", "3/13/2023"), "Ann Lee, joined Mar 2023"), (("J. Ortiz", "12/9/2011"), "J. Ortiz, joined Dec 2011")],
            [(("Bo", "10/20/2012"), "Bo, joined Oct 2012")],
        ),
        (
            [(("9", "12"), "9/12 = 75%"), (("18", "20"), "18/20 = 90%"), (("7", "9"), "7/9 = 78%")],
            [(("1", "3"), "1/3 = 33%"), (("30", "120"), "30/120 = 25%")],
        ),
        ([("5.238 kg", "5.2 kg"), ("12.96 m", "13.0 m"), ("0.5127 l", "0.5 l")], [("81 kg", "81.0 kg"), ("7.04 cm", "7.0 cm")]),
        (
            [(("2022-03-25", "14:00", "15:30"), "Fri 25 Mar, 14:00-15:30"), (("2008-06-03", "9:15", "10:00"), "Tue 3 Jun, 9:15-10:00")],
            [(("2017-11-29", "19:30", "23:00"), "Wed 29 Nov, 19:30-23:00")],
        ),
        ([(("8.50", "KG"), "8.50 kg"), (("12000", "Pcs"), "12,000 pcs")], [(("0.755", "L"), "0.755 l")]),
    ],
    "moments as they are written": [
        ([("Due: 8/28/2025 by noon", "8/28/2025"), ("deadline 8/18/04, no more", "8/18/04")], [("7/28/2012 - call", "7/28/2012")]),
        ([("seen at 9:05 by Jo", "9:05"), ("18:30 gate 4", "18:30")], [("ready at 7:00", "7:00")]),
        ([("born 3 May 1990 in Rome", "3 May 1990"), ("on 21 June 2001.", "21 June 2001")], [("since 1 March 2010 here", "1 March 2010")]),
    ],
    "times that may lack minutes": [
        ([("14h05", "14:05"), ("9h", "09:00"), ("18H30", "18:30")], [("7h45", "07:45"), ("20 h 15", "20:15")]),
        ([("0:20 AM", "00:20"), ("5:30 PM", "17:30"), ("11:07 am", "11:07")], [("0:05 am", "00:05"), ("13:40 PM", "13:40")]),
        ([("9am", "09:00"), ("5:30 PM", "17:30"), ("12am", "00:00")], [("11:15 am", "11:15"), ("8 pm", "20:00")]),
        ([("9am-5:30pm", "09:00 to 17:30"), ("10am-4pm", "10:00 to 16:00")], [("11:30am-9pm", "11:30 to 21:00")]),
    ],
    "runs of digits with a time": [
        ([("IMG_20130623_140533.jpg", "2013-06-23 14:05:33"), ("VID_20111006_083012.mp4", "2011-10-06 08:30:12")],
         [("PXL_20111209_000407.jpg", "2011-12-09 00:04:07")]),
        ([("20190304102233", "04/03/2019 10:22"), ("20181125235901", "25/11/2018 23:59")], [("20200710000510", "10/07/2020 00:05")]),
    ],
    "years of accounts": [
        ([("2018-06-30", "FY2018"), ("2018-07-01", "FY2019"), ("2020-01-15", "FY2020")], [("2016-08-20", "FY2017")]),
        ([("15/04/2019", "Q1"), ("20/11/2018", "Q3"), ("31/03/2020", "Q4")], [("1/7/2017", "Q2"), ("9/1/2021", "Q4")]),
        ([("2018-10-01", "FY19"), ("2018-09-30", "FY18"), ("2020-03-15", "FY20")], [("2016-02-20", "FY16")]),
    ],
    "products that are rounded": [
        ([("4.75", "5.65"), ("7.12", "8.47"), ("70.33", "83.69")], [("10.00", "11.90"), ("3.5", "4.17")]),
        ([("$450.00", "€416.25"), ("$19.99", "€18.49"), ("$7.50", "€6.94")], [("$100.00", "€92.50")]),
        ([("450 g", "net 297"), ("712 g", "net 470"), ("7033 g", "net 4642")], [("1000 g", "net 660")]),
    ],
    "blanks and apostrophes between groups": [
        ([("90289.04", "90 289,04"), ("980457.8", "980 457,80"), ("17.77", "17,77")], [("1234567", "1 234 567,00")]),
        ([("90289", "CHF 90'289"), ("980457", "CHF 980'457")], [("1234567", "CHF 1'234'567"), ("12", "CHF 12")]),
    ],
    "money below nothing": [
        ([("20", "$20.00"), ("1112", "$1,112.00"), ("19", "$19.00")], [("-318", "-$318.00")]),
        ([("-72444", "($72,444)"), ("48.2", "$48"), ("-809200", "($809,200)")], [("1565762", "$1,565,762")]),
    ],
    "dates and times of exports": [
        ([("2012年4月14日", "14 Apr 2012"), ("2014年2月5日", "5 Feb 2014")], [("2019年6月16日", "16 Jun 2019")]),
        ([("Shot 2018-02-19 at 7.50.20 PM.png", "19/02/2018 19:50:20"), ("Shot 2023-10-08 at 6.54.59 AM.png", "08/10/2023 06:54:59")],
         [("Shot 2021-07-05 at 3.57.18 PM.png", "05/07/2021 15:57:18")]),
        ([("20171017233826", "17.10.2017 23:38 Uhr"), ("20130910071944", "10.09.2013 07:19 Uhr")],
         [("20240725180138", "25.07.2024 18:01 Uhr")]),
        ([("2710s", "45:10"), ("1191s", "19:51")], [("599s", "9:59")]),
    ],
    "no number is rounded twice": [
        ([("403.747", "404"), ("1445", "1445"), ("7.333", "8")], [("126.07", "127")]),
    ],
    "thousands that are cut off": [
        ([("13931", "$10k-$15k"), ("86288", "$85k-$90k"), ("85211", "$85k-$90k")], [("100000", "$100k-$105k")]),
    ],
    "labels that say for which numbers they are": [
        ([("37", "<100"), ("240", "100-499"), ("1250", "500+")], [("99", "<100"), ("100", "100-499"), ("499.5", "100-499")]),
        ([("15", "Under 18"), ("51", "18 to 64"), ("74", "65 and over")], [("17", "Under 18"), ("18", "18 to 64"), ("65", "65 and over")]),
        ([("0.2 ms", "at most 1"), ("7 ms", "more than 1")], [("1 ms", "at most 1"), ("1.1 ms", "more than 1")]),
    ],
    "parts of lists": [
        ([("Baker, Josephine", "Josephine Baker"), ("van der Berg, Kees", "Kees van der Berg"), ("Okonkwo,Chinua", "Chinua Okonkwo")],
         [("Dupont , Marie-Claire", "Marie-Claire Dupont")]),
        ([("color=red;size=L", "color: red, size: L"), ("width=2cm; depth=4cm", "width: 2cm, depth: 4cm"), ("made=oak", "made: oak")],
         [("brand=Bosch;power=750W;", "brand: Bosch, power: 750W")]),
    ],
    "points between groups": [
        ([("1234567", "1.234.567"), ("987", "987"), ("20450", "20.450")], [("5550000", "5.550.000"), ("12", "12")]),
        ([("566339.9", "566.339,90"), ("357.6", "357,60")], [("5550000.1", "5.550.000,10")]),
    ],
    "periods by their ends": [
        ([("12 January 2017", "Jan-Mar 2017"), ("13 May 2020", "Apr-Jun 2020")], [("2 October 2019", "Oct-Dec 2019")]),
        ([("2013-05-19", "May 13 - May 19"), ("2000-12-06", "Dec 4 - Dec 10")], [("2019-10-01", "Sep 30 - Oct 6")]),
        ([("2/2019", "1-28 February 2019"), ("11/2020", "1-30 November 2020")], [("2/2020", "1-29 February 2020")]),
        ([("2022-11-22", "H2 2022"), ("2006-04-22", "H1 2006"), ("2022-05-16", "H1 2022")], [("2021-07-01", "H2 2021")]),
        ([("4/6/2010", "01.06.2010-30.06.2010"), ("8/2/2015", "01.02.2015-28.02.2015")], [("9/2/2016", "01.02.2016-29.02.2016")]),
    ],
    "letters and digits in a mask": [
        ([("2458073021", "(245) 807-3021"), ("273.681.9303", "(273) 681-9303"), ("1-242-621-2997", "(242) 621-2997")],
         [("+1 (646) 555 3890", "(646) 555-3890")]),
        ([("09f1a2b3c4d5", "09:F1:A2:B3:C4:D5"), ("a1b2.c3d4.e5f6", "A1:B2:C3:D4:E5:F6")], [("0011.2233.ffee", "00:11:22:33:FF:EE")]),
        ([("03012345678", "+49 301 2345678"), ("08998765432", "+49 899 8765432")], [("04055512345", "+49 405 5512345")]),
    ],
    "bounds and working days": [
        ([("Q3 2019", "2019-09-30"), ("Q1 2018", "2018-03-31"), ("Q4 2020", "2020-12-31")], [("Q2 2017", "2017-06-30")]),
        ([("2019-05-04", "2019-04-01"), ("2018-12-25", "2018-10-01")], [("2020-02-29", "2020-01-01")]),
        ([("2019-03-04", "2019-03-05"), ("2019-03-08", "2019-03-11"), ("2019-03-16", "2019-03-18")], [("2018-11-25", "2018-11-26")]),
        ([("43831", "2020-01-01"), ("44985", "2023-02-28")], [("41640", "2014-01-01")]),
    ],
    "durations of ISO 8601": [
        ([("PT4M13S", "4:13"), ("PT1H2M5S", "62:05"), ("PT58S", "0:58")], [("PT10M", "10:00"), ("PT2H3S", "120:03")]),
        ([("PT1H30M", "90"), ("PT45M", "45")], [("PT2H", "120")]),
        ([("PT1H30M", "1h 30m"), ("PT5M", "0h 5m")], [("PT2H", "2h 0m")]),
    ],
    "lengths of time told": [
        ([("256 min", "4h 16m"), ("360 min", "6h"), ("8 min", "8m")], [("61 min", "1h 1m"), ("1440 min", "24h")]),
        ([("3660", "1 hour, 1 minute"), ("7200", "2 hours"), ("300", "5 minutes")], [("90060", "25 hours, 1 minute")]),
        ([(("2022-07-16", "2022-07-17"), "1 night"), (("2022-10-14", "2022-11-13"), "30 nights")],
         [(("2023-04-13", "2023-04-22"), "9 nights")]),
        ([("23.4", "23:24"), ("7.15", "7:09"), ("21.6", "21:36")], [("11", "11:00"), ("2.33", "2:20")]),
        ([("37 minutes", "37"), ("1 hour", "60"), ("5 hours 19 minutes", "319")], [("8 minutes", "8")]),
    ],
    "times of day as people write them": [
        ([("8am", "08:00"), ("7:25 PM", "19:25"), ("7.10p", "19:10")], [("12.05 a.m.", "00:05"), ("11a", "11:00")]),
        ([("10:02:19,698", "10:02"), ("05:57:18,608", "05:57"), ("22:43:56,633", "22:44")], [("01:09:33,073", "01:10")]),
    ],
    "years that begin elsewhere": [
        ([("22/09/2021", "FY2021-22"), ("12/07/2019", "FY2019-20"), ("17/02/2024", "FY2023-24")], [("31/03/2020", "FY2019-20")]),
        ([("13.10.2018", "2018/19"), ("03.01.2022", "2021/22"), ("29.08.2016", "2015/16")], [("01.09.1999", "1999/00")]),
    ],
    "quantities of several units": [
        ([("4'6\"", "137 cm"), ("6'0\"", "183 cm"), ("5'7\"", "170 cm")], [("6'6\"", "198 cm")]),
        ([("5 ft 11 in", "71"), ("6 ft", "72"), ("4 ft 2 in", "50")], [("6 ft 2 in", "74")]),
        ([("45.5 GB", "46592.00"), ("937.1 MB", "937.10"), ("755 KB", "0.74")], [("1 GB", "1024.00")]),
    ],
    "numbers in powers of ten": [
        ([("5102892", "5.10E+06"), ("195716971", "1.96E+08"), ("43202241", "4.32E+07")], [("66650", "6.67E+04")]),
    ],
    "what has the shape of all outputs": [
        ([("Please contact helen@river.org for details", "helen@river.org"), ("Bob <bob.ray@ex-mail.com>", "bob.ray@ex-mail.com")],
         [("mailto:jim_k@site.net?subject=Hi", "jim_k@site.net"), ("ask o.lund@posten.no.", "o.lund@posten.no")]),
        ([("1 Main Street, Redmond, WA 98052", "98052"), ("77 Mass. Ave MA 02139-4307", "02139"), ("PO Box 40211, TN 37204", "37204")],
         [("12345 Elm Street, Apt 9, Dallas, TX 75201", "75201")]),
        ([("12:00 [ERROR] Disk full on /dev/sda1", "ERROR"), ("[INFO] User login: bob", "INFO"), ("12:01:44 [WARN] Retry 3", "WARN")],
         [("web01 DEBUG cache miss key=42", "DEBUG")]),
        ([("see doi:10.1145/3292500.3330701", "10.1145/3292500.3330701"), ("https://doi.org/10.1038/nature14539", "10.1038/nature14539")],
         [("via DOI 10.1016/j.cell.2011.02.013.", "10.1016/j.cell.2011.02.013")]),
    ],
    "addresses, brackets and tags": [
        ([("https://www.bbc.co.uk/news/uk-12345", "bbc.co.uk"), ("http://example.org", "example.org"), ("www.a.com/animals", "a.com")],
         [("https://docs.python.org/3/library/re.html", "docs.python.org"), ("http://localhost:8080/admin", "localhost")]),
        ([("Bohemian Rhapsody (Remastered 2011)", "Bohemian Rhapsody"), ("Yesterday [Mono]", "Yesterday"), ("Hey Jude", "Hey Jude")],
         [("Africa (Official Video) [HD]", "Africa")]),
        ([("<p>Hello <b>world</b></p>", "Hello world"), ("<li>Salt &amp; pepper</li>", "Salt & pepper")], [("<td> 24.50 </td>", "24.50")]),
        ([("user_id", "userId"), ("created_at_utc", "createdAtUtc"), ("TOTAL_AMOUNT", "totalAmount")], [("name", "name")]),
    ],
    "numbers beside a mark": [
        ([("Total due: $45.5 incl. tax", "45.50"), ("2 tickets at $120 each", "120.00"), ("Refund of $1,318.25 on 4/12", "1318.25")],
         [("Order 8841: paid $9.99 by card", "9.99")]),
        ([("3 rooms, 4 nights", "4"), ("12 nights in 2 rooms", "12")], [("1 room for 7 nights", "7")]),
        ([("Order #123 of 5 items", "123"), ("5 items in #77", "77")], [("2 of 9 in #801", "801")]),
    ],
    "thousands": [
        ([("1.4 million", "1,400,000"), ("7.8 billion", "7,800,000,000"), ("350 thousand", "350,000")], [("about 2 million", "2,000,000")]),
        ([("1520", "1.5K"), ("4000000", "4.0M"), ("845", "845")], [("78600", "78.6K"), ("99", "99")]),
        ([("1536", "1.5 KB"), ("2621440", "2.5 MB"), ("10240", "10.0 KB")], [("734003", "716.8 KB"), ("500", "500 B")]),
        ([("1520", "1.5k"), ("4000000", "4m"), ("845", "845")], [("78600", "78.6k")]),
    ],
    "digits of numbers": [
        ([("123456", "123000"), ("0.0045678", "0.00457"), ("3.14159", "3.14")], [("98765", "98800"), ("27.182", "27.2")]),
        ([("123000", "1.23e5"), ("0.00456", "4.56e-3"), ("78.9", "7.89e1")], [("5", "5.00e0"), ("602000000", "6.02e8")]),
        ([("1.2e3", "1200"), ("4.56E-2", "0.0456"), ("7e5", "700000")], [("3.0e-4", "0.0003")]),
        ([("-1234", "(1,234)"), ("560", "560"), ("-85.50", "(85.50)")], [("2300.75", "2,300.75"), ("-7", "(7)")]),
        ([("12.5%", "0.125"), ("50%", "0.5"), ("8 %", "0.08")], [("0.25%", "0.0025"), ("100%", "1")]),
    ],
    "fractions, angles, balances": [
        ([("1 1/2", "1.5"), ("3/4", "0.75"), ("2", "2")], [("5 3/8", "5.375")]),
        ([("0.75", "3/4"), ("0.125", "1/8"), ("0.4", "2/5")], [("0.5", "1/2")]),
        ([("1920x1080", "16:9"), ("1024 x 768", "4:3"), ("640x640", "1:1")], [("3000x2000", "3:2")]),
        ([("40°26'46\"N", "40.4461"), ("79°58'36\"W", "-79.9767")], [("0°7'39\"W", "-0.1275")]),
        ([("1,234.50 CR", "+1234.50"), ("80.00 DR", "-80.00")], [("7.10 Dr", "-7.10"), ("64.00 Cr", "+64.00")]),
    ],
    "all numbers of a text": [
        ([("3, 5, 10", "18"), ("12, 8", "20"), ("7", "7")], [("1, 1, 1, 1", "4")]),
        ([("3 4 6", "4.33"), ("10 5", "7.50"), ("8 8 9 9", "8.50")], [("1 2 2", "1.67")]),
        ([("90; 99; 85", "99"), ("70; 71", "71")], [("10; 40; 30; 20", "40")]),
        ([(("7", "8", "9"), "8.0"), (("10", "5", "6"), "7.0"), (("6", "7", "7"), "6.7")], [(("4", "9", "10"), "7.7")]),
    ],
}  # fmt: skip
WORDS = load_domain("text").vocabulary


def inputs_of(given: Any) -> tuple[str, ...]:
    """The inputs of a row."""
    return given if isinstance(given, tuple) else (given,)


def cheapest(shown: Sequence[Row], asked: Sequence[Row]) -> str:
    """The text of the cheapest program that scanning finds, the rows asked for being known without outputs."""
    task = task_of("kind", [(given, output) for given, output in shown])
    task = replace(task, domain="text", inputs=tuple(inputs_of(given) for given, _ in asked))
    attempt = Attempt(task, SolveConfig(guide="none", library="none"))
    grammar = attempt.problem.grammar()
    space = Space(grammar, attempt.problem.prior.costs(grammar), tuple(attempt.shown), task.inputs)
    fits = [fit for fit in scans(space, attempt.vocabulary) if fit.price is not None]
    return print_term(min(fits, key=lambda fit: fit.price or 0.0).term)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_column_is_read(kind: str) -> None:
    for shown, asked in KINDS[kind]:
        text = cheapest(shown, asked)
        term, names = parse_term(text, WORDS), dict[str, Any]()
        exec(to_python(term, WORDS), names)
        run = compile_term(term, WORDS)
        for given, wanted in (*shown, *asked):
            assert run(inputs_of(given)) == names["program"](*inputs_of(given)) == wanted, (text, given)
