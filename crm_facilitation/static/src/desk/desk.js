import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatDay, formatMoment } from "../moments";
import { NeedFate } from "../needs/need_fate/need_fate";
import { pageOf } from "../needs/need_page/need_page_action";
import { recallTokens } from "../needs/raise_need/origin_tokens";
import { BallotToken } from "../voting/ballot/ballot_token";
import { resultsOf } from "../voting/results/results_action";
import { ClosedVote } from "./closed_vote";

/** The first screen: what waits for me, the sessions under way, what became of my needs, votes that closed. */
export class Desk extends Component {
    static template = "crm_facilitation.Desk";
    static components = { ClosedVote, Layout, NeedFate };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({
            waiting: [],
            closed: [],
            sessions: [],
            needs: [],
            unnamed: [],
            left: {},
            leads: false,
        });
        onWillStart(() => this.load());
    }

    async load() {
        const tokens = recallTokens();
        const [desk, unnamed] = await Promise.all([
            this.orm.call("crm.facilitation.desk", "desk", []),
            Object.keys(tokens).length ? this.orm.call("crm.facilitation.need", "fates_by_token", [], { tokens }) : [],
        ]);
        Object.assign(this.state, desk, { unnamed });
        // the desk does not wait for it
        this.loadOwnBallots();
    }

    /** Of anonymous ballots this device alone can ask how many dots are left. */
    async loadOwnBallots() {
        for (const { round } of this.state.waiting) {
            const token = round?.anonymous && new BallotToken(round.id, user.userId).get();
            if (token) {
                const asked = this.orm.silent.call("crm.facilitation.round", "ballot", [[round.id]], { token });
                const ballot = await asked.catch(() => undefined);
                if (ballot) {
                    const answered = Object.keys(ballot.choices).length;
                    this.state.left[round.id] = { left: ballot.left, answered };
                }
            }
        }
    }

    get isEmpty() {
        const { waiting, sessions, needs, unnamed, closed } = this.state;
        return ![waiting, sessions, needs, unnamed, closed].some((part) => part.length);
    }

    get needs() {
        return [...this.state.unnamed, ...this.state.needs];
    }

    dayOf(day) {
        return formatDay(day);
    }

    /** What a vote says of my own ballot: how much is left to give. */
    ballotOf({ round }) {
        const { left, answered } = this.state.left[round.id] || round;
        if (round.method === "dots") {
            return typeof left === "number" ? _t("Dots left: %s", left) : "";
        }
        return typeof answered === "number"
            ? _t("%(done)s of %(all)s needs rated", { done: answered, all: round.needs })
            : "";
    }

    /** Since when it waits, and until when. */
    timesOf(line) {
        const until = line.round ? formatMoment(line.round.deadline) : formatDay(line.until);
        return [
            line.since ? _t("since %s", formatDay(line.since)) : "",
            until ? (line.is_late ? _t("was due %s", until) : _t("until %s", until)) : "",
        ]
            .filter(Boolean)
            .join(" · ");
    }

    open(action) {
        return this.action.doAction(action);
    }

    openRecord(resModel, resId) {
        const views = [[false, "form"]];
        return this.action.doAction({ type: "ir.actions.act_window", res_model: resModel, res_id: resId, views });
    }

    openNeed(need) {
        return this.action.doAction(pageOf(need));
    }

    showResults(round) {
        return this.action.doAction(resultsOf(round));
    }

    raise(session) {
        return this.action.doAction("crm_facilitation.need_action_raise", {
            additionalContext: { default_session_id: session.id },
            onClose: () => this.load(),
        });
    }

    showMyNeeds() {
        return this.action.doAction("crm_facilitation.need_action_mine");
    }

    async enter(session) {
        return this.action.doAction(
            await this.orm.call("crm.facilitation.session", "action_enter_room", [[session.id]]),
        );
    }

    startRollout() {
        return this.action.doAction("crm_facilitation.first_steps_action");
    }

    openRollouts() {
        return this.action.doAction("crm_facilitation.project_project_action_rollout");
    }
}

registry.category("actions").add("crm_facilitation.desk", Desk);
