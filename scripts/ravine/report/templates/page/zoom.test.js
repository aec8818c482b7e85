import assert from "node:assert/strict";
import test from "node:test";

import { asked, ranged } from "#zoom";

test("a range keeps its middle when it is scaled, and its length when it is moved", () => {
  assert.deepEqual(ranged([0, 6], 0.5, 0), [1.5, 4.5]);
  assert.deepEqual(ranged([0, 10], 1, 0.1), [1, 11]);
  assert.deepEqual(ranged([10, 0], 1, 0.1), [9, -1]); // an axis that runs the other way
});

test("keys ask for what they say", () => {
  const [shown, first] = [{ x: [0, 3], y: [0, 6] }, { x: null, y: [0, 1] }];
  assert.deepEqual(asked("+", shown, first), { x: [0.5, 2.5], y: [1, 5] });
  assert.deepEqual(asked("ArrowUp", { x: [0, 3], y: [0, 10] }, first), { y: [1, 11] });
  assert.deepEqual(asked("0", shown, first), first);
  assert.equal(asked("a", shown, first), undefined);
});
