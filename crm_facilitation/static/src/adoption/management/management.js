import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { STATUSES } from "../../kpis/kpi_board/kpi_status";
import { writeFigure } from "../../kpis/figure";

const LOOKED = "crm_facilitation.management_looked";
// who opens a figure and comes back within an hour is still looking
const HOURS_OF_A_LOOK = 1;

/** One page for management: where a roll-out stands and why, to look at and to print. */
export class Management extends Component {
    static template = "crm_facilitation.Management";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ page: null, since: "" });
        this.statuses = Object.fromEntries(STATUSES.map((status) => [status.key, status]));
        this.words = { reached: _t("At the target"), missed: _t("Not at the target") };
        const { params, context } = this.props.action;
        onWillStart(() => this.load(params?.project_id || context?.active_id || false));
    }

    /** The moment of the last look is kept by this browser, for each user and roll-out; reading writes nothing. */
    key(projectId) {
        return `${LOOKED}.${user.userId}.${projectId}`;
    }

    /** The end of the look before this one, of the first look its beginning; false where there was none. */
    since(projectId) {
        const [since, seen] = (browser.localStorage.getItem(this.key(projectId)) || "").split("|");
        const isOneLook = seen && deserializeDateTime(seen).diffNow("hours").hours > -HOURS_OF_A_LOOK;
        return (isOneLook && since) || seen || false;
    }

    async load(projectId) {
        const read = (id) => this.orm.call("crm.facilitation.management", "page", [id, this.since(id)]);
        let page = await read(projectId);
        if (!projectId && page.project) {
            page = await read(page.project.id);
        }
        if (page.project) {
            const since = this.since(page.project.id) || "";
            browser.localStorage.setItem(this.key(page.project.id), `${since}|${page.now}`);
        }
        this.state.page = page;
    }

    get page() {
        return this.state.page;
    }

    get holding() {
        const { holding, all } = this.page.readiness;
        return _t("%(holding)s of %(all)s checks hold", { holding, all });
    }

    figure(value) {
        return writeFigure(value);
    }

    attained(kpi) {
        return kpi.attainment === null ? "–" : `${Math.round(kpi.attainment * 100)} %`;
    }

    get hours() {
        return formatFloat(this.page.saved.hours, { digits: [16, 1] });
    }

    follow(id) {
        return this.orm
            .call("crm.facilitation.kpi", "action_ask_follow_up", [[id]])
            .then((action) => this.action.doAction(action));
    }

    openKpi(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.facilitation.kpi",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    open(check) {
        return check.action && this.action.doAction(check.action);
    }

    print() {
        window.print();
    }
}

registry.category("actions").add("crm_facilitation.management", Management);
