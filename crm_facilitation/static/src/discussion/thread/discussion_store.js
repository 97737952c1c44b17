import { reactive } from "@odoo/owl";
import { registry } from "@web/core/registry";

/**
 * What is said about needs, options, goals and conflicts, kept once for all parts of a screen.
 *
 * `call(method, args)` reaches the server: the service below calls it as whoever is logged in, a page for guests gives
 * its own way.
 */
export class DiscussionStore {
    constructor(call) {
        this.call = call;
        this.threads = reactive({});
    }

    key(about, id) {
        return `${about},${id}`;
    }

    keep(answer) {
        this.threads[this.key(answer.about, answer.about_id)] = answer;
    }

    async load(about, id) {
        this.keep(await this.call("discussion", [about, id]));
    }

    async say(about, id, { kind, text, parentId, anonymous, token }) {
        this.keep(await this.call("action_remark", [about, id, kind, text, parentId || null, anonymous, token]));
    }

    async correct(remarkId, text) {
        this.keep(await this.call("action_correct", [[remarkId], text]));
    }

    async hide(about, id, remarkId, reason) {
        await this.call("action_hide", [[remarkId], reason]);
        await this.load(about, id);
    }
}

export const discussionService = {
    dependencies: ["orm"],
    start(_env, { orm }) {
        return new DiscussionStore((method, args) => orm.call("crm.facilitation.remark", method, args));
    },
};

registry.category("services").add("crm_facilitation.discussion", discussionService);
