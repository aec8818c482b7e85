// What a pointer does in a figure by dragging and by a double click, by keys.
const FACTORS = { "+": 2 / 3, "=": 2 / 3, "-": 3 / 2 };
const MOVES = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowDown: ["y", -1], ArrowUp: ["y", 1] };
const HOME = ["0", "Home", "Escape"];

// The range, scaled about its middle and moved by a share of its length.
export function ranged([low, high], factor, share) {
  const [middle, half] = [(low + high) / 2, ((high - low) / 2) * factor];
  const move = share * (high - low);
  return [middle - half + move, middle + half + move];
}

// What a key asks for: the ranges of the axes "x" and "y" out of those that are shown and those at
// first (null: what holds all data); undefined for a key that asks for nothing.
export function asked(key, shown, first) {
  if (HOME.includes(key)) return first;
  if (FACTORS[key]) return { x: ranged(shown.x, FACTORS[key], 0), y: ranged(shown.y, FACTORS[key], 0) };
  if (!MOVES[key]) return undefined;
  const [axis, way] = MOVES[key];
  return { [axis]: ranged(shown[axis], 1, 0.1 * way) };
}

// Lets the keys zoom and move a figure that `draw` has drawn.
export function listen(plot) {
  plot.addEventListener("keydown", (event) => {
    if (!plot.layout || event.ctrlKey || event.metaKey || event.altKey) return;
    const { xaxis, yaxis } = plot.layout;
    const next = asked(event.key, { x: xaxis.range, y: yaxis.range }, plot.first);
    if (!next) return;
    event.preventDefault();
    const changes = Object.entries(next).map(([axis, range]) =>
      range ? [`${axis}axis.range`, range] : [`${axis}axis.autorange`, true],
    );
    Plotly.relayout(plot, Object.fromEntries(changes));
  });
}
