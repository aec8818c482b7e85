// Numbers and lists, without a page: what node --test runs.

export const unique = (values) => [...new Set(values)];
export const spread = (values) => [Math.min(...values), Math.max(...values)];
export const total = (values) => values.reduce((sum, value) => sum + value, 0);
// Chances p that are corrected for their number (Holm 1979), in their order.
export function holm(chances) {
  const order = chances.map((_, i) => i).sort((a, b) => chances[a] - chances[b]);
  const adjusted = [];
  let least = 0;
  order.forEach((at, k) => {
    least = Math.max(least, Math.min(1, chances[at] * (chances.length - k)));
    adjusted[at] = least;
  });
  return adjusted;
}

// The least of several lines that keep each value until the next: [[x], [y]], falling only.
export function envelope(lines) {
  const points = lines.flatMap(({ x, middle }) => x.map((at, i) => [at, middle[i]]));
  const known = points.filter(([, y]) => y != null).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const least = [[], []];
  for (const [x, y] of known) {
    if (least[1].length && y >= least[1].at(-1)) continue;
    least[0].push(x);
    least[1].push(y);
  }
  return least;
}

// Places in [0, 1] moved apart to `gap` at least, in their order, with as little movement upwards.
export function apart(places, gap) {
  const order = places.map((_, i) => i).sort((a, b) => places[b] - places[a]);
  const moved = [...places];
  let ceiling = 1 + gap;
  for (const i of order) {
    moved[i] = Math.min(moved[i], ceiling - gap);
    ceiling = moved[i];
  }
  let floor = -gap;
  for (const i of order.reverse()) {
    moved[i] = Math.max(moved[i], floor + gap);
    floor = moved[i];
  }
  return moved;
}

// A colour per row, no two alike while there are `count` rows or fewer: the one that `wanted` names,
// or the next that is free. Rows that come first get theirs.
export function colours(rows, wanted, count) {
  const free = new Set(Array.from({ length: count }, (_, i) => i));
  const found = new Map();
  for (const row of rows) if (free.delete(wanted(row))) found.set(row, wanted(row));
  for (const row of rows) {
    if (found.has(row)) continue;
    const next = (i) => (wanted(row) + i) % count;
    const steps = Array.from({ length: count }, (_, i) => i).find((i) => free.has(next(i)));
    found.set(row, next(steps ?? 0));
    free.delete(found.get(row));
  }
  return found;
}

// A name with its middle left out, where it is too long.
export function shortened(name, most) {
  if (name.length <= most) return name;
  const tail = Math.floor((most - 1) / 2);
  return `${name.slice(0, most - 1 - tail)}…${name.slice(name.length - tail)}`;
}

export function significant(value, digits = 3) {
  if (value == null) return "–";
  return value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4)
    ? value.toExponential(digits - 1).replace("e+", "e")
    : Number(value.toPrecision(digits)).toString();
}

export function amount(value, by) {
  if (value == null) return "–";
  if (by === "seconds") {
    for (const [scale, unit] of [
      [1, "s"],
      [1e-3, "ms"],
      [1e-6, "µs"],
    ])
      if (value >= scale) return `${significant(value / scale)} ${unit}`;
    return `${significant(value * 1e6)} µs`;
  }
  return by === "epochs"
    ? significant(value)
    : value.toLocaleString("en", { maximumFractionDigits: 1, useGrouping: false });
}

// What has no value (unsolved, not run) comes last, whichever way the column is sorted.
export function compare(a, b, { column, up }) {
  const [x, y] = [a[column], b[column]].map((cell) =>
    "value" in cell ? cell.value : cell.text.toLowerCase(),
  );
  if (x == null || y == null) return (x == null) - (y == null);
  const order =
    typeof x === "number" && typeof y === "number"
      ? x - y
      : String(x).localeCompare(String(y), "en", { numeric: true });
  return up ? order : -order;
}

// Unpacks a curve: costs on a geometric grid, quartiles of the gap.
export function unpack([begin, end, low, middle, high]) {
  const n = middle.length;
  const x = middle.map((_, i) => (n > 1 ? begin * (end / begin) ** (i / (n - 1)) : begin));
  const [l, m, h] = [low, middle, high].map((values) =>
    values.map((v) => (v == null ? null : 10 ** (v / 100))),
  );
  return { x, low: l, middle: m, high: h };
}

// The corners of a line that keeps each value until the next: what Plotly draws as "hv".
export const corners = (points) =>
  points.flatMap(([x, y], i) =>
    i + 1 < points.length
      ? [
          [x, y],
          [points[i + 1][0], y],
        ]
      : [[x, y]],
  );
