import { Component, onWillDestroy, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useSimilarNeeds } from "../../needs/raise_need/similar_needs";
import { newToken } from "../../tokens";
import { completeName } from "./complete_name";
import { Outbox } from "./outbox";

const MODEL = "crm.facilitation.scribe";
const REFRESH = 10000;

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
        this.nameRef = useRef("name");
        this.whoRef = useRef("who");
        this.display = { controlPanel: {} };
        this.state = useState({ table: null, name: "", who: "", problem: "" });
        this.outbox = useState(new Outbox({ deliver: (row) => this.deliver(row), onDelivered: () => this.load() }));
        this.spoken = new Set();
        Object.assign(
            this,
            useSimilarNeeds(() => this.typed),
        );
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
        return completeName(this.state.table.who, this.state.who, this.spoken);
    }

    async load() {
        if (this.sessionId) {
            this.state.table = await this.orm.silent.call(MODEL, "table", [this.sessionId]);
        }
    }

    /** What similar needs are looked for by. */
    get typed() {
        return { project_id: this.state.table.session.project_id, text: this.state.name };
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

    /** Once it is clear who said it. */
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
        const said = { text, who: who ? this.known[0] : null, token };
        if (said.who) {
            this.spoken.add(said.who.key);
        }
        this.show("", said.who?.name || "");
        this.state.problem = "";
        this.similar.needs = [];
        this.outbox.add(said);
        this.nameRef.el.focus();
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
        this.outbox.forget(row);
        this.taken = row;
        this.nameRef.el.focus();
    }

    deliver({ text, who, token }) {
        return this.orm.silent.call(MODEL, "action_write_down", [this.sessionId, text, who?.key || "", token]);
    }
}

registry.category("actions").add("crm_facilitation.scribe", Scribe);
