"""Queries of the database whose plan is kept: functions, for what each request of a guest asks anew.

Planning a query of several tables takes PostgreSQL longer than reading a row of each. A function keeps its plan for as
long as a connection lives, and makes a new one when a table has changed.
"""

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

# all of them: what is here no more when the addon goes
GOOD_KEY, OWN_FACTS = FUNCTIONS = ("crm_facilitation_good_key", "crm_facilitation_own_facts")


def keep_plan(cr: BaseCursor, name: str, takes: SQL, gives: SQL, query: SQL) -> None:
    """Make the function ``name`` of the database anew, which answers ``query``.

    :param takes: the types of what it is given, which ``query`` calls ``$1``, ``$2``
    :param gives: names and types of the columns of ``query``
    """
    drop(cr, name)
    cr.execute(
        SQL(
            "CREATE FUNCTION %s(%s) RETURNS TABLE (%s) LANGUAGE plpgsql STABLE AS $body$ %s BEGIN RETURN QUERY %s; END $body$",
            SQL.identifier(name),
            takes,
            gives,
            # a column that is called as one of the answer is the query's
            SQL("#variable_conflict use_column\n"),
            query,
        )
    )


def drop(cr: BaseCursor, *names: str) -> None:
    """Take the functions away, whatever they were given; there need not be any."""
    cr.execute(
        SQL(
            """DO $body$ DECLARE function regprocedure; BEGIN
                   FOR function IN SELECT oid FROM pg_proc WHERE proname = ANY(%s) LOOP
                       EXECUTE format('DROP FUNCTION %%s', function);
                   END LOOP;
               END $body$""",
            list(names),
        )
    )
