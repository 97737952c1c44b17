import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { NeedLine } from "../need_line/need_line";
import { isMine } from "./origin_tokens";
import { hasAnswered } from "./raised_words";

const MODEL = "crm.facilitation.need";
const TYPING_PAUSE = 250;

/**
 * Needs that read like what is being typed, asked for when typing pauses.
 *
 * @param {() => ({project_id: number, text: string, tag_ids?: number[]} | null)} getAsked what is typed now; null where
 *     there is nothing to look in
 * @returns {{similar: {needs: Object[]}, suggest: Function}} call ``suggest`` at each change
 */
export function useSimilarNeeds(getAsked) {
    const orm = useService("orm");
    const similar = useState({ needs: [] });
    const suggest = useDebounced(async () => {
        const asked = getAsked();
        if (!asked) {
            return;
        }
        const needs = asked.text.trim() ? await orm.silent.call(MODEL, "similar_cards", [], asked) : [];
        // an answer to what was typed before is of no use any more
        if (getAsked()?.text === asked.text) {
            similar.needs = needs;
        }
    }, TYPING_PAUSE);
    return { similar, suggest };
}

/** Needs beside the one being raised: support one of them instead, or say what mine is to it. */
export class SimilarNeeds extends Component {
    static template = "crm_facilitation.SimilarNeeds";
    static components = { NeedLine };
    static props = {
        session: Object,
        needs: Array,
        oppositeIds: Array,
        differentIds: Array,
        onSay: Function,
        onSupported: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
    }

    /** Not one's own, also where only this device knows that it is. */
    canSupport(need) {
        return Boolean(this.props.session.takes_part && !isMine(need) && !need.is_supported_by_me);
    }

    get hasAnswered() {
        return hasAnswered(this.props, this.props.session);
    }

    async support(need) {
        await this.orm.call(MODEL, "action_support", [[need.id]]);
        this.notification.add(_t("You support “%s” now.", need.name), { type: "success" });
        this.props.onSupported();
    }
}
