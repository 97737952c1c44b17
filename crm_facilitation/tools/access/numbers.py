"""Numbers as people write them in spreadsheets, whatever their country: read as they are meant, or not at all."""

import re
import unicodedata
from collections.abc import Iterable
from math import isfinite

from .texts import UNSEEN

LONGEST = 60
LARGEST_INTEGER = 2**31 - 1
MACHINE = re.compile(r"([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
# as spreadsheets write large and small numbers where a comma divides the decimals
COMMA_POWER = re.compile(r"([0-9]),([0-9]+[eE][+-]?[0-9]{1,3})")
SINGLE = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")
# thousands in threes by one sign, or as in India
GROUPED = re.compile(r"[0-9]+|[0-9]{1,3}([ '.,])[0-9]{3}(\1[0-9]{3})*|[0-9]{1,2}(,[0-9]{2})*,[0-9]{3}")
MINUS = dict.fromkeys(map(ord, "−‐‑‒–—﹣－"), "-")
SIGNS = dict.fromkeys(map(ord, "’‘ʼ`´٬"), "'") | {ord("٫"): ","}


class UnreadableNumberError(ValueError):
    """What stands there is no number."""


class AmbiguousNumberError(UnreadableNumberError):
    """One point or comma before three digits: it divides thousands in one country, and the decimals in another."""


def read_number(text: str, point: str = "") -> str:
    """The number in ``text`` as Python writes it.

    :param point: ``"."`` or ``","``, what divides the decimals where the text alone does not tell
    :raises AmbiguousNumberError: where it would be two numbers, and ``point`` says nothing
    :raises UnreadableNumberError: where it is none, or has a unit: 12 % is 12 to one reader and 0.12 to another

    >>> [read_number(text) for text in ("0,5", "1 234,5", "1.234,5", "1,234.5", "1'234'567", "12,34,567.8", "5e3", "1,5E+02")]
    ['0.5', '1234.5', '1234.5', '1234.5', '1234567', '1234567.8', '5000', '150']
    >>> [read_number(text) for text in ("−0,5", "(3)", "7-", "½", "1 ½", ".5", "1 234")]
    ['-0.5', '-3', '-7', '0.5', '1.5', '0.5', '1234']
    >>> read_number("1,234", "."), read_number("1,234", ",")
    ('1234', '1.234')
    >>> read_number("1,234")
    Traceback (most recent call last):
    ...
    crm_facilitation.tools.access.numbers.AmbiguousNumberError: 1,234
    >>> read_number("12 %")
    Traceback (most recent call last):
    ...
    crm_facilitation.tools.access.numbers.UnreadableNumberError: 12 %
    """
    negative, body, fraction = _take_apart(text)
    if COMMA_POWER.fullmatch(body):
        body = body.replace(",", ".")
    if MACHINE.fullmatch(body) and not SINGLE.fullmatch(body):
        return _write(text, negative, body, fraction)
    if SINGLE.fullmatch(body) and not point:
        raise AmbiguousNumberError(text)
    whole, decimals = _divide(body, point)
    if not GROUPED.fullmatch(whole) or not re.fullmatch(r"[0-9]*", decimals) or (fraction and decimals):
        raise UnreadableNumberError(text)
    return _write(text, negative, f"{re.sub('[^0-9]', '', whole)}.{decimals}", fraction)


def find_point(texts: Iterable[str]) -> str:
    """What divides the decimals in a column, as its cells tell that can be read in one way only; empty where they differ.

    >>> find_point(["1,234", "0,5", "7"]), find_point(["1.234.567", "1.234"]), find_point(["1,234"]), find_point(["0,5", "0.5"])
    (',', ',', '', '')
    """
    points = set()
    for text in texts:
        body = _take_apart(text)[1]
        signs = re.sub("[^.,]", "", body)
        if signs and not SINGLE.fullmatch(body):
            last = signs[-1]
            # what stands there twice divides thousands
            points.add(last if signs.count(last) == 1 else {".": ",", ",": "."}[last])
    return points.pop() if len(points) == 1 else ""


def read_integer(text: str, point: str = "") -> str:
    """As :func:`read_number`, for what is counted.

    >>> read_integer("1 234"), read_integer("60,0"), read_integer("1.234", ",")
    ('1234', '60', '1234')
    >>> read_integer("60,5")
    Traceback (most recent call last):
    ...
    crm_facilitation.tools.access.numbers.UnreadableNumberError: 60,5
    """
    number = float(read_number(text, point))
    if not number.is_integer() or abs(number) > LARGEST_INTEGER:
        raise UnreadableNumberError(text)
    return str(int(number))


def _take_apart(text):
    """``(is negative, digits and what divides them, value of a vulgar fraction at the end)``."""
    body, fraction = text.translate(UNSEEN).strip()[: LONGEST + 1], 0.0
    if len(body) > LONGEST:
        return False, "", 0.0
    if body and "\N{FRACTION SLASH}" in unicodedata.normalize("NFKC", body[-1]):
        fraction, body = unicodedata.numeric(body[-1]), body[:-1].strip()
    if any(unicodedata.category(sign) == "No" for sign in body):
        # a power is no digit
        return False, "", 0.0
    # no-break and thin spaces become spaces, wide digits become digits
    body = unicodedata.normalize("NFKC", body.translate(MINUS).translate(SIGNS)).strip()
    body = "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in body)
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1]
    elif body.endswith("-") and not body.startswith("-"):
        negative, body = True, body[:-1]
    elif body[:1] in ("-", "+"):
        negative, body = body[0] == "-", body[1:]
    return negative, body.strip() or ("0" if fraction else ""), fraction


def _divide(body, point):
    """``(whole part, decimals)`` as text."""
    signs = re.sub("[^.,]", "", body)
    is_decimal = len(signs) == 1 or (len(set(signs)) == 2 and signs.count(signs[-1]) == 1)
    if not is_decimal or (SINGLE.fullmatch(body) and signs != point):
        return body, ""
    whole, _sign, decimals = body.rpartition(signs[-1])
    # ".5" and "5." are one half and five
    return whole or ("0" if decimals else ""), decimals


def _write(text, negative, body, fraction):
    number = (float(body) + fraction) * (-1 if negative else 1)
    if not isfinite(number):
        raise UnreadableNumberError(text)
    # minus nothing is nothing
    number = number or 0.0
    return str(int(number)) if number.is_integer() else repr(number)
