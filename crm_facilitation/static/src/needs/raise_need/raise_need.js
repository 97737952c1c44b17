import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { rememberToken } from "./origin_tokens";

const MODEL = "crm.facilitation.need";
const TYPING_PAUSE = 250;

/** One field and ten seconds: raise a need, or support one that is there already. */
export class RaiseNeed extends Component {
    static template = "crm_facilitation.RaiseNeed";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        useAutofocus({ refName: "name" });
        this.state = useState({
            sessions: [],
            sessionId: false,
            name: "",
            problem: "",
            wish: "",
            minutes: "",
            tagIds: [],
            choices: { tags: [], people: [], departments: [] },
            behalf: "",
            detailed: false,
            similar: [],
            busy: false,
        });
        this.suggest = useDebounced(() => this.loadSimilar(), TYPING_PAUSE);
        onWillStart(() => this.loadSessions());
    }

    get session() {
        return this.state.sessions.find((session) => session.id === this.state.sessionId);
    }

    get canRaise() {
        return Boolean(this.session && this.state.name.trim()) && !this.state.busy;
    }

    async loadSessions() {
        this.state.sessions = await this.orm.call(MODEL, "sessions_to_raise_in", []);
        const wanted = this.props.action.context?.default_session_id;
        const first = this.state.sessions.find((session) => session.id === wanted);
        this.state.sessionId = (first || this.state.sessions[0])?.id || false;
        await this.loadChoices();
    }

    async loadChoices() {
        this.state.behalf = "";
        if (this.state.sessionId) {
            this.state.choices = await this.orm.call(MODEL, "raise_choices", [this.state.sessionId]);
        }
    }

    onInput() {
        this.suggest();
    }

    toggleTag(id) {
        const { tagIds } = this.state;
        this.state.tagIds = tagIds.includes(id) ? tagIds.filter((other) => other !== id) : [...tagIds, id];
        this.suggest();
    }

    async loadSimilar() {
        const asked = this.state.name;
        if (!this.session) {
            return;
        }
        const similar = await this.orm.call(MODEL, "similar_cards", [
            this.session.project_id,
            asked,
            this.state.tagIds,
        ]);
        // an answer to what was typed before is of no use any more
        if (asked === this.state.name) {
            this.state.similar = similar;
        }
    }

    async support(need) {
        await this.orm.call(MODEL, "action_support", [[need.id]]);
        this.notification.add(_t("You support “%s” now.", need.name), { type: "success" });
        this.close();
    }

    async raise() {
        if (!this.canRaise) {
            return;
        }
        this.state.busy = true;
        try {
            const { id, anonymous } = this.session;
            const raised = await this.orm.call(MODEL, "raise_need", [id, this.values, anonymous]);
            rememberToken(raised);
            this.notification.add(_t("Received. You will see what becomes of it."), { type: "success" });
            this.close();
        } catch (error) {
            // the step may have changed meanwhile: show what is promised now, keep what was typed
            await this.loadSessions();
            throw error;
        } finally {
            this.state.busy = false;
        }
    }

    get values() {
        const { name, problem, wish, minutes, tagIds } = this.state;
        const words = { name: name.trim(), problem, wish, minutes_lost_weekly: Math.max(0, parseInt(minutes) || 0) };
        return { ...words, ...(tagIds.length ? { tag_ids: [[6, 0, tagIds]] } : {}), ...this.origin };
    }

    /** On whose behalf a facilitator raises it: a person, or only a department. */
    get origin() {
        const [kind, id] = this.state.behalf.split(":");
        return kind ? { [kind]: parseInt(id) } : {};
    }

    close() {
        this.action.doAction({ type: "ir.actions.act_window_close" });
    }
}

registry.category("actions").add("crm_facilitation.raise_need", RaiseNeed);
