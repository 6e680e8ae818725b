"""Further kinds of columns of dates, times of day and lengths of time, read as `test_scanned_kinds` reads them."""

from __future__ import annotations

import pytest
from test_scanned_kinds import Row, check

KINDS: dict[str, list[tuple[list[Row], list[Row]]]] = {  # rows shown and rows asked for
    "ranges shown within one month": [
        ([("04/09/2019", "02/09 - 08/09"), ("18/12/2020", "14/12 - 20/12")], [("01/10/2019", "30/09 - 06/10")]),
        ([("2019-09-04", "2019-09-02/2019-09-08"), ("2020-12-18", "2020-12-14/2020-12-20")], [("2020-01-01", "2019-12-30/2020-01-05")]),
        ([("2013-05-19", "13.05.-19.05.2013"), ("2000-12-06", "04.12.-10.12.2000")], [("2019-10-01", "30.09.-06.10.2019")]),
    ],
    "months of a language that other rows tell": [
        ([("28 aug 2014", "2014-08-28"), ("30 apr 2005", "2005-04-30"), ("6 jun 2007", "2007-06-06")], [("15 mrt 2020", "2020-03-15")]),
        ([("4 January 2005", "2005-01-04"), ("12. Januar 2015", "2015-01-12"), ("18 décembre 2007", "2007-12-18")],
         [("3 de marzo de 2021", "2021-03-03"), ("7 mei 2011", "2011-05-07"), ("30 October 2010", "2010-10-30")]),
        ([("3.VI.1995", "1995-06-03"), ("12.VIII.1965", "1965-08-12")], [("1.I.2001", "2001-01-01"), ("25.XI.1940", "1940-11-25")]),
        ([("2001-03-05", "5 III 2001"), ("1999-11-30", "30 XI 1999")], [("1980-05-17", "17 V 1980")]),
        ([("7 maj 2021", "2021-05-07"), ("12 okt 2019", "2019-10-12")], [("1 augusti 2020", "2020-08-01")]),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_column_is_read(kind: str) -> None:
    for shown, asked in KINDS[kind]:
        check(shown, asked)
