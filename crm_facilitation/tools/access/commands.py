"""Whether what is sent for a link to records can be one: the number of a record, or a list of commands."""

from collections.abc import Mapping
from typing import Any

from .arguments import INTEGER

CREATE, UPDATE, DELETE, UNLINK, LINK, CLEAR, SET = range(7)
# what JSON and Python's plain values are; a record, or the number of a new one, is what the server made itself
PLAIN = (str, int, float, bool, list, tuple, set, dict)


def is_number_of_record(value: Any) -> bool:
    """Whether ``value`` is the number of a record, or something that no client can send.

    >>> is_number_of_record(5), is_number_of_record("5"), is_number_of_record(True), is_number_of_record(2**31)
    (True, False, False, False)
    >>> is_number_of_record(object()), is_number_of_record(None)
    (True, False)
    """
    if not isinstance(value, PLAIN):
        return value is not None
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= INTEGER


def is_link(value: Any) -> bool:
    """Whether ``value`` links to one record or to none: a number, its pair with a name, or the values of a parent form.

    >>> is_link(5), is_link(False), is_link(0), is_link((5, "Sales")), is_link({"name": "a"})
    (True, True, True, True, True)
    >>> is_link("5"), is_link(True), is_link([5, "Sales"]), is_link(("a", "b")), is_link(0.0)
    (False, False, False, False, False)
    """
    if value is None or value is False or (type(value) is int and value == 0):
        return True
    if isinstance(value, tuple):
        return not value or is_number_of_record(value[0])
    return isinstance(value, Mapping) or is_number_of_record(value)


def is_links(value: Any) -> bool:
    """Whether ``value`` is a list of commands, or of numbers, which stands for one command.

    >>> is_links([(6, 0, [1, 2])]), is_links([[4, 1], [5]]), is_links([1, 2]), is_links([[0, "virtual_1", {}]])
    (True, True, True, True)
    >>> is_links(False), is_links([]), is_links([(3, 1, 0), (1, 2, {"name": "a"})]), is_links(object())  # of the server
    (True, True, True, True)
    >>> is_links("a"), is_links([[4, "1"]]), is_links([[6, 0, "ab"]]), is_links([[6, 0]]), is_links([[9, 1]])
    (False, False, False, False, False)
    >>> is_links([[0, 0, None]]), is_links([[1, 2, [3]]]), is_links([[]]), is_links([["4", 1]]), is_links([[True, 1]])
    (False, False, False, False, False)
    """
    if value is None or value is False:
        return True
    if not isinstance(value, PLAIN):
        return True
    if not isinstance(value, list | tuple | set):
        return False
    return all(is_number_of_record(one) or (isinstance(one, list | tuple) and _is_command(one)) for one in value)


def _is_command(command: Any) -> bool:
    # a command of Odoo's own is a kind of whole number
    if not command or isinstance(command[0], bool) or not isinstance(command[0], int):
        return False
    number, second, third = (*command, None, None)[:3]
    if number == CREATE:
        return isinstance(third, Mapping)
    if number == UPDATE:
        return is_number_of_record(second) and isinstance(third, Mapping)
    if number in (DELETE, UNLINK, LINK):
        return is_number_of_record(second)
    if number == SET:
        return isinstance(third, list | tuple | set) and all(map(is_number_of_record, third))
    return number == CLEAR
