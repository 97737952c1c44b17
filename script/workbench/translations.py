"""`script/translate`: the terms of the addon as they stand, and the Russian of each that has one."""

from pathlib import Path

from .console import SetupError, run
from .databases import ADDON, bench, installed

MERGE = Path(__file__).parent / "merge_translations.py"


def main(arguments: list[str]) -> int:
    """Refresh ``i18n/crm_facilitation.pot`` and ``i18n/ru.po``; list the terms without a translation.

    :param arguments: further ``.po`` files whose translations fill in what ``ru.po`` lacks
    :return: 0 when every term is translated, else 1
    """
    if missing := [name for name in arguments if not Path(name).is_file()]:
        raise SetupError(f"There is no file {missing[0]}: name .po files with more translations, or nothing.")
    place = bench()
    terms = ADDON / "i18n/crm_facilitation.pot"
    options = ("i18n", "export", "-c", place.config("translate"), "-d", installed(place), "-l", "pot", "-o", terms)
    run(
        [place.venv / "bin/odoo", *options, "crm_facilitation"],
        "The terms of the addon cannot be exported.",
        env=place.server.environment,
        cwd=ADDON.parent,
    )
    done = run([place.venv / "bin/python", MERGE, terms, ADDON / "i18n/ru.po", *arguments], "ru.po cannot be written.")
    print(done.stdout, end="")
    return int(bool(done.stdout))
