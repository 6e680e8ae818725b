"""The page in the browser: a table whose empty columns are filled while a person types, the library, and runs."""
