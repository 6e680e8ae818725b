"""Python's classes of characters in the regular expressions of RE2 and Rust, whose `\\s`, `\\d` and `\\w` mean others."""

from dsl.domains.kinds import COMPOUND, PATTERNS

_IN_BLANK = r"\p{Z}\t-\r\x{1c}-\x{1f}\x{85}"
_LETTERS = r"\p{L}\p{Nl}\p{No}"
BLANK, NONBLANK = f"[{_IN_BLANK}]", f"[^{_IN_BLANK}]"
_CLASSES = {r"\s": BLANK, r"\S": NONBLANK, r"[^\W\d_]": f"[{_LETTERS}]", r"[^\W_]": r"[\p{L}\p{N}]", "[!-/:-@[-`{-~]": r"[!-/:-@\[-`{-~]"}
TOKENS = {text + more: own + more for text, own in _CLASSES.items() for more in ("", "+")}
TOKENS[PATTERNS[COMPOUND]] = PATTERNS[COMPOUND].replace(r"[^\W_]", _CLASSES[r"[^\W_]"])
