"""The values of maps: dictionaries that stay as they are, so that they can be keys and members themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn


class FrozenMap(dict[Any, Any]):
    """A dict in the order of its keys, equal to any dict with the same items; nothing can be put in or taken out."""

    def __init__(self, items: Mapping[Any, Any] | Iterable[tuple[Any, Any]] = ()) -> None:
        """TypeError where keys have no order among each other; of a key that comes twice the last value stays."""
        super().__init__(sorted(dict(items).items(), key=lambda item: item[0]))

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))

    def __reduce__(self) -> tuple[type[FrozenMap], tuple[list[tuple[Any, Any]]]]:
        return FrozenMap, (list(self.items()),)

    def _fixed(self, *arguments: Any, **named: Any) -> NoReturn:
        raise TypeError("a map of a program does not change; dict(m) is a copy that does")

    __setitem__ = __delitem__ = __ior__ = _fixed
    clear = pop = popitem = setdefault = update = _fixed
