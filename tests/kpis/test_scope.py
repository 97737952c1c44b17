"""What a KPI may read: kinds of records of a list that the administrator keeps, and no texts that people write."""

from odoo.exceptions import AccessError, UserError, ValidationError

from .test_kpi import KpiCase


class ScopeCase(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what the list closes is closed to somebody who may read it too
        groups = "crm_facilitation.group_facilitator,sales_team.group_sale_salesman_all_leads"
        cls.author = cls._new_user("author", groups)
        cls.definitions = cls.env["crm.facilitation.kpi.definition"].with_user(cls.author)
        cls.sources = cls.env["crm.facilitation.kpi.source"]

    def model(self, name):
        return self.env["ir.model"]._get(name).id

    def field(self, model, name):
        return self.env["ir.model.fields"]._get(model, name).id

    def refused(self, words="", **values):
        before = self.definitions.sudo().with_context(active_test=False).search_count([])
        with self.assertRaises(ValidationError) as refusal:
            self.definitions.create({"name": "Probe", "measure": "count", "model_id": self.model("crm.lead")} | values)
        self.assertIn(words, str(refusal.exception))
        self.env.invalidate_all()
        self.assertEqual(self.definitions.sudo().with_context(active_test=False).search_count([]), before)


class TestOpenRecords(ScopeCase):
    def test_what_is_not_listed_is_not_counted(self):
        for name in (
            "mail.message",
            "ir.attachment",
            "discuss.channel",
            "ir.config_parameter",
            "hr.employee",
            "mail.mail",
        ):
            with self.subTest(name):
                self.refused("not open to KPIs", model_id=self.model(name))

    def test_no_default_of_the_context_opens_it(self):
        message = self.model("mail.message")
        with self.assertRaises(ValidationError):
            self.definitions.with_context(default_model_id=message).create({"name": "Probe", "measure": "count"})
        definition = self.created.with_user(self.author).copy()
        with self.assertRaises(ValidationError):
            definition.write({"model_id": message, "date_field_id": False, "group_field_id": False, "domain": "[]"})
        self.env.invalidate_all()
        self.assertEqual(definition.sudo().model_name, "crm.lead")

    def test_an_imported_file_does_not_open_it(self):
        loaded = self.definitions.load(
            ["name", "measure", "model_id/.id"], [["Probe", "count", str(self.model("mail.message"))]]
        )
        self.assertFalse(loaded["ids"])
        self.assertIn("not open to KPIs", loaded["messages"][0]["message"])

    def test_the_list_is_the_administrators(self):
        values = {"model_id": self.model("mail.mail")}
        for user in (self.facilitator, self.sponsor, self.employee_sales):
            sources = self.sources.with_user(user)
            source = sources.search([], limit=1)
            for way in (
                lambda sources=sources: sources.create(values),
                lambda source=source: source.write(values),
                source.unlink,
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    way()
        administrator = self._new_user("boss", "base.group_system")
        self.refused("not open to KPIs", model_id=self.model("hr.department"))
        self.sources.search([("model_name", "=", "hr.department")]).with_user(administrator).is_counted = True
        self.assertTrue(self.definitions.create({"name": "Departments", "model_id": self.model("hr.department")}))
        self.refused("not open to KPIs", model_id=self.model("res.country.group"))
        added = self.sources.with_user(administrator).create({"model_id": self.model("res.country.group")})
        self.assertTrue(self.definitions.create({"name": "Countries", "model_id": self.model("res.country.group")}))
        added.unlink()
        self.refused("not open to KPIs", model_id=self.model("res.country.group"))

    def test_only_what_may_be_counted_is_offered(self):
        passed = self.sources.search([("is_counted", "=", False)]).model_id
        domain = self.definitions.fields_get(["model_id"])["model_id"]["domain"]
        offered = self.env["ir.model"].search(domain)
        self.assertIn(self.env["ir.model"]._get("crm.lead"), offered)
        self.assertTrue(passed)
        self.assertFalse(offered & passed)

    def test_a_definition_of_former_times_is_kept_and_measures_nothing(self):
        definition = self.created.copy()
        kpi = self.make_kpi(definition_id=definition.id)
        self.make_leads(1, self.employee_sales)
        kpi.action_measure()
        self.assertEqual(kpi.current_value, 1)
        self.sources.search([("model_name", "=", "crm.lead")]).unlink()
        with self.assertRaises(UserError) as refusal:
            kpi.action_measure()
        self.assertIn("not open to KPIs", str(refusal.exception))
        self.assertEqual((kpi.current_value, definition.exists()), (1, definition))

    def test_a_kind_of_record_is_listed_once_with_its_own_texts(self):
        source = self.sources.search([("model_name", "=", "crm.lead")])
        before = source.text_field_ids
        for model, name in (("res.partner", "name"), ("crm.lead", "expected_revenue")):
            with self.subTest(name):
                with self.assertRaises(ValidationError) as refused:
                    source.text_field_ids = [(4, self.field(model, name))]
                self.assertIn("choose texts of this kind of record", str(refused.exception))
                self.env.invalidate_all()
                self.assertEqual(source.text_field_ids, before)


class TestFilters(ScopeCase):
    def test_no_filter_asks_what_a_text_says(self):
        for domain in (
            "[('name', 'ilike', 'secret')]",
            "[('name', '=', 'secret')]",
            "[('name', '<', 'm')]",
            "[('description', '=like', '%secret%')]",
            "[('message_ids', 'any', [('body', 'ilike', 'secret')])]",
            "[('message_ids.body', 'ilike', 'secret')]",
            "['!', ('message_ids', 'not any', ['|', ('id', '=', 0), ('subject', 'in', ['secret'])])]",
            "[('partner_id', 'ilike', 'secret')]",
            "[('partner_id.name', '!=', 'secret')]",
            "[('partner_id', 'in', ['Secret'])]",
            "[('tag_ids', '=', 'secret')]",
            "[('display_name', 'ilike', 'secret')]",
            "[('email_from', 'not ilike', 'secret')]",
            "[('email_from', 'in', [False, 'secret@example.com'])]",
            "[('lead_properties.note', 'ilike', 'secret')]",
            "[('email_from', '=?', 'secret')]",
        ):
            for values in ({"domain": domain}, {"measure": "ratio", "numerator_domain": domain}):
                with self.subTest(domain=domain, ratio="measure" in values):
                    self.refused(**values)

    def test_a_filter_passes_through_open_records_alone(self):
        for domain in (
            "[('message_ids.attachment_ids', '!=', False), ('message_ids.attachment_ids.file_size', '>', 9)]",
            "[('user_id.employee_ids.wage', '>', 9)]",
            "[('message_ids', 'any', [('notification_ids', 'any', [('is_read', '=', True)])])]",
            "[('activity_ids.res_model_id', 'any', [('transient', '=', True)])]",
        ):
            with self.subTest(domain):
                self.refused(domain=domain)

    def test_what_is_no_list_of_conditions_is_no_filter(self):
        for domain in ("True", "()", "{}", "'name'", "1"):
            with self.subTest(domain):
                self.refused("is not a filter", domain=domain)

    def test_no_filter_passes_through_records_that_its_author_may_not_read(self):
        # Odoo itself asks for no right where a relation leads to messages and activities
        self.env["ir.model.access"].search([("model_id.model", "=", "mail.activity")]).perm_read = False
        self.refused("mail.activity", domain="[('activity_ids.date_deadline', '<', 'today')]")

    def test_no_filter_asks_for_a_field_that_its_author_may_not_read(self):
        need = self.model("crm.facilitation.need")
        self.refused("is not yours to read", model_id=need, domain="[('origin_hash', '!=', False)]")

    def test_figures_days_links_and_presence_may_be_asked(self):
        for domain in (
            "[('email_from', '!=', False), ('description', 'in', [False])]",
            "[('stage_id.is_won', '=', True), ('team_id', 'in', [1, 2])]",
            "[('create_date', '>', 'today -7d'), ('create_date.month_number', '=', 3)]",
            "[('expected_revenue', '>=', 100), ('type', '=', 'lead')]",
            "[('message_ids', 'any', [('message_type', '=', 'comment')])]",
            "['|', ('partner_id', 'child_of', [1]), ('tag_ids', '=', False)]",
        ):
            with self.subTest(domain):
                self.assertTrue(
                    self.definitions.create({"name": "Fine", "model_id": self.model("crm.lead"), "domain": domain})
                )

    def test_the_administrator_lets_a_technical_text_be_compared(self):
        domain = "[('phone_state', '=', 'correct'), ('zip', '=', '12345')]"
        self.refused("Zip", domain=domain)
        self.sources.search([("model_name", "=", "crm.lead")]).text_field_ids = [(4, self.field("crm.lead", "zip"))]
        self.assertTrue(self.definitions.create({"name": "Zip", "model_id": self.model("crm.lead"), "domain": domain}))

    def test_a_field_that_the_owner_may_not_read_stops_the_measuring(self):
        definition = self.created.copy({"domain": "[('message_ids.mail_activity_type_id', '!=', False)]"})
        kpi = self.make_kpi(definition_id=definition.id, owner_id=self.employee_service.id)
        with self.assertRaises(AccessError):
            kpi._measure([self.month])


class TestBreakdown(ScopeCase):
    def test_h_no_text_breaks_a_kpi_down(self):
        for name in ("city", "email_from", "name"):
            with self.subTest(name):
                self.refused(group_field_id=self.field("crm.lead", name))

    def test_a_text_that_broke_a_kpi_down_in_former_times_stops_the_measuring(self):
        definition = self.created.copy()
        kpi = self.make_kpi(definition_id=definition.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_facilitation_kpi_definition SET group_field_id = %s WHERE id = %s",
            [self.field("crm.lead", "city"), definition.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError) as refusal:
            kpi.action_measure()
        self.assertIn("A text would be shown to everybody", str(refusal.exception))
        self.assertFalse(kpi.measurement_ids)

    def test_no_name_of_records_that_are_not_open_is_shown(self):
        models = self.field("mail.activity", "res_model_id")
        self.refused("not open to KPIs", model_id=self.model("mail.activity"), group_field_id=models)

    def test_links_selections_and_yes_or_no_do(self):
        for name in ("user_id", "type", "active"):
            with self.subTest(name):
                values = {
                    "name": "Fine",
                    "model_id": self.model("crm.lead"),
                    "group_field_id": self.field("crm.lead", name),
                }
                self.assertTrue(self.definitions.create(values))
