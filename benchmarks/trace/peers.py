"""Peers that link requirements, in a virtual environment of their own: Doorstop and StrictDoc on the same items.

They keep items in files, so their time is given twice: with reading them, as their users wait for it, and without.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from pinned import environment

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"


def write_doorstop(folder, items):
    for kind, parent in (("need", ""), ("task", "need"), ("feature", "task")):
        place = folder / kind
        place.mkdir()
        parents = f"  parent: {parent.upper()}\n" if parent else ""
        settings = f"settings:\n  digits: 7\n{parents}  prefix: {kind.upper()}\n  sep: ''\n"
        (place / ".doorstop.yml").write_text(settings)
        for number, text, links in items[kind]:
            linked = "".join(f"- {parent.upper()}{link:07}: null\n" for link in links)
            (place / f"{kind.upper()}{number:07}.yml").write_text(
                "active: true\nderived: false\nheader: ''\nlevel: 1.0\n"
                f"links:{' []' if not linked else ''}\n{linked}normative: true\nref: ''\nreviewed: null\n"
                f"text: |\n  {text}\n"
            )
    subprocess.run(["git", "init", "-q", folder], check=True)


def write_strictdoc(folder, items):
    for kind, parent in (("need", ""), ("task", "need"), ("feature", "task")):
        blocks = [f"[DOCUMENT]\nTITLE: {kind}\n"]
        for number, text, links in items[kind]:
            relations = "".join(f"- TYPE: Parent\n  VALUE: {parent.upper()}-{link}\n" for link in links)
            relations = f"RELATIONS:\n{relations}" if relations else ""
            blocks.append(f"[REQUIREMENT]\nUID: {kind.upper()}-{number}\nSTATEMENT: {text}\n{relations}")
        (folder / f"{kind}.sdoc").write_text("\n".join(blocks))


def measure(items):
    """``(name, seconds with reading, seconds of the links alone, links found)`` of each peer.

    :param items: ``{"need" | "task" | "feature": [(number, text, [numbers of the kind before])]}``
    """
    python = environment(REQUIREMENTS) / "bin/python"
    for name, write in (("doorstop", write_doorstop), ("strictdoc", write_strictdoc)):
        with tempfile.TemporaryDirectory() as name_of_folder:
            folder = Path(name_of_folder)
            write(folder, items)
            command = [python, HERE / f"peer_{name}.py", folder]
            done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
            answer = json.loads(done.stdout.splitlines()[-1])
            yield name, answer["whole"], answer["links"], answer["count"]
