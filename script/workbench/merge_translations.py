"""Run with Odoo's libraries: order a translation after its template, drop what is gone, print what is missing."""

import sys

import polib


def merge(template_path: str, translation_path: str, *further: str) -> list[str]:
    """Write ``translation_path`` anew after the template and return the terms without a translation.

    The dates of the export are left out: they would change with every run.
    """
    template, translation = polib.pofile(template_path), polib.pofile(translation_path)
    known = {}
    for file in (*map(polib.pofile, reversed(further)), translation):
        known.update({entry.msgid: entry.msgstr for entry in file if entry.msgstr and not entry.obsolete})
    for file in (template, translation):
        for name in ("POT-Creation-Date", "PO-Revision-Date"):
            file.metadata.pop(name, None)
    translated = polib.POFile(wrapwidth=120)
    translated.header, translated.metadata = template.header, translation.metadata
    for entry in template:
        translated.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=known.get(entry.msgid, ""),
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=entry.flags,
            )
        )
    template.wrapwidth = 120
    template.save(template_path)
    translated.save(translation_path)
    return [entry.msgid for entry in translated if not entry.msgstr]


if __name__ == "__main__":
    for term in merge(*sys.argv[1:]):
        print(term)
