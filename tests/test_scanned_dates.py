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
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_column_is_read(kind: str) -> None:
    for shown, asked in KINDS[kind]:
        check(shown, asked)
