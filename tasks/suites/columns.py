"""What people do to columns of tables: dates, numbers and texts reformatted; three rows are shown, of the others the inputs are given."""

from __future__ import annotations

from dataclasses import replace

from tasks.columns.dates import DATES
from tasks.columns.everyday import EVERYDAY
from tasks.columns.numbers import NUMBERS
from tasks.columns.reckoned import RECKONED
from tasks.columns.several import SEVERAL
from tasks.columns.texts import TEXTS
from tasks.recipe import build

FAMILIES = {"dates": DATES, "numbers": NUMBERS, "text": TEXTS, "several": SEVERAL, "everyday": EVERYDAY, "reckoned": RECKONED}
RECIPES = [replace(each, name=f"{family}: {each.name}") for family, recipes in FAMILIES.items() for each in recipes]
TASKS = build("columns", RECIPES, column=(3, 8))
