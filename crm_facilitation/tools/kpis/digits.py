"""How many decimals a figure is written with."""

from math import floor, log10

LARGE = 100


def digits(value: float, least: int = 1) -> int:
    """Decimals of ``value``: none from a hundred on and for whole numbers, else two significant digits or more.

    :param least: decimals that are written anyway, 2 for money

    >>> [digits(value) for value in (0.17, 0.24, 0.04, -0.04, 0.0042, 3.04, 58.33, 158.3, 7.0, 0.0)]
    [2, 2, 2, 2, 4, 1, 1, 0, 0, 0]
    >>> digits(12.5, 2), digits(0.999)
    (2, 1)
    """
    if abs(value) >= LARGE or value == int(value):
        return 0
    count = max(least, 1 - floor(log10(abs(value))))
    while count > least and round(value, count) == round(value, count - 1):
        count -= 1
    return count
