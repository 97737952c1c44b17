"""What is promised of secrets and rights, tried by a guest with a link and by somebody on a shared device alike."""

import json
from unittest.mock import patch

from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import GuestCase
from .phone import Phone
from .test_kiosk import Device

ROUTES_LOGGER = "odoo.addons.crm_facilitation.controllers.room"


class BothWays(GuestCase):
    def setUp(self):
        super().setUp()
        self.gus.with_user(self.facilitator).action_join()
        answer = self.meeting.with_user(self.facilitator).action_open_kiosk()
        self.kiosk = self.env["crm.facilitation.kiosk"].with_user(self.facilitator).search([])
        self.device = Device(self, self.meeting)
        self.device.get(answer["params"]["address"].removeprefix(self.meeting.get_base_url()))
        self.device.post("ask", {"who": str(self.gus.id)})
        self.kiosk.action_hand_over()
        self.device.get("/f/k")
        # whose browser, by way: Gita has a link, Gus the shared device
        self.browsers = {"link": (self.gita, self.open(self.gita)), "kiosk": (self.gus, self.device)}

    def both(self):
        for way, (person, browser) in self.browsers.items():
            with self.subTest(way):
                yield person, browser

    def rows(self, *tables):
        """Everything that the tables hold, and which transaction wrote it."""
        self.env.flush_all()
        # hints of what the test itself did
        self.env.cr.precommit.run()
        return [
            self.env.execute_query(
                SQL("SELECT xmin::text, ctid::text, to_jsonb(t)::text FROM %s t ORDER BY id", SQL.identifier(table))
            )
            for table in tables
        ]


@tagged("standard", "post_install", "-at_install")
class TestRules(BothWays):
    def test_rule_1_a_channel_that_somebody_names_brings_nothing(self):
        names = [f"crm.facilitation.{name}_{self.meeting.id}" for name in ("session", "room", "participant")]
        names += [f"crm_facilitation.{self.meeting.id}", f"crm.facilitation.session,{self.meeting.id}"]
        self.open_vote()
        for _person, browser in self.both():
            browser.call("raise_need", values={"name": "Aloud"})
            body = {"params": {"channels": names, "last": 0, "is_first_poll": True}}
            headers = {"Content-Type": "application/json"}
            answer = browser.send("POST", "/websocket/peek_notifications", data=json.dumps(body), headers=headers)
            self.assertEqual(answer.json()["result"]["notifications"], [])

    def open_vote(self, **values):
        self.one, self.two = self.make_need("One"), self.make_need("Two")
        return self.open_round(**values)

    def test_rule_2_a_key_is_kept_nowhere_but_in_its_browser(self):
        cookies = {"link": f"f_{self.meeting.id}", "kiosk": "f_k"}
        for way, (_person, browser) in self.browsers.items():
            key = browser.http.cookies[cookies[way]]
            found = []
            for (table,) in self.env.execute_query(
                SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE ANY (%s)",
                    ["crm_facilitation%", "mail_%", "bus_%", "ir_%"])
            ):  # fmt: skip
                query = SQL("SELECT 1 FROM %s t WHERE to_jsonb(t)::text LIKE %s", SQL.identifier(table), f"%{key}%")
                found += [table] if self.env.execute_query(query) else []
            self.assertEqual((way, found), (way, []))

    def test_rule_4_and_6_a_ballot_has_neither_user_nor_day(self):
        ballot_round = self.open_vote()
        for _person, browser in self.both():
            browser.call("cast", id=ballot_round.id, choices={str(self.one.id): 1})
        for model in ("crm.facilitation.ballot", "crm.facilitation.vote"):
            columns = {name for name, field in self.env[model]._fields.items() if field.column_type}
            self.assertFalse(columns & {"create_uid", "write_uid", "create_date", "write_date"})
        needs = [
            self.env["crm.facilitation.need"].browse(browser.call("raise_need", values={"name": "Mine"})["id"])
            for _person, browser in self.both()
        ]
        for need in needs:
            self.assertEqual(need.sudo().create_uid, self.env.ref("base.public_user"), "the account that all share")

    def test_rule_5_and_37_an_anonymous_need_writes_nothing_of_its_person_and_no_message(self):
        self.meeting.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        tables = ("crm_facilitation_participant", "crm_facilitation_key", "crm_facilitation_kiosk", "res_partner",
                  "mail_message", "mail_mail", "mail_followers", "mail_activity", "bus_bus")  # fmt: skip
        for person, browser in self.both():
            before = self.rows(*tables)
            raised = browser.call("raise_need", values={"name": "Nobody dares to say it"}, promised_anonymous=True)
            need = self.env["crm.facilitation.need"].browse(raised["id"])
            self.assertTrue(need.is_anonymous)
            self.assertFalse(need.author_id)
            for table, was, now in zip(tables, before, self.rows(*tables), strict=True):
                self.assertEqual([row for row in now if row not in was], [], f"{person.partner_id.name}: {table}")
                self.assertEqual(len(now), len(was), table)

    def test_rule_15_who_came_after_the_opening_does_not_vote_and_no_small_department_is_shown(self):
        ballot_round = self.open_vote()
        late = self.make_guest("Late Guest", "late@example.com", self.sales)
        code, _message = self.open(late).refused("cast", id=ballot_round.id, choices={str(self.one.id): 1})
        self.assertEqual(code, "access")
        for person in (self.quiet, self.gita):
            self.open(person).call("cast", id=ballot_round.id, choices={str(self.one.id): 1})
        self.device.call("cast", id=ballot_round.id, choices={str(self.one.id): 1})
        ballot_round.action_close()
        for _person, browser in self.both():
            results = browser.read("results", id=ballot_round.id)
            self.assertEqual(results["voters"], 3)
            self.assertFalse([place for place in results["departments"] if place["voters"]])
            self.assertFalse([cell for need in results["needs"] for cell in need["cells"].values() if cell])

    def test_rule_16_and_40_no_page_of_either_is_kept_or_told_to_others(self):
        pages = {"link": f"/f/s/{self.meeting.id}", "kiosk": "/f/k"}
        for way, (_person, browser) in self.browsers.items():
            with self.subTest(way):
                for answer in (browser.get(pages[way]), browser.ask("read", "state")):
                    self.assertEqual(answer.headers["Cache-Control"], "no-store")
                    self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
                    self.assertIn("noindex", answer.headers["X-Robots-Tag"])

    def test_rule_20_language_company_and_zone_are_the_persons(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        for person, browser in self.both():
            person.sudo().partner_id.lang = "ru_RU"
            _code, message = browser.refused("raise_need", values={"name": " "})
            self.assertRegex(message, "[а-я]")
            need = browser.call("raise_need", values={"name": "Mine"})
            need = self.env["crm.facilitation.need"].browse(need["id"]).sudo()
            self.assertEqual(need.company_id, self.meeting.company_id)

    def test_rule_23_whoever_is_archived_is_out_at_the_next_request(self):
        for person, browser in self.both():
            self.assertEqual(browser.ask("read", "state").status_code, 200)
            contact = person.sudo().partner_id
            for record in (person.sudo(), contact):
                record.active = False
                self.assertEqual(browser.ask("call", "raise_need", {"values": {"name": "Out"}}).status_code, 401)
                record.active = True
        self.assertFalse(self.meeting.need_ids)

    def test_rule_24_a_failure_names_nobody(self):
        room = type(self.env["crm.facilitation.room"])
        for person, browser in self.both():
            name = person.partner_id.name
            with patch.object(room, "_call", side_effect=RuntimeError(f"{name} did it")), mute_logger(ROUTES_LOGGER):
                answer = browser.ask("call", "raise_need", {"values": {"name": "Mine"}})
            self.assertEqual((answer.status_code, answer.json()["error"]["code"]), (500, "server"))
            self.assertNotIn(name, answer.text)
            self.assertNotIn("RuntimeError", answer.text)

    def test_rule_32_and_34_a_guest_acts_for_themself_in_their_session_alone(self):
        second = self.meeting.with_user(self.facilitator).create({"name": "Next door", "project_id": self.project.id})
        foreign = self.env["crm.facilitation.need"].with_user(self.facilitator)
        foreign = foreign.create({"name": "Theirs", "session_id": second.id})
        for person, browser in self.both():
            for sent in (
                {"session_id": second.id},
                {"participant_id": self.quiet.id},
                {"user_id": self.facilitator.id},
            ):
                self.assertEqual(browser.refused("raise_need", values={"name": "Whose?"}, **sent)[0], "refused")
            self.assertEqual(browser.refused("support", id=foreign.id)[0], "missing")
            need = browser.call("raise_need", values={"name": "Mine"})
            self.assertEqual(self.env["crm.facilitation.need"].browse(need["id"]).author_id, person)
        self.assertFalse(second.need_ids - foreign)
        self.assertFalse(foreign.supporter_ids)


@tagged("standard", "post_install", "-at_install")
class TestPlainText(BothWays):
    def test_rule_18_what_a_guest_writes_stays_text_on_everybody_elses_page(self):
        script = "</script><script>window.taken = 1</script><img src=x onerror='window.taken = 1'>"
        for _person, browser in self.both():
            browser.call("raise_need", values={"name": script, "problem": script})
        phone = Phone(self)
        with phone.visit(self.path_of(self.quiet)):
            phone.wait_for(".o_room_others li:has-text(window.taken)", count=2)
            self.assertIsNone(phone.evaluate("window.taken"))
            self.assertEqual(phone.evaluate("document.querySelectorAll('#crm_facilitation_room img').length"), 0)

    def test_rule_18_what_looks_like_a_formula_comes_as_text(self):
        for _person, browser in self.both():
            browser.call("raise_need", values={"name": "=cmd|'/c calc'!A1"})
        needs = self.meeting.need_ids.with_user(self.facilitator)
        self.assertEqual(len(needs), 2)
        self.env.ref("base.group_allow_export").user_ids += self.facilitator
        self.authenticate("fac", "fac")
        asked = {
            "model": needs._name,
            "fields": [{"name": "name", "label": "Name", "type": "char"}],
            "ids": needs.ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
        }
        data = {"data": json.dumps(asked), "csrf_token": Request.csrf_token(self)}
        lines = self.url_open("/web/export/csv", data=data).text.splitlines()[1:]
        self.assertEqual(lines, ["\"'=cmd|'/c calc'!A1\""] * 2)
