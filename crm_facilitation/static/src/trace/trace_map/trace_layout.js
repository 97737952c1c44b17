/** Rows and edges of the trace map, without a browser: where each node goes, what hangs together, what is in sight. */

export const ROW_HEIGHT = 52;
export const COLUMN_WIDTH = 220;
export const NODE_WIDTH = 186;
export const NODE_HEIGHT = 44;
// rows drawn above and below what is in sight, so that scrolling shows no empty rows
export const MARGIN_ROWS = 8;

/** Neighbours of each key, before and after it. */
export function indexEdges(edges) {
    const index = { before: new Map(), after: new Map() };
    const add = (map, key, other) => (map.has(key) ? map.get(key).push(other) : map.set(key, [other]));
    for (const [from, to] of edges) {
        add(index.after, from, to);
        add(index.before, to, from);
    }
    return index;
}

/** Places the nodes column by column, each near the middle of what it is linked to on its left. */
export function placeNodes(columns, nodes, edges) {
    const { before } = indexEdges(edges);
    const places = new Map();
    const used = columns.filter((column) => nodes.some((node) => node.column === column));
    used.forEach((column, columnIndex) => {
        const wish = (node) => {
            const rows = (before.get(node.key) || []).filter((key) => places.has(key)).map((key) => places.get(key).y);
            return rows.length ? rows.reduce((sum, y) => sum + y, 0) / rows.length : Infinity;
        };
        const wishes = nodes.filter((node) => node.column === column).map((node) => [wish(node), node]);
        wishes.sort(([a], [b]) => (a === b ? 0 : a - b));
        wishes.forEach(([, node], row) => {
            places.set(node.key, { x: columnIndex * COLUMN_WIDTH, y: row * ROW_HEIGHT, row, column: columnIndex });
        });
    });
    return places;
}

function reach(starts, neighbours) {
    const seen = new Set(starts);
    const waiting = [...seen];
    while (waiting.length) {
        for (const next of neighbours.get(waiting.pop()) || []) {
            if (!seen.has(next)) {
                seen.add(next);
                waiting.push(next);
            }
        }
    }
    return seen;
}

/** Keys of everything before and after some nodes; `index` is that of `indexEdges`. */
export function connected(keys, index) {
    return new Set([...reach(keys, index.before), ...reach(keys, index.after)]);
}

/** The nodes that fit, with everything before and after them; all of them where nothing is asked for. */
export function filterNodes(nodes, index, { text = "", onlyMarked = false }) {
    const words = text.trim().toLowerCase();
    if (!words && !onlyMarked) {
        return nodes;
    }
    const fits = (node) => (!onlyMarked || node.mark) && (!words || node.name.toLowerCase().includes(words));
    const kept = connected(
        nodes.filter(fits).map((node) => node.key),
        index,
    );
    return nodes.filter((node) => kept.has(node.key));
}

/** What is in sight between two heights: its nodes, and the edges that pass there. */
export function inSight(nodes, edges, places, top, bottom) {
    const [low, high] = [top - MARGIN_ROWS * ROW_HEIGHT, bottom + MARGIN_ROWS * ROW_HEIGHT];
    const seen = (y) => y >= low && y <= high;
    return {
        nodes: nodes.filter((node) => seen(places.get(node.key).y)),
        edges: edges.filter(([from, to]) => {
            const [a, b] = [places.get(from), places.get(to)];
            return a && b && (seen(a.y) || seen(b.y));
        }),
    };
}

/** Width and height of the drawing. */
export function measure(columns, places) {
    const rows = Math.max(0, ...[...places.values()].map((place) => place.row + 1));
    return { width: columns.length * COLUMN_WIDTH, height: rows * ROW_HEIGHT };
}

/** The curve of an edge, as an SVG path. */
export function edgePath([from, to], places) {
    const [a, b] = [places.get(from), places.get(to)];
    const [x1, y1] = [a.x + NODE_WIDTH, a.y + NODE_HEIGHT / 2];
    const [x2, y2] = [b.x, b.y + NODE_HEIGHT / 2];
    const middle = (x1 + x2) / 2;
    return `M ${x1} ${y1} C ${middle} ${y1}, ${middle} ${y2}, ${x2} ${y2}`;
}

/** The node that a step leads to: along the column, or across to a linked one, else to the nearest row there. */
export function neighbour(key, [across, along], nodes, places, index) {
    const here = places.get(key);
    const linked = across && index[across > 0 ? "after" : "before"].get(key);
    const next = linked && linked.find((other) => places.has(other));
    const column = nodes.filter((node) => places.get(node.key).column === here.column + across);
    if (next || !column.length) {
        return next || key;
    }
    const row = Math.max(0, Math.min(here.row + along, column.length - 1));
    return column.find((node) => places.get(node.key).row === row).key;
}
