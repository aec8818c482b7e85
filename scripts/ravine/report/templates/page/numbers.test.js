import assert from "node:assert/strict";
import test from "node:test";

import {
  amount,
  apart,
  colours,
  compare,
  corners,
  envelope,
  holm,
  significant,
  spread,
  unique,
  unpack,
} from "#numbers";

test("Holm's correction of his paper's kind: each p by the number of those not smaller", () => {
  // By hand: 0.01 · 3, then the larger of that and 0.02 · 2, then 0.03.
  assert.deepEqual(
    holm([0.03, 0.01, 0.02]).map((p) => Number(p.toFixed(6))),
    [0.04, 0.03, 0.04],
  );
  assert.deepEqual(holm([0.9, 0.8]), [1, 1]);
});

test("the best of all falls where any line falls below it", () => {
  const lines = [
    { x: [1, 4], middle: [1, 0.1] },
    { x: [2, 8], middle: [0.5, 0.01] },
    { x: [3], middle: [null] },
  ];
  assert.deepEqual(envelope(lines), [
    [1, 2, 4, 8],
    [1, 0.5, 0.1, 0.01],
  ]);
});

test("labels are moved apart in their order and stay inside", () => {
  const close = (values) => values.map((value) => Number(value.toFixed(6)));
  assert.deepEqual(close(apart([0.5, 0.51, 0.9], 0.1)), [0.41, 0.51, 0.9]);
  assert.deepEqual(close(apart([0, 0, 0], 0.1)), [0.2, 0.1, 0]);
  assert.deepEqual(close(apart([1.2], 0.1)), [1]);
});

test("numbers have three digits, and the missing a dash", () => {
  assert.equal(significant(null), "–");
  assert.equal(significant(0), "0");
  assert.equal(significant(1234.5), "1230");
  assert.equal(significant(2.5e-7, 2), "2.5e-7");
  assert.equal(significant(1e9), "1.00e9");
});

test("seconds get the unit that they need", () => {
  assert.deepEqual(
    [2.5, 0.0125, 3e-6, 5e-8].map((seconds) => amount(seconds, "seconds")),
    ["2.5 s", "12.5 ms", "3 µs", "0.05 µs"],
  );
  assert.equal(amount(12345.67, "evaluations"), "12345.7");
});

test("what has no value comes last, whichever way a column is sorted", () => {
  const rows = [[{ text: "–", value: null }], [{ text: "2", value: 2 }], [{ text: "1", value: 1 }]];
  for (const [up, wanted] of [
    [true, [1, 2, null]],
    [false, [2, 1, null]],
  ]) {
    const sorted = [...rows].sort((a, b) => compare(a, b, { column: 0, up }));
    assert.deepEqual(
      sorted.map(([cell]) => cell.value),
      wanted,
    );
  }
});

test("texts sort by the numbers in them", () => {
  const rows = [[{ text: "m10" }], [{ text: "m9" }]];
  const sorted = rows.sort((a, b) => compare(a, b, { column: 0, up: true }));
  assert.deepEqual(
    sorted.map(([cell]) => cell.text),
    ["m9", "m10"],
  );
});

test("a packed curve lies on a geometric grid, its gaps in hundredths of a decade", () => {
  const { x, low, middle, high } = unpack([1, 100, [null, -200, -300], [0, -100, -200], [0, 0, 0]]);
  assert.deepEqual(
    x.map((value) => Math.round(value * 1e9) / 1e9),
    [1, 10, 100],
  );
  assert.deepEqual(middle, [1, 0.1, 0.01]);
  assert.deepEqual(low, [null, 0.01, 0.001]);
  assert.deepEqual(high, [1, 1, 1]);
});

test("a line keeps its value until the next", () => {
  const drawn = corners([
    [1, 5],
    [3, 2],
  ]);
  assert.deepEqual(drawn, [
    [1, 5],
    [3, 5],
    [3, 2],
  ]);
});

test("lists", () => {
  assert.deepEqual(unique([2, 1, 2]), [2, 1]);
  assert.deepEqual(spread([3, 1, 2]), [1, 3]);
});

test("no two rows have one colour while there are colours left", () => {
  const wanted = (row) => [0, 0, 0, 2][row];
  // Row 3 keeps the 2 that it wants, though rows 1 and 2 look for a free one before it in line.
  assert.deepEqual(
    [...colours([0, 1, 2, 3], wanted, 4)].sort(),
    [[0, 0], [1, 1], [2, 3], [3, 2]],
  );
  const many = colours([0, 1, 2, 3, 4], (row) => row % 2, 4);
  assert.equal(new Set(many.values()).size, 4);
  assert.equal(many.get(4), 0);
});
