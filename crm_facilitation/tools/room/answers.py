"""What makes the answers of the room small."""

from collections.abc import Mapping


def without_nothing(facts: Mapping) -> dict:
    """The facts that hold something: a page reads what is missing as false, nothing or none.

    >>> without_nothing({"name": "See the last call", "tags": [], "department": None, "is_my_need": False})
    {'name': 'See the last call'}
    """
    return {name: value for name, value in facts.items() if value}
