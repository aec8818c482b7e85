// Numbers and lists, without a page: what node --test runs.

export const unique = (values) => [...new Set(values)];
export const spread = (values) => [Math.min(...values), Math.max(...values)];
export const total = (values) => values.reduce((sum, value) => sum + value, 0);
export const geometric = (values) =>
  values.length ? Math.exp(total(values.map(Math.log)) / values.length) : null;

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
