import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

const AGAINST = ["object", "block"];

/**
 * What a cell is drawn with: the share of a full bar, 0 to 1, and the figure in words.
 *
 * dots: points per voter of the most a voter may give; matrix: mean importance on the scale 1 to 5, false where too few
 * rated the need; consent: who agrees.
 */
export function cellShare(cell, method, cap) {
    if (method === "dots") {
        return cell.voters ? Math.min(cell.points / cell.voters / (cap || 1), 1) : 0;
    }
    if (method === "matrix") {
        return cell.importance ? (cell.importance - 1) / 4 : false;
    }
    return cell.voters ? cell.agree / cell.voters : 0;
}

export function cellText(cell, method) {
    if (method === "dots") {
        return `${cell.points}`;
    }
    if (method === "matrix") {
        return cell.importance ? formatFloat(cell.importance, { digits: [1, 1] }) : "";
    }
    return `${cell.agree} : ${AGAINST.reduce((sum, name) => sum + cell[name], 0)}`;
}

/** The same in a sentence, for a pointer and for a screen reader. */
export function cellTitle(cell, method) {
    const { voters, supporters, points, agree, abstain } = cell;
    if (method === "dots") {
        return _t("%(points)s points, wanted by %(supporters)s of %(voters)s", { points, supporters, voters });
    }
    if (method === "matrix") {
        return _t("importance %(importance)s, ease %(ease)s, wanted by %(supporters)s of %(voters)s", {
            importance: formatFloat(cell.importance, { digits: [1, 1] }),
            ease: formatFloat(cell.ease, { digits: [1, 1] }),
            supporters,
            voters,
        });
    }
    return _t("in favour %(agree)s, abstained %(abstain)s, objections %(object)s, blocks %(block)s of %(voters)s", {
        agree,
        abstain,
        object: cell.object,
        block: cell.block,
        voters,
    });
}

/**
 * Points of the 2×2 picture in percent from the lower left; needs that would cover each other share a point.
 *
 * @param {{id: number, number: number, name: string, total: Object}[]} needs
 */
export function placePoints(needs) {
    const points = new Map();
    for (const need of needs) {
        const { importance, ease } = need.total;
        if (!importance) {
            continue;
        }
        // a point is about 5 % wide
        const [x, y] = [ease, importance].map((value) => Math.round(((value - 1) / 4) * 20) * 5);
        const point = points.get(`${x} ${y}`) || { key: `${x} ${y}`, x, y, needs: [] };
        point.needs.push(need);
        points.set(point.key, point);
    }
    return [...points.values()];
}
