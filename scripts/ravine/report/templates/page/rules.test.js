import assert from "node:assert/strict";
import test from "node:test";

import { follow, heights, rules, surfaces } from "#rules";

for (const [name, { value, gradient, start, window }] of Object.entries(surfaces)) {
  test(`the gradient of ${name} is that of its values`, () => {
    const point = [0.7 * start[0] + 0.3, 0.6 * start[1] - 0.2];
    gradient(point).forEach((slope, i) => {
      const moved = (h) => value(point.map((x, j) => x + (i === j ? h : 0)));
      const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
      assert.ok(Math.abs(difference - slope) < 1e-6 * Math.max(1, Math.abs(slope)));
    });
  });

  test(`the start on ${name} lies in its window`, () => {
    start.forEach((x, i) => assert.ok(window[i][0] <= x && x <= window[i][1]));
  });
}

test("momentum without its share of the past is plain descent", () => {
  const options = { step: 0.01, beta: 0, steps: 30 };
  const start = surfaces.ravine.start;
  const [plain, carried] = ["gradient_descent", "momentum"].map((name) =>
    follow(surfaces.ravine, rules[name], start, options),
  );
  assert.deepEqual(plain, carried);
});

test("descent shrinks each coordinate of a quadratic by one less step times curvature", () => {
  const path = follow(surfaces.ravine, rules.gradient_descent, [1, 1], { step: 0.015, steps: 3 });
  const [x, y] = path.at(-1);
  assert.ok(Math.abs(x - 0.985 ** 3) < 1e-12 && Math.abs(y - (-0.5) ** 3) < 1e-12);
});

test("the first step of adam has the size of the step", () => {
  const [from, to] = follow(surfaces.booth, rules.adam, [3, -4], {
    step: 0.1,
    beta: 0.9,
    steps: 1,
  });
  from.forEach((x, i) => assert.ok(Math.abs(Math.abs(to[i] - x) - 0.1) < 1e-8));
});

test("a step that is too long ends where numbers end", () => {
  const path = follow(surfaces.ravine, rules.gradient_descent, [1, 1], { step: 0.03, steps: 500 });
  assert.ok(path.length < 100 && path.flat().every(Number.isFinite));
});

test("heights reach from the lowest to the highest", () => {
  const found = heights(surfaces.rosenbrock, 21);
  assert.equal(found.heights.length, 441);
  assert.deepEqual([Math.min(...found.heights), Math.max(...found.heights)], [0, 1000]);
});
