"""The scribe's table: a row a need, who said it by the beginning of a name, and pasted lines."""

import csv
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.crm_facilitation.models.discussion import scribe as scribe_file
from odoo.addons.crm_facilitation.tools.tokens import new_token

from ..common import FacilitationCase, FacilitationHttpCase
from ..crm_requests import REQUESTS


class TestWritingDown(FacilitationCase):
    def write_down(self, text, who="", user=None):
        scribe = self.env["crm.facilitation.scribe"].with_user(user or self.facilitator)
        return self.env["crm.facilitation.need"].browse(scribe.action_write_down(self.session.id, text, who))

    def test_a_person_or_a_department_said_it(self):
        by_person = self.write_down("One list of customers", "Log")
        self.assertEqual((by_person.author_id, by_person.department_id), (self.participant_logistics, self.logistics))
        by_department = self.write_down("No double entry", "Sales")
        self.assertEqual(
            (by_department.author_id, by_department.department_id), (by_person.author_id.browse(), self.sales)
        )
        by_scribe = self.write_down("A calendar")
        self.assertFalse(by_scribe.author_id)

    def test_everything_that_the_table_says(self):
        parts = self.env["hr.department"].create({"name": "Spare parts"})
        self.project.affected_department_ids |= parts
        first, second = self.make_need("One list"), self.write_down("No double entry", "Service")
        elsewhere = self.session.create({"name": "Second", "project_id": self.project.id})
        self.env["crm.facilitation.need"].create({"name": "Theirs", "session_id": elsewhere.id})
        table = self.env["crm.facilitation.scribe"].with_user(self.facilitator).table(self.session.id)
        people = (self.participant_sales, self.participant_service, self.participant_logistics)
        who = [(f"author_id:{one.id}", f"{one.partner_id.name}, {one.department_id.name}") for one in people]
        departments = (self.logistics, self.sales, self.service, parts)
        who += [(f"department_id:{one.id}", one.name) for one in departments]
        session = {"id": self.session.id, "name": "Discovery", "project_id": self.project.id}
        # people first, in any order
        table["who"][:3] = sorted(table["who"][:3], key=lambda row: int(row["key"].rpartition(":")[2]))
        self.assertEqual(
            table,
            {
                "session": session | {"takes_need": True, "anonymous": False},
                "who": [{"key": key, "name": name} for key, name in who],
                "needs": [
                    {"id": need.id, "name": need.name, "origin_label": origin}
                    for need, origin in (
                        (first, self.employee_sales.name),
                        (second, "An employee of Service, Discovery"),
                    )
                ],
            },
        )
        self.session.current_item_id.anonymous = True
        table = self.env["crm.facilitation.scribe"].with_user(self.facilitator).table(self.session.id)
        self.assertEqual(table["session"], session | {"takes_need": True, "anonymous": True})

    def test_a_key_of_the_table_is_as_good_as_a_name(self):
        key = f"author_id:{self.participant_logistics.id}"
        self.assertEqual(self.write_down("One list", key).author_id, self.participant_logistics)

    def test_a_department_without_a_person_in_the_room_is_known(self):
        parts = self.env["hr.department"].create({"name": "Spare parts"})
        self.project.affected_department_ids |= parts
        need = self.write_down("Show the stock", "spare")
        self.assertEqual((need.department_id, need.author_id.id), (parts, False))

    def test_pasted_lines_become_needs_each_of_whom_it_says(self):
        self.patch(scribe_file, "LIMIT", 3)
        needs = self.write_down("1. Sort by region\tService\n\n• Filter by size\nGroup by month\tLogistics", "Sales")
        self.assertEqual(needs.mapped("name"), ["Sort by region", "Filter by size", "Group by month"])
        self.assertEqual(needs.mapped("department_id"), self.service | self.sales | self.logistics)

    def test_where_one_name_is_not_known_nothing_is_written_down(self):
        before = self.env["crm.facilitation.need"].search_count([])
        for text, who, words in (
            ("Sort\nFilter\tNobody here", "", "Nobody here is called"),
            ("Sort", "s", "could be several"),
            ("  \n", "", "Type what is needed"),
            ("Sort\n" * 201, "", "at most 200 lines"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.write_down(text, who)
        self.assertEqual(self.env["crm.facilitation.need"].search_count([]), before)

    def test_lines_that_are_sent_again_because_the_answer_was_lost_are_the_same_needs(self):
        scribe = self.env["crm.facilitation.scribe"].with_user(self.facilitator)
        lines = "Sort by region\nSort by region\tLogistics\nFilter by size"
        for anonymous in (False, True):
            self.session.current_item_id.write({"anonymous": anonymous, "can_raise": True})
            token = new_token()
            first = scribe.action_write_down(self.session.id, lines, "Service", token)
            self.assertEqual(len(set(first)), 3)
            self.assertEqual(scribe.action_write_down(self.session.id, lines, "Service", token), first)
            self.assertFalse(set(first) & set(scribe.action_write_down(self.session.id, lines, "Service", new_token())))

    def test_only_who_leads_writes_down_for_others(self):
        scribe = self.env["crm.facilitation.scribe"].with_user(self.employee_sales)
        before = self.env["crm.facilitation.need"].search([])
        for call in (lambda: scribe.table(self.session.id), lambda: scribe.action_write_down(self.session.id, "Sort")):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(self.env["crm.facilitation.need"].search([]), before)

    def test_in_an_anonymous_step_no_person_is_written_down(self):
        step = self.session.agenda_item_ids[0]
        step.write({"anonymous": True, "can_raise": True})
        self.session.action_go_to(step)
        need = self.write_down("I fear for my job", "Log")
        self.assertTrue(need.is_anonymous)
        self.assertFalse(need.author_id | need.supporter_ids)
        events = self.env["crm.facilitation.event"].search([("record_id", "=", need.id)])
        self.assertNotIn(str(self.participant_logistics.id), repr(events.mapped("payload")))


@tagged("standard", "post_install", "-at_install")
class TestFortyByKeyboard(FacilitationHttpCase):
    def test_forty_needs_are_typed_with_fewer_keys_than_in_a_spreadsheet(self):
        names = ("Sales", "Service", "Logistics")
        if REQUESTS.exists():
            with REQUESTS.open(newline="") as file:
                rows = list(csv.DictReader(file))[:40]
            titles = [row["title_en"] for row in rows]
        else:
            titles = [f"Show the contract number {n} beside the customer" for n in range(40)]
        # as in a room: one speaks for a while, then the next
        said = [(title, names[place // 4 % 3]) for place, title in enumerate(titles)]
        keys = sum(len(title) + 1 for title, _who in said)
        changes = [who for place, (_title, who) in enumerate(said) if not place or said[place - 1][1] != who]
        keys += sum(1 + len(who) for who in changes)
        # a cell of text, Tab, a cell of who completed by the spreadsheet from its first two letters, Enter; and, without
        # completion, the whole name
        whole = sum(len(title) + 1 + len(who) + 1 for title, who in said)
        completed = sum(len(title) + 1 + 2 + 1 for title, _who in said)
        self.type_rows(said, keys)
        needs = self.env["crm.facilitation.need"].search([("session_id", "=", self.meeting.id)], order="id")
        self.assertEqual([(need.name, need.department_id.name) for need in needs], said)
        self.assertLess(keys, completed)
        self.assertLess(completed, whole)

    def type_rows(self, said, keys):
        """Type the rows with keys alone; the page counts them."""
        action = self.env.ref("crm_facilitation.scribe_action")
        script = """
            const said = %s, expected = %s;
            const wait = (found) => new Promise((resolve) => {
                const timer = setInterval(() => { const one = found(); if (one) { clearInterval(timer); resolve(one); } }, 30);
            });
            // not waited for: Odoo waits for what the page says
            void (async () => {
                const name = await wait(() => document.querySelector("#scribe_name"));
                const who = document.querySelector("#scribe_who");
                let keys = 0;
                const press = (key) => {
                    keys += 1;
                    const on = document.activeElement;
                    on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
                    if (key === "Tab") { (on === name ? who : name).focus(); }
                    else if (key.length === 1) {
                        on.setRangeText(key, on.selectionStart, on.selectionEnd, "end");
                        on.dispatchEvent(new InputEvent("input", { bubbles: true, data: key }));
                    }
                };
                const count = () => Number(document.querySelector(".o_scribe_count").textContent);
                name.focus();
                let last = "";
                for (const [title, from] of said) {
                    for (const sign of title) press(sign);
                    if (from !== last) { press("Tab"); for (const sign of from) press(sign); last = from; }
                    // faster than anybody types
                    await new Promise((resolve) => setTimeout(resolve));
                    press("Enter");
                    await new Promise((resolve) => setTimeout(resolve));
                    if (document.activeElement !== name) console.error("the next row is not where the caret is");
                }
                await wait(() => count() === said.length);
                if (keys !== expected) console.error("keys", keys, "expected", expected);
                else console.log("test successful");
            })();
        """
        self.browser_js(
            f"/odoo/crm.facilitation.session/{self.meeting.id}/action-{action.id}",
            script % (json.dumps(said), keys),
            login=self.facilitator.login,
            timeout=120,
        )
