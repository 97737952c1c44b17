import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Draft } from "../../drafts";
import { formatDay } from "../../moments";
import { Repetition } from "../../tokens";
import { RemarkList, remarkKinds } from "./remark_list";

/** What is said about one record, and a line to say something oneself: Ctrl+Enter sends, Escape puts away. */
export class Discussion extends Component {
    static template = "crm_facilitation.Discussion";
    static components = { RemarkList };
    static props = { about: String, aboutId: Number, title: { type: String, optional: true } };

    // read out where no heading names it
    unnamed = _t("Discussion");

    setup() {
        this.store = useService("crm_facilitation.discussion");
        this.threads = useState(this.store.threads);
        this.state = useState({
            kind: "question",
            text: "",
            reply: null,
            correct: null,
            hide: null,
            busy: false,
            isHeld: false,
        });
        this.sent = new Repetition();
        this.input = useRef("text");
        onWillStart(() => this.store.load(this.props.about, this.props.aboutId));
        onWillUpdateProps(async ({ about, aboutId }) => {
            if (about !== this.props.about || aboutId !== this.props.aboutId) {
                await this.store.load(about, aboutId);
                this.putAway();
                this.takeUp(about, aboutId);
            }
        });
        this.takeUp(this.props.about, this.props.aboutId);
        useEffect(
            () => this.keep(),
            () => [this.state.text, this.state.kind],
        );
    }

    /** What somebody began to say stays on this device, whatever the room goes on to. */
    takeUp(about, aboutId) {
        this.draft = new Draft(`remark.${about}.${aboutId}.${user.userId}`);
        const { text, kind, sent } = this.draft.read();
        if (text) {
            Object.assign(this.state, { text, kind });
            this.sent.restore(sent);
        }
    }

    keep() {
        const { text, kind, reply, correct, hide } = this.state;
        // an answer, a correction and a reason are about a remark that may be gone
        if (!reply && !correct && !hide) {
            this.draft.keep(text ? { text, kind, ...this.sent.kept } : {});
        }
    }

    get thread() {
        return this.threads[this.store.key(this.props.about, this.props.aboutId)];
    }

    get kinds() {
        return remarkKinds();
    }

    day(value) {
        return formatDay(value);
    }

    get canSend() {
        return Boolean(this.state.text.trim()) && !this.state.busy;
    }

    begin(task, remark, kind, text = "") {
        Object.assign(this.state, { reply: null, correct: null, hide: null, [task]: remark.id, kind, text });
        this.input.el?.focus();
    }

    reply(remark) {
        this.begin("reply", remark, remark.kind === "question" ? "answer" : "question");
    }

    correct(remark) {
        this.begin("correct", remark, remark.kind, remark.text);
    }

    hide(remark) {
        this.begin("hide", remark, remark.kind);
    }

    putAway() {
        this.sent = new Repetition();
        Object.assign(this.state, { kind: "question", text: "", reply: null, correct: null, hide: null });
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey)) {
            ev.preventDefault();
            ev.stopPropagation();
            this.send();
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.putAway();
        }
    }

    async send() {
        if (!this.canSend) {
            return;
        }
        const { about, aboutId } = this.props;
        const { kind, text, reply, correct, hide } = this.state;
        this.state.busy = true;
        try {
            if (hide) {
                await this.store.hide(about, aboutId, hide, text);
            } else if (correct) {
                await this.store.correct(correct, text);
            } else {
                const { anonymous, remarks } = this.thread;
                const token = this.sent.tokenOf({ about, aboutId, kind, text, reply });
                this.keep();
                await this.store.say(about, aboutId, { kind, text, parentId: reply, anonymous, token });
                // in a step without names it appears together with what others say
                this.state.isHeld = anonymous && this.thread.remarks.length === remarks.length;
            }
            this.putAway();
        } catch (error) {
            // what holds may have changed meanwhile: show it, and keep what was typed
            await this.store.load(about, aboutId);
            throw error;
        } finally {
            this.state.busy = false;
        }
    }
}
