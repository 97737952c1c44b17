"""In Russian nobody meets an English word of ours: every screen is walked, and what can be read on it compared."""

import json
import re
from pathlib import Path

from lxml import etree, html

from odoo.tests import tagged

from .launched import LaunchedInRussian
from .test_demo import Demo

SETTLE, WALK = (Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("settle.js", "walk.js"))
# names of products, formats and units, which Russian writes as they are
PRODUCTS = (
    "CRM", "Odoo", "OdooBot", "PDF", "XLSX", "xlsx", "CSV", "Excel", "Wi-Fi", "UTC", "UTM", "Email", "SMS", "QR", "SQL",
    "My Company", "web.base.url", "https", "URL", "RU", "USD", "Ctrl", "Alt", "Shift", "Enter", "Esc", "Tab", "ID", "API",
)  # fmt: skip
# Odoo's own words that its Russian lacks; none of them is in this addon
ODOOS = (
    r"\S.* View", r"Week \d+", "Add Star", "Project created", "Tasks", "Dashboard", "To give portal users access .*",
    "Automation", "Referral", r"Color( \(.*\))?", "not =", "General Settings", "UTM Medium", "Website", "Recruitment", "Security",
)  # fmt: skip
# technical names: of models, fields, modules; addresses
TECHNICAL = "|".join(
    (
        r"https?:\/\/\S+", r"\S+@\S+", r"[a-z_]+(\.[a-z_]+)+", r"[a-z_]+(,\s?[a-z_]+)+", r"[a-z]+(_[a-z]+)+",
        r"^(base|utm|crm|mail|project)$", r"^\[\(.*\)\]$",
    )
)  # fmt: skip
# taken away before the names: a name of digits would leave pieces of a fingerprint, by the chance of its digits
FINGERPRINTS = r"[0-9]+-[0-9a-f]{8,}|[0-9a-f]{16,}"
# runs the walk, and tells on which screen which text has a word in Latin letters that is no name
RUN = """
    %(settle)s
    window.walk = %(steps)s;
    const NAMES = new RegExp(%(names)s, "g");
    const ODOOS = new RegExp(%(odoos)s);
    const FINGERPRINTS = new RegExp(%(fingerprints)s, "g");
    const TECHNICAL = new RegExp(%(technical)s, "g");
    const withoutNames = (text) => text.replace(FINGERPRINTS, " ").replace(NAMES, " ").replace(TECHNICAL, " ");
    const isEnglish = (text) => !ODOOS.test(text) && /[A-Za-z]{2}/.test(withoutNames(text));
    (%(walk)s).then((found) => {
        const seen = new Set();
        const told = [];
        for (const [screen, texts] of Object.entries(found)) {
            for (const text of texts.filter((text) => isEnglish(text) && !seen.has(text))) {
                seen.add(text);
                told.push(`${screen}: ${text.slice(0, 200)}`);
            }
        }
        if (Object.keys(found).length < window.walk.length) { told.push("not every screen was seen"); }
        if (told.length) { console.error(told.join("\\n")); } else { console.log("test successful"); }
    });
"""


@tagged("standard", "post_install", "-at_install")
class TestRussianScreens(LaunchedInRussian, Demo):
    """A company that reads Russian, in the middle of its roll-out."""

    language = "ru_RU"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.env["res.partner"].search([]) | cls.env["hr.employee"].search([]).work_contact_id
        # by which words departments are known, in every language that they are called in
        known_by = cls.env["crm.facilitation.question"].search([]).mapped("words")
        # most join codes have a digit in them, not all
        codes = cls.env["crm.facilitation.session"].search([]).mapped("code")
        # what changed in the CRM is called as it was called there
        changed = cls.env["crm.facilitation.config.item"].search([]).mapped("name")
        # a technical name is told by its form; taken for a name, it would leave the rest of a longer one
        changed = [name for name in changed if not re.fullmatch(f"{TECHNICAL}|{FINGERPRINTS}", name or "")]
        names = {*people.mapped("name"), *people.mapped("email"), *known_by, *codes, *changed, *PRODUCTS} - {False}
        # the longest first, or a part of it would be found
        cls.names = "|".join(
            rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" for name in sorted(names, key=len, reverse=True)
        )

    def walk(self, login, *more, is_whole=False):
        """Every menu of the person, and ``more`` steps; with the forms behind lists where ``is_whole``."""
        menus = self.env["ir.ui.menu"].with_user(self.env["res.users"].search([("login", "=", login)]))
        menus = menus.with_context(lang="ru_RU").load_web_menus(False)
        waiting, steps = [self.env.ref("crm_facilitation.facilitation_menu_root").id], []
        while waiting:
            menu = menus[waiting.pop(0)]
            waiting += menu["children"]
            if menu["actionID"]:
                steps.append({"step": menu["actionID"], "name": menu["name"], "isWhole": is_whole})
        self.assertGreater(len(steps), 10)
        code = RUN % {
            "steps": json.dumps([*steps, *more]),
            "names": json.dumps(self.names),
            "odoos": json.dumps(f"^({'|'.join(ODOOS)})$"),
            "technical": json.dumps(TECHNICAL),
            "fingerprints": json.dumps(FINGERPRINTS),
            "settle": SETTLE,
            "walk": WALK.strip().removesuffix(";"),
        }
        ready = "Boolean(document.querySelector('.o_facilitation_desk'))"
        self.browser_js("/odoo/facilitation", code, ready, login=login, timeout=400)

    def window(self, name, record):
        """The window of ``name``, opened from the record."""
        context = {"active_model": record._name, "active_id": record.id, "active_ids": record.ids}
        return {"step": self.env.ref(f"crm_facilitation.{name}").id, "name": name, "context": context}

    def test_the_screens_of_implementers(self):
        needs = self.env["crm.facilitation.need"]
        raised, accepted = (needs.search([("state", "=", state)], limit=1) for state in ("raised", "accepted"))
        session = self.env.ref("crm_facilitation.demo_session_second")
        rollout = self.env.ref("crm_facilitation.demo_rollout")
        conflict = self.env["crm.facilitation.conflict"].search([("state", "=", "discussing")], limit=1)
        kpi = self.env["crm.facilitation.kpi"].search([("measure", "=", "manual")], limit=1)
        self.walk(
            "implementer",
            self.window("merge_wizard_action", raised),
            self.window("plan_wizard_action", accepted),
            self.window("reason_wizard_action_defer", raised),
            self.window("reason_wizard_action_reject", raised),
            self.window("reason_wizard_action_discussed", raised),
            self.window("reason_wizard_action_launch_override", rollout),
            self.window("reason_wizard_action_session_reopen", session),
            self.window("reason_wizard_action_dismiss", conflict),
            self.window("agreement_wizard_action", conflict),
            self.window("conflict_option_action_propose", conflict),
            self.window("agenda_wizard_action", session),
            self.window("scribe_action", session),
            self.window("kpi_entry_wizard_action", kpi),
            self.window("trace_map_action", rollout),
            is_whole=True,
        )

    def test_the_screens_of_employees(self):
        own = self.env["crm.facilitation.need"].search([("author_id.user_id.login", "=", "employee")], limit=1)
        self.walk("employee", self.window("reason_wizard_action_refuse_delivery", own), is_whole=True)

    def test_the_screens_of_management(self):
        self.walk("manager", is_whole=True)

    def test_the_pages_that_print(self):
        session, rollout = (self.env.ref(f"crm_facilitation.demo_{name}") for name in ("session_discovery", "rollout"))
        kinds = ("requirements", "decisions", "conflicts", "kpis", "risks")
        pages = [f"/crm_facilitation/document/minutes/{session.id}", "/crm_facilitation/secrecy"]
        pages += [f"/crm_facilitation/document/{kind}/{rollout.id}" for kind in kinds]
        self.authenticate("implementer", "implementer")
        for page in pages:
            body = html.fromstring(self.url_open(page).text).find("body")
            etree.strip_elements(body, "script", "style", "header", "footer", with_tail=False)
            texts = [text.strip() for text in body.itertext()]
            self.assertGreater(len("".join(texts)), 50, page)
            self.assertEqual([text for text in texts if self.is_english(text)], [], page)

    def is_english(self, text):
        left = text
        for known in (FINGERPRINTS, self.names, TECHNICAL):
            left = re.sub(known, " ", left)
        return bool(re.search(r"[A-Za-z]{2}", left)) and not re.fullmatch("|".join(ODOOS), text)

    def test_what_people_of_the_demo_say_is_russian(self):
        models = {
            "crm.facilitation.need": ["name", "problem", "wish", "decision_reason", "delivery_reason"],
            "crm.facilitation.goal": ["name", "why"],
            "crm.facilitation.session": ["name"],
            "crm.facilitation.agenda.item": ["name", "instruction"],
            "crm.facilitation.conflict": ["name", "agreement"],
            "crm.facilitation.conflict.option": ["name", "pros", "cons"],
            "crm.facilitation.round": ["name"],
            "crm.facilitation.kpi": ["name"],
            "crm.lead": ["name"],
            "hr.employee": ["job_title"],
            "hr.department": ["name"],
            "project.task": ["name"],
            "project.project": ["name"],
        }
        for model, texts in models.items():
            # what other addons brought is their own
            own = [("project_id.is_facilitation", "=", True)] if model == "project.task" else []
            own = [("is_facilitation", "=", True)] if model == "project.project" else own
            records = self.env[model].with_context(lang="ru_RU", active_test=False).search(own)
            self.assertTrue(records, model)
            for name in texts:
                said = {text for text in records.mapped(name) if text}
                self.assertEqual([text for text in said if self.is_english(text)], [], f"{model}.{name}")
