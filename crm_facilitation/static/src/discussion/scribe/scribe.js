import { Component, onWillDestroy, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { newToken } from "../../tokens";

const MODEL = "crm.facilitation.scribe";
const TYPING_PAUSE = 300;
const REFRESH = 10000;

/**
 * Whom the beginning of a name means; the whole name where it is one of them only.
 *
 * Of several it is the one who has spoken already: a room's scribe hears the same people again and again.
 *
 * @param {Set<string>} spoken keys of those whom the scribe has named before
 */
export function complete(who, typed, spoken = new Set()) {
    const wanted = typed.trim().toLowerCase();
    if (!wanted) {
        return [];
    }
    const own = ({ name }) => name.toLowerCase().split(", ")[0];
    const exact = who.filter((one) => own(one) === wanted || one.name.toLowerCase() === wanted);
    const found = exact.length ? exact : who.filter((one) => ` ${own(one)}`.includes(` ${wanted}`));
    const heard = found.filter(({ key }) => spoken.has(key));
    return heard.length === 1 ? heard : found;
}

/**
 * One row a need: what is needed, Tab, who said it, Enter. Who it was stays for the next row until somebody else speaks.
 * Pasted lines become needs, with who said it after a tab.
 */
export class Scribe extends Component {
    static template = "crm_facilitation.Scribe";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.nameRef = useRef("name");
        this.whoRef = useRef("who");
        this.display = { controlPanel: {} };
        this.state = useState({ table: null, name: "", who: "", similar: [], waiting: [], problem: "" });
        this.sending = Promise.resolve();
        this.spoken = new Set();
        this.rows = 0;
        this.suggest = useDebounced(() => this.loadSimilar(), TYPING_PAUSE);
        onWillStart(() => this.load());
        const timer = setInterval(() => this.load().catch(() => {}), REFRESH);
        onWillDestroy(() => clearInterval(timer));
    }

    get sessionId() {
        const { context, params } = this.props.action;
        return context?.default_session_id || context?.active_id || params?.session_id;
    }

    get needs() {
        return [...this.state.table.needs].reverse();
    }

    get known() {
        return complete(this.state.table.who, this.state.who, this.spoken);
    }

    async load() {
        if (this.sessionId) {
            this.state.table = await this.orm.silent.call(MODEL, "table", [this.sessionId]);
        }
    }

    async loadSimilar() {
        const text = this.state.name;
        const asked = { project_id: this.state.table.session.project_id, text };
        const similar = text.trim()
            ? await this.orm.silent.call("crm.facilitation.need", "similar_cards", [], asked)
            : [];
        if (text === this.state.name) {
            this.state.similar = similar;
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            this.writeDown(this.nameRef.el.value);
        } else if (ev.key === "Escape") {
            this.state.problem = "";
        }
    }

    onWhoFocus() {
        // what is typed replaces whoever spoke before
        this.whoRef.el.select();
    }

    /** Several lines at once: each is a need. */
    onPaste(ev) {
        const text = ev.clipboardData.getData("text/plain").trim();
        if (text.includes("\n") || text.includes("\t")) {
            ev.preventDefault();
            this.writeDown(text);
        }
    }

    /** Sent one after the other, so that the scribe types on; what is refused stays there, to be put right. */
    writeDown(text) {
        const who = this.state.who.trim();
        if (!text.trim()) {
            return;
        }
        if (who && this.known.length !== 1) {
            this.state.problem = this.known.length
                ? _t("“%(typed)s” could be several: %(names)s.", {
                      typed: who,
                      names: this.known.map(({ name }) => name).join("; "),
                  })
                : _t("Nobody here is called “%s”: type the beginning of a name or department.", who);
            this.whoRef.el.focus();
            return;
        }
        // typed once more as it was: it may have arrived
        const token = this.taken?.text === text ? this.taken.token : newToken();
        this.taken = null;
        const row = { number: ++this.rows, text, who: who ? this.known[0] : null, problem: "", token };
        if (row.who) {
            this.spoken.add(row.who.key);
        }
        this.show("", row.who?.name || "");
        Object.assign(this.state, { similar: [], problem: "" });
        this.state.waiting.push(row);
        this.nameRef.el.focus();
        this.sending = this.sending.then(() => this.send(this.state.waiting.find((one) => one.number === row.number)));
    }

    /** At once, and not when it is drawn next: whoever types fast types into an empty row. */
    show(name, who) {
        Object.assign(this.state, { name, who });
        Object.assign(this.nameRef.el, { value: name });
        Object.assign(this.whoRef.el, { value: who });
    }

    /** A row that was refused, typed once more. */
    takeBack(row) {
        this.show(row.text, row.who?.name || "");
        this.forget(row);
        this.taken = row;
        this.nameRef.el.focus();
    }

    forget(row) {
        this.state.waiting = this.state.waiting.filter((one) => one.number !== row.number);
    }

    async send(row) {
        try {
            await this.orm.silent.call(MODEL, "action_write_down", [
                this.sessionId,
                row.text,
                row.who?.key || "",
                row.token,
            ]);
            this.forget(row);
            await this.load();
        } catch (error) {
            row.problem = error.data?.message || _t("Not sent: no connection.");
        }
    }
}

registry.category("actions").add("crm_facilitation.scribe", Scribe);
