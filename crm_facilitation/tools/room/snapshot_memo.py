"""What was computed from a snapshot of the database, kept for others who read the same snapshot.

Two transactions whose ``pg_current_snapshot()`` is the same see the same rows; on a replica only where it has nothing
between its ``xmin`` and ``xmax``, since the transactions that run are not listed there. When a room of two hundred people asks
for the state within a second of one change, what all of them see alike is computed once in each process.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")


class SnapshotMemo:
    """The last few values, each under a key that names everything it follows from.

    Whoever asks for a key that is being computed waits for it, so that a crowd does not compute the same thing at once.

    >>> memo, computed = SnapshotMemo(2), []
    >>> def compute():
    ...     computed.append(1)
    ...     return len(computed)
    >>> memo.get("a", compute), memo.get("a", compute), memo.get("b", compute), memo.get("c", compute)
    (1, 1, 2, 3)
    >>> memo.get("b", compute), memo.get("c", compute), memo.get("a", compute)
    (2, 3, 4)
    >>> memo.get("d", lambda: 1 / 0)
    Traceback (most recent call last):
    ...
    ZeroDivisionError: division by zero
    >>> memo.get("d", compute), memo._busy
    (5, {})
    """

    def __init__(self, size: int):
        self._size = size
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._busy: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The value of ``key``, which nobody may change; what ``compute`` raises is raised, and nothing is kept."""
        with self._guard:
            if key in self._values:
                return self._values[key]
            busy = self._busy.setdefault(key, threading.Lock())
        with busy:
            with self._guard:
                if key in self._values:
                    return self._values[key]
            try:
                value = compute()
                with self._guard:
                    self._values[key] = value
                    while len(self._values) > self._size:
                        self._values.popitem(last=False)
            finally:
                with self._guard:
                    self._busy.pop(key, None)
        return value
