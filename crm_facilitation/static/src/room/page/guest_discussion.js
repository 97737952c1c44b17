import { DiscussionStore } from "../../discussion/thread/discussion_store";

const REMARK = "crm.facilitation.remark";
// what the store calls in order, the commands of guests know by name
const NAMES = {
    discussion: ["about", "about_id"],
    action_remark: ["about", "about_id", "kind", "text", "parent_id", "promised_anonymous", "token"],
    action_correct: ["ids", "text"],
};

/** What is said about needs, goals and conflicts, for somebody without an account. */
export function makeGuestDiscussion(orm) {
    return new DiscussionStore((method, args) => {
        const { ids, ...named } = Object.fromEntries(NAMES[method].map((name, place) => [name, args[place]]));
        return orm.call(REMARK, method, ids ? [ids] : [], named);
    });
}
