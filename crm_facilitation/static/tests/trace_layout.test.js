import { describe, expect, test } from "@odoo/hoot";
import {
    ROW_HEIGHT,
    connected,
    edgePath,
    filterNodes,
    inSight,
    indexEdges,
    measure,
    neighbour,
    placeNodes,
} from "@crm_facilitation/trace/trace_map/trace_layout";

describe.current.tags("headless");

const edges = [
    ["need-1", "task-1"],
    ["need-2", "task-2"],
    ["task-1", "feature-1"],
];
const index = indexEdges(edges);
const node = (key) => ({
    key,
    column: key.split("-")[0],
    name: `Name of ${key}`,
    mark: key === "need-2" ? "gap" : "",
});
const nodes = ["need-1", "need-2", "task-2", "task-1", "feature-1"].map(node);
const keys = (some) => some.map((one) => one.key);

test("a node lights what is before and after it, and nothing beside it", () => {
    expect([...connected(["task-1"], index)].sort()).toEqual(["feature-1", "need-1", "task-1"]);
});

test("nodes go beside what they are linked to; an empty column takes no room", () => {
    const places = placeNodes(["goal", "need", "task", "feature"], nodes, edges);
    expect(places.get("need-1").column).toBe(0);
    expect(places.get("task-1").row).toBe(0);
    expect(places.get("task-2").row).toBe(1);
});

test("nodes without links keep their order at the end", () => {
    const places = placeNodes(["need", "task"], [...nodes, node("task-9")], edges);
    expect(places.get("task-9").row).toBe(2);
});

test("a search keeps what hangs together with what it finds", () => {
    expect(keys(filterNodes(nodes, index, { text: "FEATURE-1" }))).toEqual(["need-1", "task-1", "feature-1"]);
    expect(keys(filterNodes(nodes, index, { text: "nothing like it" }))).toEqual([]);
    expect(filterNodes(nodes, index, { text: " " })).toBe(nodes);
});

test("only what is missing, with what hangs on it", () => {
    expect(keys(filterNodes(nodes, index, { onlyMarked: true }))).toEqual(["need-2", "task-2"]);
});

test("of a thousand needs only those in sight are drawn", () => {
    const many = Array.from({ length: 1000 }, (_, number) => node(`need-${number}`));
    const places = placeNodes(["need"], many, []);
    const drawn = inSight(many, [["need-0", "need-999"]], places, 500 * ROW_HEIGHT, 510 * ROW_HEIGHT);
    expect(drawn.nodes.length).toBe(27);
    expect(drawn.edges.length).toBe(0);
});

test("the drawing is as wide as its columns and as high as the longest", () => {
    const places = placeNodes(["need", "task"], nodes, edges);
    expect(measure(["need", "task"], places)).toEqual({ width: 440, height: 2 * ROW_HEIGHT });
    expect(measure([], new Map())).toEqual({ width: 0, height: 0 });
});

test("an edge leaves a node on its right and reaches the next on its left", () => {
    const places = placeNodes(["need", "task"], nodes, edges);
    expect(edgePath(["need-2", "task-2"], places)).toBe("M 186 74 C 203 74, 203 74, 220 74");
});

test("arrow keys follow the links across and the rows along, and stay where there is nothing", () => {
    const places = placeNodes(["need", "task", "feature"], nodes, edges);
    const step = (key, ...by) => neighbour(key, by, nodes, places, index);
    expect(step("need-2", 1, 0)).toBe("task-2");
    expect(step("task-2", -1, 0)).toBe("need-2");
    expect(step("need-1", 0, 1)).toBe("need-2");
    expect(step("need-2", 0, 1)).toBe("need-2");
    expect(step("need-1", -1, 0)).toBe("need-1");
    // without a link across, to the nearest row there is
    expect(step("task-2", 1, 0)).toBe("feature-1");
});
