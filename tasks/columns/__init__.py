"""The recipes of the suite `columns`, a family a module, and what draws their cells."""
