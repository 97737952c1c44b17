import { user } from "@web/core/user";
import { Draft } from "../../drafts";

/** What of a need its author changes on its page. */
export const wordsOf = ({ name, problem, wish, acceptance_criteria }) => ({
    name,
    problem: problem || "",
    wish: wish || "",
    acceptance_criteria: acceptance_criteria || "",
});

/** The changed words of a need that are not saved yet, on this device. */
export const keptWords = (id) => new Draft(`words.${id}.${user.userId}`);
