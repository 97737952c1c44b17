"""What is promised of secrets and rights, tried by a guest with a link and by somebody on a shared device alike."""

import json
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import Device, GuestCase
from .phone import Phone

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
class TestWaysIn(BothWays):
    """Rules 16, 17, 38 and 39: opening, codes, mails and places."""

    STORED = ("crm_facilitation_participant", "crm_facilitation_key", "crm_facilitation_kiosk",
              "crm_facilitation_join_request", "crm_facilitation_presence", "mail_mail", "res_partner")  # fmt: skip

    def addresses(self):
        """Of each way: the address of its mail or picture, and the clean page."""
        answer = self.meeting.with_user(self.facilitator).action_open_kiosk()
        kiosk = answer["params"]["address"].removeprefix(self.meeting.get_base_url())
        return {"link": (self.path_of(self.quiet), f"/f/s/{self.meeting.id}"), "kiosk": (kiosk, "/f/k")}

    def test_rule_16_opening_changes_nothing_however_often_and_garbled(self):
        for way, (address, page) in self.addresses().items():
            with self.subTest(way):
                before = self.rows(*self.STORED)
                scanner = self.browser()
                for method in ("HEAD", "GET", "GET"):
                    self.assertEqual(scanner.send(method, address).status_code, 200)
                    scanner.send(method, page)
                self.assertEqual(self.browser().get(address[:-1] + "=3D").status_code, 404)
                self.assertEqual(self.rows(*self.STORED), before)

    def test_rule_17_a_code_makes_nobody_somebody_else(self):
        self.meeting.with_user(self.facilitator).action_open_lobby()
        said = {"code": self.meeting.sudo().code, "name": "Nina New", "department": str(self.sales.id)}
        for person, browser in self.both():
            before = self.rows(*self.STORED)
            home, proof = self.cookies_of(browser), browser.proof
            browser.send("POST", "/f/code", data={name: said[name] for name in ("code", "name")})
            browser.send("POST", f"/f/s/{self.meeting.id}/code", data={"proof": browser.proof, "code": said["code"]})
            browser.send("POST", f"/f/s/{self.meeting.id}/ask", data=said | {"proof": browser.proof})
            self.assertEqual(self.rows(*self.STORED), before)
            self.assertEqual(self.cookies_of(browser), home)
            browser.proof = proof
            self.assertEqual(browser.read("state")["me"]["id"], person.id)

    def test_rule_17_wrong_codes_of_others_lock_nobody_out(self):
        """A room is one address: the limit is the code's, and of nobody who is in."""
        self.meeting.with_user(self.facilitator).action_open_lobby()
        now = self.env.cr.now()
        attempts = [{"kind": "code", "about": self.meeting.id, "at": now}] * 60
        attempts += [{"kind": "code_any", "about": 0, "at": now}] * 600
        self.env["crm.facilitation.attempt"].sudo().create(attempts)
        stranger = self.browser()
        stranger.show()
        self.assertEqual(stranger.post("code", {"code": self.meeting.sudo().code}).status_code, 403)
        for person, browser in self.both():
            need = browser.call("raise_need", values={"name": "Mine"})
            self.assertEqual(self.env["crm.facilitation.need"].browse(need["id"]).author_id, person)

    def test_rule_38_mails_of_either_way_hold_no_link_and_nobody_else(self):
        self.gita.sudo()._mail_link()
        mails = {
            person: self.env["mail.mail"].search([("email_to", "ilike", person.partner_id.email)])
            for person in (self.gita, self.gus)
        }
        others = self.meeting.participant_ids.partner_id.mapped("name")
        for person, mail in mails.items():
            with self.subTest(person.partner_id.name):
                self.assertEqual(len(mail), 1)
                kept = f"{mail.subject} {mail.body_html} {mail.headers} {mail.email_cc}"
                self.assertNotIn("/f/", kept)
                for name in set(others) - {person.partner_id.name}:
                    self.assertNotIn(name, kept)
                self.assertTrue(mail.auto_delete)
                self.assertFalse(mail.recipient_ids)

    def test_rule_39_whoever_no_mail_tells_of_it_reads_that_a_device_was_handed_out_in_their_name(self):
        handed = [("kind", "=", "device_handed")]
        events = self.env["crm.facilitation.event"]
        self.assertFalse(events.search(handed), "a mail tells Gus of it")
        self.quiet.with_user(self.facilitator).action_join()
        told = "How often a shared device was handed to you before: 1"
        for count in (1, 2):
            self.device.get("/f/k")
            self.device.post("lock")
            self.device.post("ask", {"who": str(self.quiet.id)})
            self.kiosk.action_hand_over()
            page = self.device.get("/f/k").text
            self.assertEqual(told in " ".join(page.split()), count == 2)
            self.assertEqual(events.search(handed).mapped("payload"), [{"participant": self.quiet.id}] * count)
        # who hands it to themself in the name of another, who comes by a link later
        page = " ".join(self.open(self.quiet).show().text.split())
        self.assertIn("How often a shared device was handed to you before: 2", page)
        self.assertNotIn("a shared device was handed", self.open(self.gita).show().text)

    def test_rule_39_nobody_gets_a_place_at_the_device_that_is_not_theirs(self):
        second = self.meeting.with_user(self.facilitator).create({"name": "Next door", "project_id": self.project.id})
        elsewhere = self.make_guest("Else Where", "else@example.com", self.sales, second)
        elsewhere.with_user(self.facilitator).action_join()
        gone = self.make_guest("Gone Guest", False, self.sales)
        gone.with_user(self.facilitator).action_join()
        gone.sudo().active = False
        self.open(self.gita).post("join")
        self.participants.with_user(self.facilitator).action_join()
        self.device.post("lock")
        places = self.meeting.with_context(active_test=False).participant_ids
        for person in (elsewhere, gone, self.gita, self.quiet, self.participants[0]):
            with self.subTest(person.sudo().partner_id.name):
                self.device.get("/f/k")
                self.device.post("ask", {"who": str(person.id)})
                self.assertFalse(self.kiosk.asked_id)
                with self.assertRaises(UserError):
                    self.kiosk.action_hand_over()
        self.assertEqual(self.meeting.with_context(active_test=False).participant_ids, places)

    def test_rule_40_a_shared_device_keeps_nobodys_key(self):
        """Whoever left one there would be everybody who comes after them."""
        self.meeting.with_user(self.facilitator).action_open_lobby()
        code, lobby = self.quiet._new_code(), self.meeting.sudo().code
        session = f"/f/s/{self.meeting.id}"
        proof, name = {"proof": self.device.proof}, {"name": "Nina New"}
        before = self.rows(*self.STORED)
        for path, data in (
            (self.path_of(self.gita), None), (self.path_of(self.gita).replace("/f/", "/f/m/"), None),
            (self.path_of(self.gita).replace("/f/", "/f/p/"), None), (session, None), ("/f", None), (f"/f/c/{lobby}", None),
            ("/f/code", name | {"code": lobby}), (f"{session}/code", proof | {"code": code}),
            (f"{session}/ask", proof | name | {"code": lobby, "department": str(self.sales.id)}),
        ):  # fmt: skip
            with self.subTest(path):
                page = self.device.send("POST" if data else "GET", path, data=data)
                self.assertEqual(page.status_code, 403)
                self.assertIn("This is a shared device", page.text)
                self.assertEqual(page.headers["Cache-Control"], "no-store")
                self.assertEqual(set(self.cookies_of(self.device)), {"f_k"})
        keys = self.STORED.index("crm_facilitation_key")
        after = self.rows(*self.STORED)
        self.assertEqual(before[:keys] + before[keys + 1 :], after[:keys] + after[keys + 1 :])
        # what was there before it became a shared device lets nobody in as long as it is one
        self.device.http.cookies.set(f"f_{self.meeting.id}", self.gita._draw_key("link"))
        self.device.get("/f/k")
        for path in ("read", "call"):
            self.assertEqual(self.browser_on_device().ask(path, "state").status_code, 401)
        self.assertEqual(self.device.get(f"{session}/state").status_code, 401)
        self.assertNotIn("Gita Guest", self.device.get(f"{session}/minutes").text)
        self.kiosk.sudo().active = False
        self.assertIn("Gita Guest", self.device.get(session).text)
        stranger = self.browser()
        stranger.show()
        self.assertIn("Quiet Guest", stranger.post("code", {"code": code}).text, "the code was not used up")

    @staticmethod
    def cookies_of(browser):
        return {name: value for name, value in browser.http.cookies.items() if name.startswith("f_")}

    def browser_on_device(self):
        """The same browser, at the addresses of people with a link."""
        browser = self.browser()
        browser.http, browser.proof = self.device.http, self.device.proof
        return browser


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
