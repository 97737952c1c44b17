import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import { user } from "@web/core/user";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Draft } from "../../drafts";
import { Repetition } from "../../tokens";
import { rememberToken } from "./origin_tokens";
import { answered, askedOf, emptyWords, readMinutes, toggled, wordReceived, wordsOf } from "./raised_words";
import { SimilarNeeds, useSimilarNeeds } from "./similar_needs";

const MODEL = "crm.facilitation.need";

/** One field and ten seconds: raise a need, or support one that is there already. What was begun outlives a reload. */
export class RaiseNeedForm extends Component {
    static template = "crm_facilitation.RaiseNeedForm";
    static components = { SimilarNeeds };
    static props = { sessionId: { type: Number, optional: true }, onClose: Function };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        // on a phone too: whoever opens the form writes, and touching the field would be one more tap
        useAutofocus({ refName: "name", mobile: true });
        this.state = useState({
            sessions: [],
            sessionId: false,
            ...emptyWords(),
            choices: { tags: [], people: [], departments: [] },
            behalf: "",
            detailed: false,
            busy: false,
            isUnsent: false,
        });
        this.sent = new Repetition();
        Object.assign(
            this,
            useSimilarNeeds(() => this.typed),
        );
        onWillStart(() => this.loadSessions());
        useEffect(
            () => this.keep(),
            () => Object.values(wordsOf(this.state)),
        );
    }

    get session() {
        return this.state.sessions.find((session) => session.id === this.state.sessionId);
    }

    get canRaise() {
        return Boolean(this.session && this.state.name.trim()) && !this.state.busy && !this.hasOddMinutes;
    }

    get hasOddMinutes() {
        return readMinutes(this.state.minutes) === null;
    }

    get draft() {
        return new Draft(`raise.${this.state.sessionId}.${user.userId}`);
    }

    keep() {
        if (this.state.sessionId) {
            this.draft.keep({ ...wordsOf(this.state), ...this.sent.kept });
        }
    }

    async loadSessions() {
        this.state.sessions = this.choose(await this.orm.call(MODEL, "sessions_to_raise_in", []));
        this.state.sessionId = this.state.sessions[0]?.id || false;
        if (!this.state.name) {
            const { sent, ...words } = this.draft.read();
            this.sent.restore(sent);
            Object.assign(this.state, words);
            this.state.detailed = Boolean(this.state.problem || this.state.wish || this.state.minutes);
        }
        await this.loadChoices();
    }

    /** Of the sessions that take needs now: the one asked for alone, also while it takes none and words are begun. */
    choose(sessions) {
        const { sessionId } = this.props;
        const asked = sessionId && [...sessions, ...this.state.sessions].find((session) => session.id === sessionId);
        return asked ? [asked] : sessionId && sessions.length ? [] : sessions;
    }

    async loadChoices() {
        this.state.behalf = "";
        if (this.state.sessionId) {
            const asked = { session_id: this.state.sessionId };
            this.state.choices = await this.orm.call(MODEL, "raise_choices", [], asked);
        }
    }

    /** What similar needs are looked for by. */
    get typed() {
        const { name: text, tagIds } = this.state;
        return this.session ? { project_id: this.session.project_id, text, tag_ids: tagIds } : null;
    }

    toggleTag(id) {
        this.state.tagIds = toggled(this.state.tagIds, id);
        this.suggest();
    }

    say(answer, id) {
        Object.assign(this.state, answered(this.state, answer, id));
    }

    async raise() {
        if (!this.canRaise) {
            return;
        }
        Object.assign(this.state, { busy: true, isUnsent: false });
        try {
            const asked = askedOf(this.state, this.session);
            const sent = { ...asked, token: this.sent.tokenOf(asked.values) };
            // before it is sent: an answer that is lost, and a page that is loaded again, raise no second need
            this.keep();
            const raised = await this.orm.call(MODEL, "raise_need", [], sent);
            rememberToken(raised);
            const look = { type: "success", className: "o_raise_received" };
            this.notification.add(wordReceived(raised, this.state, this.session), look);
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

    /** Sent, or not wanted any more: nothing of it stays on the device. */
    close() {
        Object.assign(this.state, emptyWords());
        this.sent = new Repetition();
        this.draft.drop();
        this.props.onClose();
    }
}
