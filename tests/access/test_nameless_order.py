"""J: whichever way anonymous things are listed, they never come in the order in which they were raised."""

from inspect import signature

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.models import BaseModel
from odoo.orm.models import READ_GROUP_AGGREGATE
from odoo.orm.utils import READ_GROUP_ALL_TIME_GRANULARITY

from .test_nameless import COUNT, NamelessCase

NEED, OPTION, REMARK = "crm.facilitation.need", "crm.facilitation.conflict.option", "crm.facilitation.remark"
PAGE = 5
# fewer come in the order in which they were raised by chance
ENOUGH = 8


class WaysCase(NamelessCase):
    """The twelve needs are of one goal, one conflict and one round to come; its twelve options, and twelve remarks."""

    words = "Nobody reads my letters"

    def setUp(self):
        super().setUp()
        needs = self.env[NEED].with_user(self.facilitator).browse(self.raised[NEED])
        self.goal = self.env["crm.facilitation.goal"].with_user(self.facilitator).create(
            {"name": "Trust", "project_id": self.project.id, "need_ids": [Command.set(needs.ids)]}
        )  # fmt: skip
        self.conflict = self.env[OPTION].browse(self.raised[OPTION][0]).conflict_id.with_user(self.facilitator)
        remarks = self.env[REMARK].with_user(self.author)
        self.raised[REMARK] = [
            remarks.create({"conflict_id": self.conflict.id, "text": "Same"}).id for _at in range(COUNT)
        ]
        self.conflict.write({"need_ids": [Command.set(needs.ids)]})
        self.round = self.env["crm.facilitation.round"].with_user(self.facilitator).create(
            {"name": "Which first", "session_id": self.session.id, "need_ids": [Command.set(needs.ids)]}
        )  # fmt: skip
        self.fresh()

    def fresh(self):
        """What is read next comes from the database, as in a request of its own."""
        self.env.flush_all()
        self.env.invalidate_all()

    def before_and_after(self):
        """The model, its ids as they were raised, and its records for the facilitator; then the same once sealed."""
        for sealed in False, True:
            if sealed:
                self.session.action_next()
            for model, raised in self.raised.items():
                self.fresh()
                records = self.env[model].with_user(self.facilitator).with_context(tz="UTC")
                self.assertEqual(set(records.search([("id", "in", raised)]).mapped("is_anonymous")), {True})
                yield sealed, raised, records

    def read_by_the_facilitator(self):
        """Every model that the facilitator reads, archived records included."""
        for name in self.env:
            model = self.env[name].with_user(self.facilitator).with_context(active_test=False)
            if not model._abstract and not model._transient and model.has_access("read"):
                yield name, model

    def assert_tells_no_order(self, shown, message):
        """No list within ``shown`` has the ids of one kind in the order in which they were raised."""
        seen = 0
        for found in lists_within(shown):
            for raised in self.raised.values():
                ours = [id_ for id_ in found if id_ in raised]
                if len(set(ours)) >= ENOUGH:
                    seen += 1
                    ours = list(dict.fromkeys(ours))
                    as_raised = sorted(ours, key=raised.index)
                    self.assertNotIn(ours, (as_raised, as_raised[::-1]), message)
        return seen


def lists_within(value):
    """Every list of numbers within ``value``: records, ids, and what the rows of a list say under one key."""
    if hasattr(value, "_ids"):
        yield list(value._ids)
    elif isinstance(value, dict):
        yield [int(key) for key in value if str(key).isdecimal()]
        for each in value.values():
            yield from lists_within(each)
    elif isinstance(value, list | tuple):
        yield [each for each in value if isinstance(each, int)]
        rows = [each for each in value if isinstance(each, dict)]
        for key in {key for row in rows for key in row}:
            said = [row.get(key) for row in rows]
            yield [each[0] if isinstance(each, list | tuple) and each else each for each in said]
        pairs = [each[0] for each in value if isinstance(each, list | tuple) and each]
        yield [each for each in pairs if isinstance(each, int)]
        for each in value:
            yield from lists_within(each)


def readable(records):
    return [name for name, field in records._fields.items() if records._has_field_access(field, "read")]


def orders(records):
    """Each way to sort: by a column, by a column of what a column points at, up and down; and the standard one."""
    names = [name for name in readable(records) if records._fields[name].store and records._fields[name].column_type]
    paths = [
        f"{name}.{other}"
        for name in names
        if records._fields[name].type == "many2one"
        for other in ("id", "name", "create_date", "sequence")
    ]
    return ["", *(name + direction for name in [*names, *paths] for direction in ("", " desc"))]


def groupings(records):
    """Each way to group: by a field, and by each part of a date."""
    for name in readable(records):
        field = records._fields[name]
        if field.type in ("date", "datetime") and field.store:
            yield from (f"{name}:{part}" for part in READ_GROUP_ALL_TIME_GRANULARITY)
        elif field.store and name != "id" and field._description_groupable(records.env):
            yield name


def screens(model, known):
    """``(name, arguments)`` of the public methods that only read and ask for nothing but what is ``known``."""
    for name in dir(model):
        method = getattr(model, name, None)
        if name.startswith("_") or not getattr(method, "_readonly", False) or hasattr(BaseModel, name):
            continue
        asked = [each for each in list(signature(method).parameters.values())[1:] if each.default is each.empty]
        if all(each.name in known for each in asked):
            yield name, [known[each.name] for each in asked]


class TestWays(WaysCase):
    def test_j_no_sorted_list_or_page_tells(self):
        for _sealed, raised, records in self.before_and_after():
            domain, done = [("id", "in", raised)], 0
            for order in orders(records):
                try:
                    found = records.search(domain, order=order)
                except ValueError:
                    self.assertIn(".", order, "only paths are refused")
                    continue
                pages = [
                    [
                        id_
                        for at in range(0, COUNT, PAGE)
                        for id_ in records.search_fetch(domain, ["id"], offset=at, limit=PAGE, order=order).ids
                    ],
                    [
                        row["id"]
                        for at in range(0, COUNT, PAGE)
                        for row in records.web_search_read(domain, {"id": {}}, offset=at, limit=PAGE, order=order)[
                            "records"
                        ]
                    ],
                ]
                for ids in (found.ids, *pages):
                    self.assert_untold(raised, ids, f"{records._name} by {order}")
                done += 1
            self.assertGreater(done, 30)
            named = [row[0] for row in records.name_search("", domain)]
            self.assert_untold(raised, named, "name_search")
            exported = records.search(domain, order=False).export_data([".id"])["datas"]
            self.assert_untold(raised, [int(row[0]) for row in exported], "export")

    def test_j_no_group_tells(self):
        for _sealed, raised, records in self.before_and_after():
            domain, seen = [("id", "in", raised)], 0
            lists = [f"id:{name}" for name in READ_GROUP_AGGREGATE if name.startswith(("array", "record"))]
            for grouping in groupings(records):
                for order in (None, f"{grouping} desc", "__count"):
                    groups = records._read_group(domain, [grouping], [*lists, "__count"], order=order)
                    seen += self.assert_tells_no_order([list(group) for group in groups], f"{grouping} by {order}")
                for order in (None, "create_date", "write_date desc"):
                    if ":" in grouping:
                        continue
                    opened = records.web_read_group(
                        domain, [grouping], ["id:array_agg"], order=order, auto_unfold=True,
                        unfold_read_specification={"id": {}},
                    )  # fmt: skip
                    seen += self.assert_tells_no_order(opened, f"opened {grouping} by {order}")
                shown = records.formatted_read_group(domain, [grouping], ["id:array_agg"])
                seen += self.assert_tells_no_order(shown, f"shown {grouping}")
            self.assertGreater(seen, 60)
            parted = records._read_group(domain, ["id"], [], order="__count")
            self.assert_untold(raised, [record.id for [record] in parted], "each of its own")

    def test_j_no_part_of_a_date_is_finer_than_the_day(self):
        for sealed, raised, records in self.before_and_after():
            domain = [("id", "in", raised)]
            for name in readable(records):
                field = records._fields[name]
                if field.type != "datetime" or not field.store:
                    continue
                groups = records._read_group(domain, [f"{name}:hour"], ["__count"])
                self.assertEqual(len(groups), 1, name)
                lists = records._read_group(domain, [], [f"{name}:array_agg", f"{name}:max"])
                values = {value for [found, latest] in lists for value in [*found, latest] if value}
                self.assertLessEqual(len(values), 1, name)
                # the end of the step is no act of whoever raised something
                if name != "write_date" or not sealed:
                    self.assertLessEqual({value.time().isoformat() for value in values}, {"00:00:00"}, name)

    def test_j_no_list_of_another_record_tells(self):
        own = set(self.raised)
        for sealed in False, True:
            if sealed:
                self.session.action_next()
            seen = set()
            for name, model in self.read_by_the_facilitator():
                fields = [f for f in model._fields.values() if f.comodel_name in own and f.type.endswith("2many")]
                for field in fields:
                    self.fresh()
                    records = model.search([])
                    for record in records:
                        if self.assert_tells_no_order(record[field.name], f"{field}"):
                            seen.add(f"{name}.{field.name}")
                    self.fresh()
                    if self.assert_tells_no_order(records.read([field.name]), f"read {field}"):
                        seen.add(f"{name}.{field.name}")
            self.assertLessEqual(
                {
                    "crm.facilitation.session.need_ids", "crm.facilitation.conflict.option_ids",
                    "crm.facilitation.conflict.need_ids", "crm.facilitation.conflict.remark_ids",
                    "crm.facilitation.goal.need_ids", "crm.facilitation.round.need_ids", "project.project.need_ids",
                },
                seen,
            )  # fmt: skip

    def test_j_no_rows_about_them_tell_by_any_order(self):
        """Rows of other models that name one each, among them those of the trace."""
        for sealed in False, True:
            if sealed:
                self.session.action_next()
            seen = set()
            for name, model in self.read_by_the_facilitator():
                links = [f for f in model._fields.values() if f.comodel_name in self.raised and f.type == "many2one"]
                for field in links if name not in self.raised else ():
                    for order in orders(model):
                        self.fresh()
                        try:
                            found = model.search([(field.name, "!=", False)], order=order)
                        except ValueError:
                            self.assertIn(".", order, "only paths are refused")
                            continue
                        ids = [row[field.name].id for row in found]
                        if self.assert_tells_no_order(ids, f"{name} by {order}"):
                            seen.add(name)
            self.assertIn("crm.facilitation.trace", seen)

    def test_j_no_rows_about_them_are_sorted_but_by_number_in_the_end(self):
        found = set()
        for name, model in self.read_by_the_facilitator():
            if any(f.comodel_name in self.raised and f.type == "many2one" and f.store for f in model._fields.values()):
                found.add(name)
                for order in orders(model):
                    if "." not in order:
                        ending = str(model._search([], order=order or model._order).order.code).rstrip()
                        self.assertRegex(ending, r'"id"( DESC| ASC)?$', f"{name} by {order}")
        self.assertLessEqual({"crm.facilitation.trace", "crm.facilitation.ledger", "crm.facilitation.tally"}, found)

    def test_j_no_screen_tells(self):
        """What only reads, and asks for no more than the roll-out, the session, a round or words."""
        known = {"project_id": self.project.id, "session_id": self.session.id, "round_id": self.round.id}
        known |= {"name": self.words}
        for sealed in False, True:
            if sealed:
                self.session.action_next()
            seen = set()
            for name in self.env:
                model = self.env[name].with_user(self.facilitator)
                if not name.startswith(("crm.facilitation.", "project.project")):
                    continue
                is_read = not model._abstract and model.has_access("read")
                for method, ask in screens(type(model), known):
                    for record in (model, *(model.search([], limit=3) if is_read else ())):
                        self.fresh()
                        try:
                            shown = getattr(record, method)(*ask)
                        except (UserError, ValueError):
                            # of one record, or of one that is further on
                            continue
                        if self.assert_tells_no_order(shown, f"{name}.{method}"):
                            seen.add(f"{name}.{method}")
            self.assertLessEqual(
                {
                    "crm.facilitation.conflict.get_map", "crm.facilitation.desk.desk", "crm.facilitation.room.state",
                    "crm.facilitation.need.grouping_board", "crm.facilitation.session.minutes",
                    "project.project.facilitation_readiness", "project.project.get_launch_screen",
                },
                seen,
            )  # fmt: skip

    def test_j_no_evidence_tells(self):
        for sealed in False, True:
            if sealed:
                self.session.action_next()
            events = self.env["crm.facilitation.event"].with_user(self.facilitator)
            for model, raised in self.raised.items():
                for order in orders(events):
                    self.fresh()
                    try:
                        found = events.search([("record_model", "=", model), ("record_id", "in", raised)], order=order)
                    except ValueError:
                        continue
                    self.assertEqual(set(found.mapped("actor_id.id")) - {self.facilitator.id}, set())
                    self.assert_tells_no_order(found.mapped("record_id"), f"evidence of {model} by {order}")
            seen = self.assert_tells_no_order(events.search([]).mapped("payload"), "facts")
            self.assertEqual(bool(seen), sealed, "the seal lists the needs")
