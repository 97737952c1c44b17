import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Draft } from "../../drafts";
import { Repetition } from "../../tokens";
import { NeedLine } from "../need_line/need_line";
import { recallToken, rememberToken } from "./origin_tokens";
import { emptyWords, readMinutes, valuesOf, wordsOf } from "./raised_words";

const MODEL = "crm.facilitation.need";
const TYPING_PAUSE = 250;

function toggled(ids, id) {
    return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}

/** One field and ten seconds: raise a need, or support one that is there already. What was begun outlives a reload. */
export class RaiseNeedForm extends Component {
    static template = "crm_facilitation.RaiseNeedForm";
    static components = { NeedLine };
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
            similar: [],
            busy: false,
            isUnsent: false,
        });
        this.sent = new Repetition();
        this.suggest = useDebounced(() => this.loadSimilar(), TYPING_PAUSE);
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

    onInput() {
        this.suggest();
    }

    toggleTag(id) {
        this.state.tagIds = toggled(this.state.tagIds, id);
        this.suggest();
    }

    /** What is raised wants the opposite of a need that is there, or reads like it only: said with one's own need. */
    say(answer, id) {
        const other = answer === "oppositeIds" ? "differentIds" : "oppositeIds";
        this.state[answer] = toggled(this.state[answer], id);
        this.state[other] = this.state[other].filter((each) => each !== id);
    }

    /** Whether something was said of needs that are there: it counts when one's own is raised, and not before. */
    get hasSaid() {
        const { oppositeIds, differentIds } = this.state;
        return Boolean(this.session && !this.session.anonymous && (oppositeIds.length || differentIds.length));
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

    /** Not one's own, also where only this device knows that it is. */
    canSupport(need) {
        const isMine = need.is_my_need || (need.is_anonymous && recallToken(need.id));
        return Boolean(this.session.takes_part && !isMine && !need.is_supported_by_me);
    }

    async support(need) {
        await this.orm.call(MODEL, "action_support", [[need.id]]);
        this.notification.add(_t("You support “%s” now.", need.name), { type: "success" });
        this.close();
    }

    /** What is raised without a name is not in the list at once, and would be raised again by who looks for it there. */
    wordReceived({ token }) {
        if (token) {
            return _t("Received. It appears together with what others raise, at the end of this step at the latest.");
        }
        return this.hasSaid
            ? _t("Received, with what you said of the others. You will see what becomes of it.")
            : _t("Received. You will see what becomes of it.");
    }

    async raise() {
        if (!this.canRaise) {
            return;
        }
        Object.assign(this.state, { busy: true, isUnsent: false });
        try {
            const sent = this.prepare();
            // before it is sent: an answer that is lost, and a page that is loaded again, raise no second need
            this.keep();
            const raised = await this.orm.call(MODEL, "raise_need", [], sent);
            rememberToken(raised);
            const look = { type: "success", className: "o_raise_received" };
            this.notification.add(this.wordReceived(raised), look);
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

    prepare() {
        const { id, anonymous } = this.session;
        const { oppositeIds, differentIds } = this.state;
        const values = valuesOf(this.state);
        const sent = { session_id: id, values, promised_anonymous: anonymous, token: this.sent.tokenOf(values) };
        return {
            ...sent,
            ...(anonymous || !oppositeIds.length ? {} : { opposite_ids: oppositeIds }),
            ...(anonymous || !differentIds.length ? {} : { different_ids: differentIds }),
        };
    }

    /** Sent, or not wanted any more: nothing of it stays on the device. */
    close() {
        Object.assign(this.state, emptyWords());
        this.sent = new Repetition();
        this.draft.drop();
        this.props.onClose();
    }
}
