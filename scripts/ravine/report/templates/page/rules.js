// A few update rules and surfaces that the page can compute itself, as the library has them.

// name: {value, gradient, start, window}.
export const surfaces = {
  ravine: {
    value: ([x, y]) => 0.5 * (x * x + 100 * y * y),
    gradient: ([x, y]) => [x, 100 * y],
    start: [-1.8, 0.9],
    window: [
      [-2.2, 2.2],
      [-1.2, 1.2],
    ],
  },
  rosenbrock: {
    value: ([x, y]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2,
    gradient: ([x, y]) => [-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)],
    start: [-1.2, 1],
    window: [
      [-2, 2],
      [-1, 3],
    ],
  },
  himmelblau: {
    value: ([x, y]) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
    gradient: ([x, y]) => {
      const [a, b] = [x * x + y - 11, x + y * y - 7];
      return [4 * a * x + 2 * b, 2 * a + 4 * b * y];
    },
    start: [0, 0],
    window: [
      [-5, 5],
      [-5, 5],
    ],
  },
  booth: {
    value: ([x, y]) => (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    gradient: ([x, y]) => [10 * x + 8 * y - 34, 8 * x + 10 * y - 38],
    start: [-8, 8],
    window: [
      [-10, 10],
      [-10, 10],
    ],
  },
};

const each = (a, b, combine) => a.map((value, i) => combine(value, b[i]));

// name: {step, update}; update(memory, gradient, step, beta) is the move; `memory` is its own.
export const rules = {
  gradient_descent: { step: 0.01, update: (memory, g, step) => g.map((value) => -step * value) },
  // V <- beta V + g (Polyak 1964).
  momentum: {
    step: 0.005,
    usesBeta: true,
    update: (memory, g, step, beta) => {
      memory.v = each(memory.v ?? [0, 0], g, (v, value) => beta * v + value);
      return memory.v.map((v) => -step * v);
    },
  },
  // The look-ahead form (Sutskever et al. 2013).
  nesterov: {
    step: 0.005,
    usesBeta: true,
    update: (memory, g, step, beta) => {
      memory.v = each(memory.v ?? [0, 0], g, (v, value) => beta * v + value);
      return each(memory.v, g, (v, value) => -step * (value + beta * v));
    },
  },
  // Both means, each freed of its start at zero (Kingma & Ba 2015, algorithm 1).
  adam: {
    step: 0.1,
    usesBeta: true,
    update: (memory, g, step, beta) => {
      const second = 0.999;
      memory.t = (memory.t ?? 0) + 1;
      memory.m = each(memory.m ?? [0, 0], g, (m, value) => beta * m + (1 - beta) * value);
      memory.s = each(
        memory.s ?? [0, 0],
        g,
        (s, value) => second * s + (1 - second) * value * value,
      );
      const [bias1, bias2] = [1 - beta ** memory.t, 1 - second ** memory.t];
      return each(
        memory.m,
        memory.s,
        (m, s) => ((-step / bias1) * m) / (Math.sqrt(s / bias2) + 1e-8),
      );
    },
  },
};

// The points of so many steps; fewer where they leave all numbers behind.
export function follow({ gradient }, { update }, start, { step, beta, steps }) {
  const memory = {};
  const path = [start];
  for (let i = 0; i < steps; i++) {
    const move = update(memory, gradient(path.at(-1)), step, beta);
    const next = each(path.at(-1), move, (x, by) => x + by);
    if (!next.every((x) => Math.abs(x) < 1e6)) break;
    path.push(next);
  }
  return path;
}

// Heights in thousandths over a window, on a logarithmic scale above the smallest value: what the
// contours are painted from.
export function heights({ value, window: [[x0, x1], [y0, y1]] }, side) {
  const at = (low, high, i) => low + ((high - low) * i) / (side - 1);
  const values = Array.from({ length: side * side }, (_, k) =>
    value([at(x0, x1, k % side), at(y0, y1, Math.floor(k / side))]),
  );
  const sorted = [...values].sort((a, b) => a - b);
  const base = sorted[0] - Math.max(1e-3 * (sorted[sorted.length >> 1] - sorted[0]), 1e-12);
  const logs = values.map((f) => Math.log(f - base));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  return {
    side,
    heights: logs.map((height) => Math.round((1000 * (height - low)) / (high - low))),
  };
}
