"""docs/access.md is printed from the tables of the models, so that somebody can read them side by side."""

import os
from pathlib import Path

from odoo.models import MAGIC_COLUMNS

from ..common import FacilitationCase

ADDON = "crm_facilitation"
PAGE = Path(__file__).parents[2] / "docs" / "access.md"
PRINT = "PRINT_ACCESS_PAGE"
COMMAND = f"{PRINT}=1 script/test tests/access/test_access_page.py"
# what the tables call people, in words
ROLES = {
    "anybody": "everybody whom the access rights and record rules let write the record",
    "author": "whoever raised the need, and whoever raises one",
    "raiser": "whoever raises a need, while they do so",
    "facilitator": "leads sessions, in the companies that they work in",
    "management": "sets goals and KPIs and releases the launch, in the companies that they work in",
    "administrator": "keeps the system, and the library that all companies share",
    "owner": "whoever answers for the record, having accepted it",
}
INTRODUCTION = """# Who writes what

Printed from the `_write_policy` tables of the models by a test. After a change of a table, print the page anew:

    {command}

A line of a table says who may write the fields, in which states of the record, and whether a change is evidence:
*always*, or *once decided*, which is when others have decided, voted or worked on what the record says. The table comes
after access rights and record rules: it only takes away. It holds for values of a new record, defaults, imports, copies,
forms and calls alike. What nobody writes is noted by the methods of the model.

## Roles
"""


class TestAccessPage(FacilitationCase):
    def test_the_page_says_what_the_tables_say(self):
        page = self.print_page()
        if os.environ.get(PRINT):
            PAGE.write_text(page)
        written = PAGE.read_text() if PAGE.exists() else ""
        self.assertEqual(written, page, f"docs/access.md is not what the tables say. Print it anew: {COMMAND}")

    def test_every_role_of_a_table_is_explained(self):
        named = {role for model in self.guarded() for rule in model._get_write_policy().values() for role in rule.who}
        self.assertEqual(named - set(ROLES), set())

    def test_every_field_of_a_table_exists(self):
        unknown = [
            f"{model._name}.{name}"
            for model in self.guarded()
            for name in model._get_write_policy()
            if name not in model._fields and name != "<other>"
        ]
        self.assertEqual(unknown, [])

    def guarded(self):
        names = sorted(self.env.registry.descendants(["crm.facilitation.guarded"], "_inherit"))
        return [self.env[name] for name in names if not self.env[name]._abstract]

    def print_page(self):
        guarded = self.guarded()
        used = {role for model in guarded for rule in model._get_write_policy().values() for role in rule.who}
        lines = [INTRODUCTION.format(command=COMMAND)]
        lines += [f"- **{role}**: {words}" for role, words in ROLES.items() if role in used]
        for model in guarded:
            lines += self.print_model(model)
        lines += self.print_others({model._name for model in guarded})
        return "\n".join(lines) + "\n"

    def print_model(self, model):
        groups, closed = {}, []
        for name, rule in model._get_write_policy().items():
            if rule.who:
                groups.setdefault(rule, []).append(name)
        for name, field in model._fields.items():
            rule = model._get_rule(name) if name not in MAGIC_COLUMNS and field._module == ADDON else None
            if rule and not rule.who and (field.store or field.inverse):
                closed.append(name)
        lines = ["", f"## {model._description} (`{model._name}`)", ""]
        lines += ["| Fields | Who | When | Evidence |", "|---|---|---|---|"]
        lines += [
            f"| {self.list_fields(names)} | {' | '.join(self.describe(rule))} |" for rule, names in groups.items()
        ]
        return [*lines, "", f"Nobody: {self.list_fields(sorted(closed)) or 'none'}"]

    def list_fields(self, names):
        return ", ".join("fields added to the model" if name == "<other>" else f"`{name}`" for name in names)

    def describe(self, rule):
        whens = {"*": "in every state", "new": "when it is made"}
        order = list(ROLES)
        return (
            ", ".join(sorted(rule.who, key=order.index)),
            ", ".join(whens.get(when, when) for when in sorted(rule.when)),
            {"-": "–", "decided": "once decided", "always": "always"}[rule.evidence],
        )

    def print_others(self, guarded):
        """Models without a table: the rights alone decide, or nobody has the right to write."""
        others = [
            model
            for name, model in sorted(self.env.items())
            if name.startswith("crm.facilitation.") and name not in guarded
            if not model._abstract and not model._transient and model._auto
        ]
        rights = self.env["ir.model.access"].search([("model_id.model", "in", [model._name for model in others])])
        writable = rights.filtered(lambda right: right.perm_write or right.perm_create).model_id.mapped("model")
        lines = ["", "## Models without a table", ""]
        for model in others:
            words = "access rights and record rules alone decide" if model._name in writable else "nobody may write it"
            lines.append(f"- {model._description} (`{model._name}`): {words}")
        return lines
