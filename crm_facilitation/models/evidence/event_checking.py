import re
from contextlib import closing

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.evidence.chain import GENESIS, broken_links
from ...tools.evidence.texts import digests_in, tell_changed

# the number of rows up to the noted one, where it was noted too, and at least so much of its hash that it is the only one
NOTED = re.compile(r"(?:(\d{1,9})-)?([0-9a-f]{12,64})")
PRINTED = 16
AT_ONCE = 2000
COLUMNS = (
    "id", "project_id", "record_model", "record_id", "kind", "payload", "texts", "format", "actor_id", "at",
    "previous_hash", "hash",
)  # fmt: skip


class CrmFacilitationEvent(models.Model):
    """Whether a roll-out's chain of evidence holds, and whether a fingerprint noted earlier is still in it.

    A fingerprint is written as the number of rows so far and the beginning of the last one's hash: ``57-3f0c…``. Whoever
    cuts the tail off and corrects the head cannot correct what was noted outside the database.
    """

    _inherit = "crm.facilitation.event"

    @api.model
    @api.readonly
    def verify(self, project_id: int, noted: str | None = None) -> dict | bool:
        """The first row of the roll-out's chain that does not hold, as ``{id, kind, at}``; False when all hold.

        A row does not hold when its link or a text beside it was changed, or when a text is missing that no row says was
        erased. A chain whose last rows were removed ends before the head kept with the roll-out: then ``id`` is 0 and
        ``kind`` is ``missing``.

        :param noted: a fingerprint, or its beginning, that somebody wrote down earlier; when it is not in the chain any more, whoever
            changed it has computed all later links anew: then ``id`` is 0 and ``kind`` is ``rewritten``
        """
        found = self._inspect(project_id, *_split(noted))
        if found["state"] in ("whole", "broken"):
            return found["row"]
        return {"id": 0, "kind": "missing" if found["state"] == "cut" else "rewritten", "at": False}

    @api.model
    @api.readonly
    def check_noted(self, project_id: int, noted: str) -> dict:
        """What a fingerprint noted earlier says of the chain.

        :param noted: as it is printed, ``57-3f0c…``, or at least 12 digits of a hash
        :return: ``{state, row, number, count}``; ``state`` is ``whole`` (the chain holds, and the noted row is its row
            ``number`` of ``count``), ``broken`` (at ``row``, a dictionary ``{id, kind, at}``, by its place ``number``),
            ``cut`` (it ends before the noted row or before its own head), ``rewritten`` (another row is in the noted place) or ``unknown``
            (no row has this fingerprint)
        :raise UserError: it is no fingerprint
        """
        noted = "".join((noted or "").lower().split())
        if not NOTED.fullmatch(noted):
            raise UserError(
                self.env._("Enter a fingerprint as it is printed, for example 57-3f0c9a1be2d47c58: at least 12 digits.")
            )
        return self._inspect(project_id, *_split(noted))

    @api.model
    def _inspect(self, project_id, number, noted):
        """Read the chain once, from its first row; see :meth:`check_noted` for what is returned."""
        self.check_access("read")
        project = self.env["project.project"].browse(project_id)
        project.check_access("read")
        place, last, missing, erased = 0, GENESIS, {}, set()
        answer = {"state": "broken", "number": 0, "count": 0, "row": False}
        with closing(self._read_links(project.id)) as links:
            for count, (row, is_broken) in enumerate(links, start=1):
                answer["count"] = count
                if is_broken or tell_changed(row["payload"] or {}, row["texts"]):
                    return answer | {"number": count, "row": _name(row)}
                missing |= {d: (count, row) for d in digests_in(row["payload"]) if d not in (row["texts"] or ())}
                if row["kind"] == "texts_erased":
                    erased.update(digest for digests in row["payload"]["rows"].values() for digest in digests)
                if noted and row["hash"].startswith(noted) and number in (0, count):
                    place = count
                last = row["hash"]
        if unexplained := next((where for digest, where in missing.items() if digest not in erased), None):
            return answer | {"number": unexplained[0], "row": _name(unexplained[1])}
        # the head of the chain is the server's own note
        if last != (project.sudo().facilitation_head_hash or GENESIS) or number > answer["count"]:
            return answer | {"state": "cut"}
        if noted and not place:
            return answer | {"state": "rewritten" if number else "unknown"}
        return answer | {"state": "whole", "number": place}

    @api.model
    def _read_links(self, project_id):
        """``(columns, whether the link does not hold)`` of each row up to the first whose link does not."""
        rows = self._read_chain(project_id)
        seen = []

        def entries():
            for row in rows:
                seen[:] = [row]
                yield row["previous_hash"], row["hash"], self._entry_of(row)

        try:
            for is_broken in broken_links(entries()):
                yield seen[0], is_broken
        finally:
            rows.close()

    @api.model
    def _read_chain(self, project_id):
        """The columns of each row of the chain, in one query, some thousand rows at a time.

        The chain holds as a whole, also the rows that the caller may not read.
        """
        self.flush_model()
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        self.env.cr.execute(
            SQL(
                "DECLARE facilitation_chain NO SCROLL CURSOR FOR"
                " SELECT %s FROM crm_facilitation_event WHERE project_id = %s ORDER BY id",
                columns,
                project_id,
            )
        )
        try:
            while rows := self._fetch_some():
                for row in rows:
                    yield dict(zip(COLUMNS, row, strict=True))
        finally:
            self.env.cr.execute("CLOSE facilitation_chain")

    def _fetch_some(self):
        self.env.cr.execute(SQL("FETCH %s FROM facilitation_chain", AT_ONCE))
        return self.env.cr.fetchall()

    @api.model
    def _get_fingerprints(self, projects):
        """``{roll-out: fingerprint of the last row}``, to be noted outside the database, of those that have evidence."""
        # rows that the reader may not see count too; the head of the chain is the server's own note, shown to be written down
        events_sudo, projects_sudo = self.sudo(), projects.sudo()
        counts = dict(events_sudo._read_group([("project_id", "in", projects.ids)], ["project_id"], ["__count"]))
        return {
            project: f"{counts[project_sudo]}-{(project_sudo.facilitation_head_hash or GENESIS)[:PRINTED]}"
            for project, project_sudo in zip(projects, projects_sudo, strict=True)
            if project_sudo in counts
        }


def _split(noted):
    """``(number of the row or 0, hash or its beginning)`` of a fingerprint as it is printed."""
    number, _dash, beginning = (noted or "").rpartition("-")
    return (int(number) if number.isdecimal() else 0), beginning


def _name(row):
    return {name: row[name] for name in ("id", "kind", "at")}
