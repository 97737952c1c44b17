"""Ways round the form: somebody else's remark, a remark in another's name, and what an anonymous step would tell."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from ..discussion.common import make_subjects
from ..discussion.test_remarks import AnonymousDiscussionCase, DiscussionCase
from ..room.common import GuestCase

REMARK = "crm.facilitation.remark"
# a right that is missing and a value that cannot be are both of it
REFUSED = UserError


def stored(case):
    """All remarks as the database has them."""
    case.env.flush_all()
    case.env.cr.execute("SELECT to_jsonb(r) FROM crm_facilitation_remark r ORDER BY id")
    return [row for [row] in case.env.cr.fetchall()]


class TestForgedRemarks(DiscussionCase):
    def forged(self):
        """Values that say something else than the caller may say, by the field."""
        other = self.participant_logistics.id
        return {
            "author_id": other,
            "child_ids": [Command.create({"need_id": self.need.id, "text": "As another", "author_id": other})],
            "hidden_reason": "Hidden from the first",
            "hidden_text": "What stood here",
            "is_anonymous": True,
            "is_held": True,
            "is_mixed": True,
            "session_id": self.make_session().id,
        }

    def make_session(self):
        sessions = self.env["crm.facilitation.session"].with_user(self.facilitator)
        return sessions.create({"name": "Next", "project_id": self.project.id})

    def test_no_value_and_no_default_says_it_for_somebody_else(self):
        before = stored(self)
        plain = {"need_id": self.need.id, "text": "Mine"}
        own = {"author_id": self.participant_service.id, "session_id": self.session.id, "text": "Mine"}
        for name, value in self.forged().items():
            remarks = self.remarks(self.employee_service)
            for how, create in {
                "value": lambda: remarks.create(plain | {name: value}),
                "default": lambda: remarks.with_context(**{f"default_{name}": value}).create(plain),
                "screen": lambda: remarks.web_save(plain | {name: value}, {"text": {}}),
            }.items():
                with self.subTest(field=name, how=how):
                    with self.env.cr.savepoint() as point:
                        try:
                            create()
                        except UserError:
                            pass
                        else:
                            # dropped, and not stored
                            [row, *more] = [row for row in stored(self) if row not in before]
                            self.assertFalse(more, "another's remark came along")
                            self.assertEqual({key: row[key] for key in own}, own)
                            self.assertFalse(any(row[key] for key in ("hidden_reason", "hidden_text", "is_anonymous",
                                                                      "is_held", "is_mixed")), row)  # fmt: skip
                        point.rollback()
                    self.env.invalidate_all()
                    self.assertEqual(stored(self), before)

    def test_nothing_comes_along_with_a_need_an_option_or_a_risk(self):
        before = stored(self)
        text = "As another"
        said = Command.create({"text": text, "author_id": self.participant_logistics.id})
        tag = Command.create({"name": text})
        for anonymous in False, True:
            self.session.current_item_id.anonymous = anonymous
            for model, values in {
                "need": {"name": "Sort", "session_id": self.session.id, "remark_ids": [said]},
                "need.tag": {"name": "Sort", "session_id": self.session.id, "tag_ids": [tag]},
                "conflict.option": {"name": "Neither", "conflict_id": self.conflict.id, "remark_ids": [said]},
                "remark": {"text": "Mine", "need_id": self.need.id, "child_ids": [said]},
            }.items():
                records = self.env[f"crm.facilitation.{model.removesuffix('.tag')}"].with_user(self.employee_service)
                with self.subTest(model=model, anonymous=anonymous), self.assertRaises(UserError):
                    records.create(values)
        self.assertEqual(stored(self), before)
        self.assertFalse(self.env["crm.facilitation.need.tag"].search([("name", "=", text)]))

    def test_a_link_to_what_is_there_passes(self):
        self.session.current_item_id.anonymous = True
        tag = self.env["crm.facilitation.need.tag"].search([], limit=1)
        needs = self.env["crm.facilitation.need"].with_user(self.employee_service)
        number = needs.raise_need(self.session.id, {"name": "Sort", "tag_ids": [Command.link(tag.id)]})["id"]
        self.assertEqual(self.env["crm.facilitation.need"].browse(number).tag_ids, tag)

    def test_nothing_is_imported_in_anothers_name(self):
        before = stored(self)
        columns = ["need_id/.id", "text", "author_id/.id"]
        row = [str(self.need.id), "As another", str(self.participant_logistics.id)]
        for user in (self.employee_service, self.facilitator):
            answer = self.remarks(user).load(columns, [row])
            self.assertFalse(answer["ids"])
        self.assertEqual(stored(self), before)
        # without the name it is one's own
        [number] = self.remarks(self.employee_service).load(columns[:2], [row[:2]])["ids"]
        self.assertEqual(self.env[REMARK].browse(number).author_id, self.participant_service)

    def test_no_way_through_what_it_is_about_changes_or_moves_anothers_remark(self):
        remark = self.say(self.employee_service)
        other = self.make_need("Ring back")
        before = stored(self)
        commands = {
            "changed": Command.update(remark.id, {"text": "Another's words"}),
            "deleted": Command.delete(remark.id),
            "taken off": Command.unlink(remark.id),
            "moved": Command.link(remark.id),
            "replaced": Command.set([]),
        }
        for user in (self.employee_sales, self.facilitator, self.outsider):
            for what, command in commands.items():
                for need in (self.need, other):
                    with self.subTest(user=user.login, what=what, need=need.name):
                        try:
                            need.with_user(user).write({"remark_ids": [command]})
                        except REFUSED:
                            self.env.invalidate_all()
                        self.assertEqual(stored(self), before)
        for user in (self.employee_sales, self.facilitator):
            with self.assertRaises(REFUSED):
                remark.with_user(user).write({"author_id": self.participant_sales.id})
        self.assertEqual(stored(self), before)
        copied = remark.with_user(self.employee_sales).copy()
        self.assertEqual(copied.author_id, self.participant_sales, "who repeats it says it")

    def test_nobody_reacts_to_what_they_may_not_read(self):
        """Odoo takes reactions to a notification from everybody who works here."""
        reactions = self.env["mail.message.reaction"]
        for record in (self.need, self.goal, self.conflict, self.session):
            note = record.message_notify(body="For you", partner_ids=self.employee_service.partner_id.ids)
            for user, may in ((self.outsider, False), (self.employee_service, True)):
                with self.subTest(model=record._name, user=user.login):
                    own = note.with_user(user)._get_with_access(note.id, mode="create").sudo()
                    self.assertTrue(own)
                    said = ("👍", "add", user.partner_id, self.env["mail.guest"])
                    if may:
                        own._message_reaction(*said)
                    else:
                        with self.assertRaises(AccessError):
                            own._message_reaction(*said)
                    self.assertEqual(reactions.search([("message_id", "=", note.id)]).partner_id,
                                     user.partner_id if may else reactions.partner_id)  # fmt: skip

    def test_somebody_of_another_company_neither_reads_nor_answers(self):
        remark = self.say(self.employee_service, "Confidential")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        before = stored(self)
        for groups in ("base.group_user", "base.group_user,crm_facilitation.group_facilitator"):
            user = new_test_user(self.env, f"abroad_{len(groups)}", groups)
            user.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
            remarks = self.remarks(user).with_context(allowed_company_ids=company.ids)
            self.assertFalse(remarks.search([]))
            self.assertFalse(remarks.search_count([("text", "ilike", "confid")]))
            for act in (
                lambda one=remarks: one.browse(remark.id).read(["text"]),
                lambda one=remarks: one.browse(remark.id).export_data(["text"]),
                lambda one=remarks: one.discussion("need", self.need.id),
                lambda one=remarks: one.action_remark("need", self.need.id, "answer", "Heard", remark.id),
                lambda one=remarks: one.create({"need_id": self.need.id, "text": "Heard"}),
                lambda one=remarks: one.browse(remark.id).action_hide("No"),
                lambda one=remarks: one.browse(remark.id).unlink(),
            ):
                with self.assertRaises(REFUSED):
                    act()
        self.assertEqual(stored(self), before)


class TestForgedByGuests(GuestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_subjects(cls, cls.meeting)

    def test_neither_a_link_nor_a_shared_device_speaks_for_another(self):
        remark = self.env[REMARK].with_user(self.employee_service).create({"need_id": self.need.id, "text": "Mine"})
        self.meeting.with_user(self.facilitator).action_open_kiosk()
        before = stored(self)
        browser = self.open(self.gus)
        said = {"about": "need", "about_id": self.need.id, "kind": "question", "text": "As another"}
        for more in ({"author_id": self.participant_service.id}, {"user_id": 2}, {"session_id": self.meeting.id},
                     {"context": {"default_author_id": self.participant_service.id}}):  # fmt: skip
            browser.refused("remark", **said, **more)
        browser.refused("correct_remark", id=remark.id, text="Another's words")
        for name in ("write", "unlink", "create", "hide_remark", "action_hide"):
            browser.refused(name, id=remark.id)
        self.assertEqual(stored(self), before)


class TestAnonymousRemarksAttacked(AnonymousDiscussionCase):
    def test_no_filter_and_no_group_finds_the_author(self):
        said = self.raised[REMARK]
        for user in (self.facilitator, self.employee_service):
            remarks = self.env[REMARK].with_user(user)
            for domain in (
                [("author_id", "!=", False)],
                [("author_id.partner_id.name", "ilike", "e")],
                [("create_uid", "!=", 1)],
                [("write_uid", "!=", 1)],
                [("is_mine", "=", True)],
            ):
                try:
                    found = remarks.search([("id", "in", said), *domain])
                except (UserError, ValueError):
                    continue
                self.assertFalse(found, domain)
            for name in ("author_id", "create_uid", "write_uid", "create_date:minute", "write_date:minute"):
                try:
                    groups = remarks._read_group([("id", "in", said)], [name], ["__count"])
                except (UserError, ValueError):
                    continue
                self.assertEqual(len(groups), 1, f"{name} tells them apart")

    def test_the_author_is_not_told_apart_by_what_they_may_do(self):
        for user in (self.author, self.employee_service):
            shown = self.env[REMARK].with_user(user).discussion("need", self.need.id)["remarks"]
            own = [row for row in shown if row["id"] in self.raised[REMARK]]
            self.assertEqual({(row["is_mine"], row["can_change"], row["author"]) for row in own}, {(False, False, "")})
