"""Who follows a record of a roll-out reads it: nobody gets what others say of it because somebody else named them."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..platform.test_access import PREFIX, AccessCase

WORDS = "We heard that the depot closes"


class TestFollowers(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        customer = cls.env["res.partner"].create({"name": "Carl Customer", "email": "carl@example.com"})
        cls.strangers = {
            "somebody of no session": cls.outsider.partner_id,
            "a facilitator of another company": cls.users_of["foreign"].partner_id,
            "a portal user": cls.users_of["portal"].partner_id,
            "a customer": customer,
        }
        cls.threads = {
            name: record.sudo()
            for name, record in cls.records.items()
            if name.startswith(PREFIX) and hasattr(record, "message_subscribe")
        }
        cls.threads[PREFIX + "need"] = cls.make_need("Read the delivery note").sudo()

    def ways_to_follow(self, record, person):
        window = {"res_model": record._name, "res_ids": str(record.ids), "operation": "add"}
        editing = self.env["mail.followers.edit"].with_env(record.env)
        return {
            "called": lambda: record.message_subscribe(person.ids),
            "as a value": lambda: record.write({"message_partner_ids": [Command.link(person.id)]}),
            "as a line": lambda: record.write({"message_follower_ids": [Command.create({"partner_id": person.id})]}),
            "by the window": lambda: editing.create(
                window | {"partner_ids": [Command.set(person.ids)], "notify": True}
            ).edit_followers(),
            "by a form": lambda: record.web_save({"message_partner_ids": [Command.set(person.ids)]}, {}),
        }

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models")
    def test_nobody_makes_somebody_follow_what_they_may_not_read(self):
        tried = 0
        for record in self.threads.values():
            for user in (self.employee_sales, self.facilitator, self.sponsor):
                own = record.with_user(user)
                if not own.has_access("write"):
                    continue
                for who, person in self.strangers.items():
                    for way, call in self.ways_to_follow(own, person).items():
                        with self.subTest(model=record._name, user=user.login, who=who, way=way):
                            with self.assertRaises(UserError):
                                call()
                            self.env.invalidate_all()
                            self.assertNotIn(person, record.message_partner_ids)
                        tried += 1
        self.assertGreater(tried, 150)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_new_record_has_no_follower_who_may_not_read_it(self):
        needs = self.env[PREFIX + "need"].with_user(self.employee_sales)
        values = {"name": "Ours", "session_id": self.session.id}
        for who, person in self.strangers.items():
            link = [Command.link(person.id)]
            for call in (
                lambda link=link: needs.create(values | {"message_partner_ids": link}),
                lambda link=link: needs.with_context(default_message_partner_ids=link).create(values),
                lambda link=link: needs.web_save(values | {"message_partner_ids": link}, {}),
            ):
                with self.subTest(who):
                    try:
                        call()
                    except AccessError:
                        pass
                    found = self.env["mail.followers"].search([("res_model", "=", needs._name)])
                    self.assertNotIn(person, found.partner_id)

    def test_whoever_follows_already_gets_nothing_any_more(self):
        """From before this was refused, or since they lost the right; a customer's project stays with Odoo's rules."""
        project, task = self.project.sudo(), self.records[PREFIX + "tally"].sudo().need_id.task_ids
        project.privacy_visibility = "employees"
        for record in (*self.threads.values(), task, project):
            for who, person in self.strangers.items():
                if record in (project, task) and who == "somebody of no session":
                    # every employee reads this project
                    continue
                self.env["mail.followers"].create(
                    {"res_model": record._name, "res_id": record.id, "partner_id": person.id,
                     "subtype_ids": [Command.set(self.env.ref("mail.mt_comment").ids)]}
                )  # fmt: skip
            reader = self.facilitator.partner_id
            record._message_subscribe(reader.ids, self.env.ref("mail.mt_comment").ids)
            said = record.with_user(self.env.ref("base.user_root")).message_post(
                body=WORDS, subtype_xmlid="mail.mt_comment", message_type="comment"
            )
            with self.subTest(model=record._name):
                told = said.sudo().notification_ids.res_partner_id
                self.assertIn(reader, told)
                strangers = self.env["res.partner"].union(*self.strangers.values())
                self.assertFalse(
                    told & (strangers if record not in (project, task) else strangers - self.outsider.partner_id)
                )

    def test_whoever_takes_part_may_be_made_to_follow(self):
        need = self.threads[PREFIX + "need"].with_user(self.employee_sales)
        colleague = self.employee_service.partner_id
        need.message_subscribe(colleague.ids)
        self.assertIn(colleague, need.message_partner_ids)
        said = need.message_post(body="Who drives?", subtype_xmlid="mail.mt_comment", message_type="comment")
        self.assertIn(colleague, said.sudo().notification_ids.res_partner_id)

    def test_whom_a_speaker_names_gets_their_words(self):
        need = self.threads[PREFIX + "need"].with_user(self.facilitator)
        named = self.strangers["somebody of no session"]
        said = need.message_post(body="Please come on Monday", partner_ids=named.ids, message_type="comment")
        self.assertIn(named, said.sudo().notification_ids.res_partner_id)
