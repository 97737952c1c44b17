"""The Russian of the addon: complete, with the same placeholders and tags, and with one word for one thing."""

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import polib
import pytest

ADDON = Path(__file__).resolve().parents[2] / "crm_facilitation"
TEMPLATE = polib.pofile(str(ADDON / "i18n" / "crm_facilitation.pot"))
RUSSIAN = polib.pofile(str(ADDON / "i18n" / "ru.po"))
MESSAGES = {entry.msgid: entry.msgstr for entry in RUSSIAN}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd](?!\w)|%%")
TAG = re.compile(r"</?[a-z]+\b")
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)

# The words of the glossary, as labels.
TERMS = {
    "Goal": "Цель",
    "Goals": "Цели",
    "Need": "Потребность",
    "Needs": "Потребности",
    "Round": "Голосование",
    "Ballot": "Бюллетень",
    "Conflict": "Противоречие",
    "Conflicts": "Противоречия",
    "Agreement": "Договорённость",
    "Roll-out": "Внедрение",
    "Facilitator": "Ведущий",
    "Management": "Руководство",
    "Participant": "Участник",
    "Feature": "Настройка",
    "Trace": "Прослеживаемость",
    "Evidence": "Журнал решений",
    "KPI": "Показатель",
    "Under question": "Под вопросом",
}


def test_every_string_is_translated():
    assert len(TEMPLATE) > 1000
    assert [entry.msgid for entry in TEMPLATE if not MESSAGES.get(entry.msgid)] == []


def test_quotes_of_screens_are_translated_in_pairs():
    """The texts of a screen are translated between its tags: a quote that is closed in another text stays an English one."""
    texts = [
        (path.name, text.strip())
        for path in ADDON.glob("static/src/**/*.xml")
        for element in ElementTree.parse(path).iter()
        for text in (element.text or "", element.tail or "")
    ]
    assert texts
    assert [(name, text) for name, text in texts if text.count("“") != text.count("”")] == []


def test_nothing_is_fuzzy_or_left_over():
    known = {entry.msgid for entry in TEMPLATE}
    assert [entry.msgid for entry in RUSSIAN if entry.fuzzy or entry.obsolete or entry.msgid not in known] == []


@pytest.mark.parametrize("pattern", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_what_is_filled_in_and_marked_up_is_the_same(pattern):
    differing = [
        (entry.msgid, entry.msgstr)
        for entry in RUSSIAN
        if Counter(pattern.findall(entry.msgid)) != Counter(pattern.findall(entry.msgstr))
    ]
    assert differing == []


def test_unnamed_placeholders_fill_in():
    for entry in RUSSIAN:
        count = len(re.findall(r"%s", entry.msgid))
        if count and "%(" not in entry.msgid and set(PLACEHOLDER.findall(entry.msgid)) <= {"%s", "%%"}:
            values = tuple(f"<{index}>" for index in range(count))
            assert all(value in entry.msgstr % values for value in values), entry.msgid


def test_words_are_russian():
    latin = {entry.msgid for entry in RUSSIAN if entry.msgid == entry.msgstr and re.search("[a-z]{4}", entry.msgid)}
    assert {text for text in latin if PLACEHOLDER.sub("", text).strip(" :–·(),")} == set()
    assert sum(bool(CYRILLIC.search(entry.msgstr)) for entry in RUSSIAN) > 0.98 * len(RUSSIAN)


@pytest.mark.parametrize(("english", "russian"), TERMS.items())
def test_one_thing_has_one_word(english, russian):
    assert MESSAGES[english] == russian


def test_terms_are_those_of_the_glossary():
    glossary = (ADDON.parent / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in glossary.splitlines() if "|" in line]
    words = {row[0]: row[1] for row in rows}
    assert {english: words[english] for english in TERMS if english in words} == {
        english: russian for english, russian in TERMS.items() if english in words
    }
    assert len(set(words) & set(TERMS)) >= 12
