import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Draft } from "../../drafts";
import { newToken } from "../../tokens";
import { NeedLine } from "../need_line/need_line";
import { rememberToken } from "./origin_tokens";

const MODEL = "crm.facilitation.need";
const TYPING_PAUSE = 250;

/** One field and ten seconds: raise a need, or support one that is there already. What was begun outlives a reload. */
export class RaiseNeedForm extends Component {
    static template = "crm_facilitation.RaiseNeedForm";
    static components = { NeedLine };
    static props = { sessionId: { type: Number, optional: true }, onClose: Function };

    setup() {
        this.orm = useService("orm");
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
            isUnsent: false,
        });
        /** what was sent and not answered: sent again as it is, it is the same need */
        this.sent = { values: "", token: "" };
        this.suggest = useDebounced(() => this.loadSimilar(), TYPING_PAUSE);
        onWillStart(() => this.loadSessions());
        useEffect(
            () => this.keep(),
            () => [this.state.name, this.state.problem, this.state.wish, this.state.minutes, this.state.tagIds],
        );
    }

    get session() {
        return this.state.sessions.find((session) => session.id === this.state.sessionId);
    }

    get canRaise() {
        return Boolean(this.session && this.state.name.trim()) && !this.state.busy;
    }

    get draft() {
        return new Draft(`raise.${this.state.sessionId}.${user.userId}`);
    }

    keep() {
        const { name, problem, wish, minutes, tagIds, sessionId } = this.state;
        if (sessionId) {
            this.draft.keep({ name, problem, wish, minutes, tagIds });
        }
    }

    async loadSessions() {
        this.state.sessions = await this.orm.call(MODEL, "sessions_to_raise_in", []);
        const first = this.state.sessions.find((session) => session.id === this.props.sessionId);
        this.state.sessionId = (first || this.state.sessions[0])?.id || false;
        if (!this.state.name) {
            Object.assign(this.state, this.draft.read());
            this.state.detailed = Boolean(this.state.problem || this.state.wish || this.state.minutes);
        }
        await this.loadChoices();
    }

    async loadChoices() {
        this.state.behalf = "";
        if (this.state.sessionId) {
            const asked = { session_id: this.state.sessionId };
            this.state.choices = await this.orm.call(MODEL, "raise_choices", [], asked);
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
        const text = this.state.name;
        if (!this.session) {
            return;
        }
        const asked = { project_id: this.session.project_id, text, tag_ids: this.state.tagIds };
        const similar = await this.orm.silent.call(MODEL, "similar_cards", [], asked);
        // an answer to what was typed before is of no use any more
        if (text === this.state.name) {
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
        Object.assign(this.state, { busy: true, isUnsent: false });
        try {
            const raised = await this.orm.call(MODEL, "raise_need", [], this.prepare());
            rememberToken(raised);
            this.notification.add(_t("Received. You will see what becomes of it."), { type: "success" });
            this.close();
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                this.state.isUnsent = true;
                return;
            }
            // the step may have changed meanwhile: show what is promised now, keep what was typed
            await this.loadSessions();
            throw error;
        } finally {
            this.state.busy = false;
        }
    }

    /** The arguments to send; with the same words they have the same token, by which the server knows a repetition. */
    prepare() {
        const { id, anonymous } = this.session;
        const values = JSON.stringify(this.values);
        if (this.sent.values !== values) {
            this.sent = { values, token: newToken() };
        }
        return { session_id: id, values: this.values, promised_anonymous: anonymous, token: this.sent.token };
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

    /** Sent, or not wanted any more: nothing of it stays on the device. */
    close() {
        Object.assign(this.state, { name: "", problem: "", wish: "", minutes: "", tagIds: [] });
        this.draft.drop();
        this.props.onClose();
    }
}
