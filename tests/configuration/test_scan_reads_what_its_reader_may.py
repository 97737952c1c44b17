"""The scan reads what its reader may: whose rights a watch takes, what is kept of values, who reads what is kept."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from ..common import FacilitationCase
from .test_scan import LARGE, ScanCase

NEEDLE = "needle-7f3a"
VALUES = {
    "crm.facilitation.config.item": (
        "baseline_values", "current_values", "baseline_hash", "current_hash", "difference", "difference_html",
    ),
    "crm.facilitation.feature": ("confirmed_values", "confirmed_hash", "suspect_reason"),
}  # fmt: skip


class TestWatchObeysWhoeverSetIt(FacilitationCase):
    """The scan reads what its reader may not: the watches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.watches = cls.env["crm.facilitation.watch"].with_user(cls.facilitator)
        cls.watches.sudo().search([("model", "in", LARGE)]).unlink()
        cls.kinds = cls.env["crm.facilitation.watch.kind"]

    def seen(self, model):
        """The names of what a baseline of now keeps of a model."""
        self.project.sudo()._take_baseline({})
        return set(self.project.config_item_ids.filtered(lambda item: item.res_model == model).mapped("name"))

    def test_c_the_scan_reads_what_its_reader_may_not_mails_and_attachments(self):
        mail = self.env["mail.message"].create({"body": NEEDLE, "message_type": "comment"})
        for model, name in ((mail._name, "body"), ("ir.attachment", "index_content")):
            for values, context in (
                ({"model": model, "field_names": name}, {}),
                ({"sequence": 1}, {"default_model": model, "default_field_names": name}),
                ({"sequence": 1, "owner_id": 1}, {"default_model": model, "default_field_names": name}),
            ):
                with self.subTest(model, values=values), self.assertRaises(UserError):
                    self.watches.with_context(**context).create(values)
            stage = self.watches.search([("model", "=", "crm.stage")])
            with self.subTest(model), self.assertRaises(UserError):
                stage.write({"model": model, "field_names": name})
            with self.subTest(model), self.assertRaises(UserError):
                self.watches.create({"model": "crm.tag2", "field_names": name}).model = model
        loaded = self.watches.load(["model", "field_names"], [["mail.message", "body"]])
        self.assertFalse(loaded["ids"])
        self.assertFalse(self.watches.search([("model", "in", ("mail.message", "ir.attachment"))]))

    def test_a_kind_is_opened_by_the_systems_administrator_alone(self):
        facilitators = self.kinds.with_user(self.facilitator)
        for way in (
            lambda: facilitators.create({"model": "mail.message"}),
            lambda: facilitators.with_context(default_model="mail.message").create({}),
            lambda: facilitators.search([], limit=1).write({"model": "mail.message"}),
            lambda: facilitators.search([], limit=1).unlink(),
            lambda: facilitators.with_user(self.sponsor).create({"model": "mail.message"}),
        ):
            with self.assertRaises(AccessError):
                way()
        self.assertFalse(facilitators.load(["model"], [["mail.message"]])["ids"])
        self.assertFalse(self.kinds.search([("model", "=", "mail.message")]))
        administrator = self._new_user("adm", "base.group_system")
        self.kinds.with_user(administrator).create({"model": "res.partner.bank"})
        self.assertTrue(self.kinds._allows("res.partner.bank"))
        kinds = self.kinds.with_user(self.facilitator).search([("model", "=", "res.partner.bank")])
        kinds |= self.kinds.create({"model": "not.installed"}).with_user(self.facilitator)
        self.assertEqual(kinds.mapped("kind_name"), ["Bank Accounts", "not.installed"])

    def test_what_is_put_under_watch_and_taken_out_is_known_at_once(self):
        model = "res.partner.industry"
        self.assertNotIn(model, self.watches.get_watched_models())
        watch = self.watches.create({"model": model, "field_names": "name"})
        self.assertIn(model, self.watches.get_watched_models())
        watch.active = False
        self.assertNotIn(model, self.watches.get_watched_models())

    def test_what_is_deleted_from_the_list_is_under_watch_no_more(self):
        watch = self.watches.create({"model": "res.partner.industry", "field_names": "name"})
        self.assertIn(watch.model, self.watches.get_watched_models())
        watch.unlink()
        self.assertNotIn("res.partner.industry", self.watches.get_watched_models())

    def test_whose_roll_outs_a_watch_is_for(self):
        here = self.env.company
        there = self.env["res.company"].create({"name": "Another company"})
        for owner, company, asked, counts in (
            (self.facilitator, here, here, True),
            (self.facilitator, here, there, False),
            (self.facilitator, here, there.browse(), True),
            (self.facilitator, there.browse(), there, True),
            # a line of the standard list
            (self.facilitator.browse(), here, there, True),
        ):
            with self.subTest(owner=owner.login, company=company.name, asked=asked.name):
                watch = self.env["crm.facilitation.watch"].new({"owner_id": owner.id, "company_id": company.id})
                self.assertEqual(watch._counts_for(asked), counts)

    def test_a_watch_obeys_the_record_rules_of_whoever_set_it(self):
        mine, hidden = self.env["res.partner.industry"].create([{"name": "Mine"}, {"name": "Hidden"}])
        self.env["ir.rule"].create(
            {
                "name": "Not the hidden one",
                "model_id": self.env["ir.model"]._get(mine._name).id,
                "domain_force": [("id", "!=", hidden.id)],
            }
        )
        watch = self.watches.create({"model": mine._name, "field_names": "name"})
        self.assertEqual(watch.owner_id, self.facilitator)
        seen = self.seen(mine._name)
        self.assertIn("Mine", seen)
        self.assertNotIn("Hidden", seen)

    def test_a_record_that_leaves_the_sight_of_whoever_set_the_watch_is_no_finding(self):
        industry = self.env["res.partner.industry"].create({"name": "Mine"})
        self.watches.create({"model": industry._name, "field_names": "name"})
        self.assertIn("Mine", self.seen(industry._name))
        self.env["ir.rule"].create(
            {
                "name": "Not any more",
                "model_id": self.env["ir.model"]._get(industry._name).id,
                "domain_force": [("id", "!=", industry.id)],
            }
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner_industry SET write_date = write_date + interval '1 second'")
        self.project.action_config_scan()
        item = self.project.config_item_ids.filtered(lambda item: item.name == "Mine")
        self.assertEqual(item.status, "unchanged")

    def test_nobody_puts_under_watch_what_they_may_not_read_though_its_kind_is_open(self):
        self.env["ir.model.access"].search([("model_id.model", "=", "res.partner.industry")]).perm_read = False
        with self.assertRaises(AccessError):
            self.watches.create({"model": "res.partner.industry", "field_names": "name"})
        self.assertFalse(self.watches.search([("model", "=", "res.partner.industry")]))

    def test_the_refusal_names_the_fields_that_may_not_be_watched(self):
        for model, names, refused in (
            ("crm.facilitation.need", "name,origin_hash", "origin_hash"),
            ("crm.facilitation.vote", "need_id,points", "need_id, points"),
        ):
            with self.assertRaisesRegex(AccessError, f"may not be watched: {refused}\\."):
                self.watches.create({"model": model, "field_names": names})

    def test_a_line_takes_no_field_in_that_may_not_be_read_and_keeps_those_it_had(self):
        self.kinds.create({"model": "res.partner"})
        watch = self.watches.create({"model": "res.partner", "field_names": "name"})
        with self.assertRaises(AccessError) as refused:
            watch.field_names = "name,signup_type"
        self.assertIn("may not be watched: signup_type.", str(refused.exception))
        self.assertEqual(watch.field_names, "name")
        # a line that somebody with more rights set
        watch.sudo().field_names = "name,signup_type"
        watch.domain = "[('active', '=', True)]"
        watch.field_names = "name,signup_type,city"

    def test_a_watch_says_nothing_more_and_says_why_once_its_person_lost_the_right(self):
        watch = self.watches.create({"model": "res.partner.industry", "field_names": "name"})
        self.assertTrue(self.seen(watch.model))
        self.assertFalse(watch.stop_reason)
        access = self.env["ir.model.access"].search([("model_id.model", "=", watch.model)])
        access.perm_read = False
        self.env["res.partner.industry"].create({"name": "Made since"})
        self.project.action_config_scan()
        self.env.invalidate_all()
        found = self.project.config_item_ids.filtered(lambda item: item.status != "unchanged")
        self.assertNotIn(watch.model, found.mapped("res_model"))
        self.assertIn("may not read", watch.stop_reason)
        access.perm_read = True
        self.env.invalidate_all()
        self.assertFalse(watch.stop_reason)
        self.facilitator.sudo().group_ids = [Command.unlink(self.env.ref("crm_facilitation.group_facilitator").id)]
        self.env.invalidate_all()
        watch = watch.with_user(self.env.ref("base.user_root"))
        self.assertIn("no facilitator", watch.stop_reason)
        self.assertNotIn(watch.model, self._read_models())
        self.facilitator.sudo().active = False
        self.env.invalidate_all()
        self.assertIn("no account", watch.stop_reason)
        self.assertNotIn(watch.model, self._read_models())

    def test_what_a_person_put_under_watch_and_is_not_installed_says_so_and_the_standard_list_does_not(self):
        gone = self.watches.create({"model": "foreign.model", "field_names": "name"})
        self.assertEqual(gone.stop_reason, "Not installed any more: foreign.model")
        standard = self.watches.search([("model", "=", "base.automation")])
        self.assertEqual((standard.is_installed, standard.stop_reason), (False, False))

    def _read_models(self):
        reader = self.env["crm.facilitation.config.reader"]
        return {watch.model for watch, _readings in reader._read_watched(self.project.sudo().company_id)}

    def test_a_watch_says_nothing_of_a_field_that_its_person_may_not_read_any_more(self):
        watch = self.watches.create({"model": "res.partner.industry", "field_names": "name,full_name"})
        field = self.registry["res.partner.industry"]._fields["full_name"]
        self.patch(field, "groups", "base.group_system")
        self.env.invalidate_all()
        self.assertIn("full_name", watch.stop_reason)
        self.assertTrue(self.seen(watch.model))
        item = self.project.config_item_ids.filtered(lambda item: item.res_model == watch.model)[:1]
        self.assertEqual(set(item.sudo().baseline_values), {"name"})

    def test_a_kind_that_is_closed_again_stops_its_watches(self):
        watch = self.watches.create({"model": "res.partner.industry", "field_names": "name"})
        self.kinds.search([("model", "=", watch.model)]).unlink()
        self.env.invalidate_all()
        self.assertIn("not opened", watch.stop_reason)
        self.assertNotIn(watch.model, self._read_models())

    def test_who_set_a_watch_is_not_filled_in(self):
        other = self._new_user("another", "crm_facilitation.group_facilitator")
        line = {"model": "res.partner.industry", "field_names": "name"}
        with self.assertRaises(AccessError):
            self.watches.with_context(default_standard_field_names="name").create(line)
        shipped = self.env["crm.facilitation.watch"].create({"model": "res.country.group", "field_names": "name"})
        self.assertEqual((shipped.owner_id.ids, shipped.standard_field_names), ([], "name"), "as data of a module")
        watch = self.watches.with_context(default_owner_id=False).create(line)
        self.assertEqual((watch.owner_id, watch.standard_field_names), (self.facilitator, False))
        for values in ({"owner_id": other.id}, {"owner_id": False}, {"standard_field_names": "name"}):
            with self.assertRaises(AccessError):
                watch.write(values)
        watch.with_user(other).domain = "[('name', '!=', False)]"
        self.assertEqual(watch.owner_id, other, "whoever changes what is read lends their own rights")

    def test_a_changed_line_of_the_standard_list_is_read_with_the_rights_of_whoever_changed_it(self):
        filters = self.watches.search([("model", "=", "ir.filters")])
        private = self.env["ir.filters"].create(
            {"name": NEEDLE, "model_id": "crm.lead", "user_ids": [Command.set(self.sponsor.ids)]}
        )
        self.assertFalse(filters.owner_id)
        filters.domain = "[]"
        self.assertEqual(filters.owner_id, self.facilitator)
        self.assertNotIn(private.name, self.seen("ir.filters"))

    def test_a_field_added_to_the_standard_list_is_kept_as_changed(self):
        crons = self.watches.search([("model", "=", "ir.cron")])
        crons.field_names += ",priority"
        self.seen("ir.cron")
        item = self.project.config_item_ids.filtered(lambda item: item.res_model == "ir.cron")[:1]
        self.assertTrue(item.baseline_values["priority"].startswith("secret:"))
        self.assertFalse(str(item.baseline_values["interval_number"]).startswith("secret:"))

    def test_a_filter_of_a_field_that_is_gone_stops_the_watch_and_not_the_scan(self):
        lead = self.env["ir.model"]._get("res.partner.industry")
        self.watches.sudo().create({"model": "ir.model.fields", "field_names": "name"})
        field = self.env["ir.model.fields"].create(
            {"name": "x_kind", "model_id": lead.id, "field_description": "Kind", "ttype": "char"}
        )
        watch = self.watches.create(
            {"model": "res.partner.industry", "field_names": "name", "domain": "[('x_kind', '=', False)]"}
        )
        self.seen(watch.model)
        field.unlink()
        self.project.action_config_scan()
        self.env.invalidate_all()
        self.assertIn("filter", watch.stop_reason)
        found = self.project.config_item_ids.filtered("is_untraced")
        self.assertEqual(found.mapped("res_model"), ["ir.model.fields"], "the field itself is what was removed")

    def test_a_feature_reads_no_record_that_the_watch_leaves_out(self):
        need = self.make_need("Filters")
        need.action_accept()
        private = self.env["ir.filters"].create(
            {
                "name": "Private",
                "model_id": "crm.lead",
                "user_ids": [Command.set(self.sponsor.ids)],
                "domain": f"['{NEEDLE}']",
            }
        )
        feature = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        feature = feature.create({"task_id": need.action_plan().id, "res_model": "ir.filters", "res_id": private.id})
        feature.action_confirm()
        self.assertFalse(feature.confirmed_values)
        self.assertNotIn("Private", feature.name)

    def test_feature_onchange_names_no_record_that_the_caller_may_not_read(self):
        server = self.env["ir.mail_server"].create(
            {"name": NEEDLE, "smtp_host": "localhost", "smtp_authentication": "login"}
        )
        feature = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        spec = {"name": {}, "res_model": {}, "res_id": {}}
        with self.assertRaises(AccessError) as refused:
            feature.onchange({"res_model": server._name, "res_id": server.id}, ["res_model", "res_id"], spec)
        self.assertNotIn(NEEDLE, str(refused.exception))

    def test_config_item_onchange_names_no_record_that_the_caller_may_not_read(self):
        group = self.env["crm.team"].create({"name": NEEDLE})
        items = self.env["crm.facilitation.config.item"].with_user(self.facilitator)
        values = {"res_model": "crm.stage", "status": "changed", "baseline_values": {"team_ids": []}}
        values["current_values"] = {"team_ids": group.ids}
        try:
            said = items.onchange(values, list(values), {name: {} for name in (*values, "difference", "name")})
        except AccessError:
            said = ""
        self.assertNotIn(NEEDLE, str(said))

    def test_portal_users_search_no_targets(self):
        guest = self.env["res.users"].search([("login", "=", "portal_guest")]) or self._new_user(
            "portal_guest", "base.group_portal"
        )
        with self.assertRaises(AccessError):
            self.env["crm.facilitation.need"].with_user(guest).search_targets("")
        self.assertTrue(self.env["crm.facilitation.need"].with_user(self.employee_sales).search_targets("stage"))


class TestValuesAreTheFacilitators(ScanCase):
    """The scan reads what its reader may not: what is kept, and who reads it."""

    unwatched = LARGE

    def kept(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT coalesce(string_agg(i::text, ' '), '') FROM crm_facilitation_config_item i")
        return self.env.cr.fetchone()[0]

    def test_c_parameters_code_and_accounts_are_kept_as_changed_and_never_as_text(self):
        lead = self.work["ir.model"]._get("crm.lead")
        parameters = self.work["ir.config_parameter"].create(
            [
                {"key": "crm.iap.hook", "value": f"https://example.com/?apikey={NEEDLE}"},
                {"key": "telephony.login", "value": f"bob:{NEEDLE}"},
                {"key": "door.pin", "value": NEEDLE},
                {"key": "erp.header", "value": f"Basic {NEEDLE}"},
            ]
        )
        action = self.work["ir.actions.server"].create(
            {"name": "Call", "model_id": lead.id, "state": "code", "code": f"login('bob', '{NEEDLE}')"}
        )
        server = self.work["ir.mail_server"].create({"name": "Post", "smtp_host": "localhost", "smtp_user": NEEDLE})
        found = self.findings()
        self.assertEqual(len(found), 6)
        found.task_id = self.task
        found.action_make_feature()
        self.assertNotIn(NEEDLE, self.kept())
        parameters[0].value += "x"
        action.code += "\npass"
        server.smtp_user += "x"
        self.touch(parameters[0]), self.touch(action), self.touch(server)
        self.findings()
        suspects = self.project.feature_ids.filtered("is_suspect")
        self.assertEqual(len(suspects), 3)
        self.assertNotIn(NEEDLE, "".join(suspects.mapped("suspect_reason")))
        self.env.cr.execute("SELECT count(*) FROM crm_facilitation_feature f WHERE f::text LIKE %s", [f"%{NEEDLE}%"])
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_a_parameter_is_kept_as_text_where_its_key_is_allowed_to(self):
        self.work["ir.config_parameter"].create([{"key": "crm.visits", "value": "three"}])
        self.assertNotEqual(self.findings().current_values["value"], "three")
        self.work["ir.config_parameter"].set_param("crm_facilitation.readable_parameters", "crm.visits, crm.other")
        self.assertEqual(self.findings().filtered(lambda i: i.name == "crm.visits").current_values["value"], "three")

    def test_what_a_template_or_view_says_of_a_password_is_not_kept(self):
        lead = self.work["ir.model"]._get("crm.lead")
        body = f"<a href='https://example.com/?token={NEEDLE}'>x</a><i>password: {NEEDLE}</i>"
        self.work["mail.template"].create({"name": "Visit", "model_id": lead.id, "body_html": body})
        self.findings()
        self.assertNotIn(NEEDLE, self.kept())

    def make_suspect(self):
        stage = self.work["crm.stage"].create({"name": "Site visit", "requirements": "Bring shoes"})
        item = self.findings().filtered(lambda item: item.res_model == "crm.stage")
        item.action_make_feature()
        stage.requirements = f"Bring {NEEDLE}"
        self.touch(stage)
        self.findings()
        return item, item.feature_id

    def test_c_values_are_read_by_facilitators_alone_on_every_way(self):
        self.env.ref("base.group_allow_export").user_ids = [
            Command.link(user.id) for user in (self.sponsor, self.employee_sales)
        ]
        item, feature = self.make_suspect()
        for record in (item, feature):
            for name in VALUES[record._name]:
                for user in (self.sponsor, self.employee_sales):
                    for way, call in self.ways(record.with_user(user), name).items():
                        with self.subTest(name, user=user.login, way=way):
                            self.assertTrue(self.is_refused(call))
                self.assertIn(name, record.with_user(self.facilitator).read([name])[0])

    def ways(self, record, name):
        projects = self.env["project.project"].with_user(record.env.user)
        path = f"config_item_ids.{name}" if "item" in record._name else f"feature_ids.{name}"
        ways = {
            "read": lambda: record.read([name]),
            "search": lambda: record.search([(name, "ilike", "%")]),
            "group": lambda: record._read_group([], [name], ["__count"]),
            "aggregate": lambda: record._read_group([], [], [f"{name}:count"]),
            "export": lambda: self._exported(record, name),
            "related search": lambda: projects.search([(path, "ilike", "%")]),
            "related export": lambda: self._exported(projects.browse(self.project.id), path.replace(".", "/")),
        }
        if record._fields[name].column_type and record._fields[name].store:
            ways["order"] = lambda: record.search([], order=name)
        return ways

    def is_refused(self, call):
        """Whether the call fails, or says nothing at all: an export leaves out what may not be read."""
        try:
            return not call()
        except (UserError, ValueError):
            # ValueError: what is not stored is no ground for a group or an order
            return True

    def _exported(self, record, path):
        record.check_access("read")
        rows = record.export_data([path])["datas"]
        return any(any(row) for row in rows)

    def test_others_read_in_words_that_something_changed_and_what(self):
        _item, feature = self.make_suspect()
        for user in (self.sponsor, self.employee_sales):
            feature_of = feature.with_user(user)
            self.assertIn("Requirements", feature_of.suspect_summary)
            self.assertNotIn(NEEDLE, feature_of.suspect_summary)
        stage = self.env.ref("crm.stage_lead1").with_user(self.facilitator)
        stage.name = NEEDLE
        self.touch(stage)
        found = self.findings().filtered(lambda item: item.res_id == stage.id)
        self.assertEqual(found.with_user(self.sponsor).change_summary, "Stage Name")

    def test_the_evidence_of_a_review_says_what_changed_without_the_values(self):
        _item, feature = self.make_suspect()
        feature.action_review()
        event = self.env["crm.facilitation.event"].search([("kind", "=", "suspect_reviewed")], limit=1)
        self.assertIn("Requirements", str(event.payload))
        self.assertNotIn(NEEDLE, str(event.payload))

    def test_values_in_the_forms_stay_with_the_facilitators(self):
        item, _feature = self.make_suspect()
        with Form(item.with_user(self.sponsor)) as form:
            self.assertNotIn("difference_html", form._view["fields"])


class TestOtherCompany(FacilitationCase):
    def test_a_facilitator_of_another_company_sees_and_acts_on_nothing(self):
        self.project.sudo().company_id = self.env.company
        company = self.env["res.company"].create({"name": "Another company"})
        foreign = self._new_user("foreign2", "crm_facilitation.group_facilitator")
        foreign.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        need = self.make_need("Site visits")
        need.action_accept()
        self.project.action_config_baseline()
        stage = self.env["crm.stage"].create({"name": "Site visit"})
        self.project.action_config_scan()
        item = self.project.config_item_ids.filtered(lambda item: item.status == "new")
        item.task_id = need.action_plan()
        watch = self.env["crm.facilitation.watch"].with_user(self.facilitator)
        watch = watch.create({"model": "res.partner.industry", "field_names": "name"})
        feature = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        feature = feature.create({"task_id": item.task_id.id, "res_model": "crm.tag", "res_id": 1})
        for record in (item, feature, watch):
            theirs = record.with_user(foreign)
            self.assertFalse(theirs.search([("id", "in", record.ids)]))
            with self.assertRaises(AccessError):
                theirs.read(["display_name"])
        for way in (
            item.with_user(foreign).action_make_feature,
            lambda: item.with_user(foreign).action_not_part("Not mine"),
            item.with_user(foreign).action_open_record,
            lambda: item.with_user(foreign).write({"task_id": False}),
            feature.with_user(foreign).action_confirm,
            feature.with_user(foreign).action_review,
            feature.with_user(foreign).unlink,
            lambda: watch.with_user(foreign).write({"active": False}),
            watch.with_user(foreign).unlink,
            self.project.with_user(foreign).action_config_scan,
        ):
            with self.assertRaises(AccessError):
                way()
        self.env.invalidate_all()
        self.assertEqual((item.status, item.task_id, feature.state), ("new", need.task_ids, "proposed"))
        self.assertTrue(watch.active and stage.exists())

    def test_a_watch_of_another_company_reads_nothing_for_this_one(self):
        company = self.env["res.company"].create({"name": "Another company"})
        self.project.sudo().company_id = self.env.company
        foreign = self._new_user("foreign2", "crm_facilitation.group_facilitator")
        foreign.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        watch = self.env["crm.facilitation.watch"].with_user(foreign)
        watch.create({"model": "res.partner.industry", "field_names": "name"})
        self.project.action_config_baseline()
        self.assertNotIn("res.partner.industry", self.project.config_item_ids.mapped("res_model"))
