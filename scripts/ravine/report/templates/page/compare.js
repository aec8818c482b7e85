// What the views that compare methods share: the parts, the costs, the cells, and their controls.
import { data } from "#data";
import { unique } from "#numbers";
import { named } from "#state";

export const BRIGHT = 6; // lines in colour until a reader chooses
const studyOf = data.parts.find(({ key }) => key === "studies");
const classes = data.parts.filter((part) => part !== studyOf);
export const compared = classes.length ? classes : data.parts;
export const problemNames = data.problems.map((problem) => problem.name);
export const problemOf = (name) => data.problems.find((problem) => problem.name === name);
export const partOf = (title) => compared.find((part) => part.title === title) ?? compared[0];
// What a gradient counts as among evaluations is said in one place, above all views.
const unitOf = (key) =>
  ({ epochs: "passes over the data", seconds: "seconds" })[key] ?? "evaluations";
export const units = Object.fromEntries(data.axes.map(({ key }) => [key, unitOf(key)]));

export const gradientsOf = (rows) => {
  const found = unique(rows.map((row) => data.rows[row].gradient)).filter(
    (name) => name !== "none",
  );
  return found.length ? found : ["none"];
};
export const withGradient = (rows, gradient) =>
  rows.filter(
    (row) =>
      gradient === "all" ||
      data.rows[row].gradient === gradient ||
      data.rows[row].gradient === "none",
  );
export const cellOf = (problem, row) => data.cells[problem]?.find((cell) => cell.row === row);
export const rowsOf = (problem) => (data.cells[problem] ?? []).map((cell) => cell.row);
export const selectOf = (key, label, options, initial) => ({
  kind: "select",
  key,
  label,
  options,
  initial,
});

// Of the costs, those that the runs compare by.
export const costControl = (costs) =>
  selectOf(
    "axis",
    "Cost",
    costs.filter(([key]) => key in units),
  );
// The costs that may be compared on problems of one sort. Mini-batches are no evaluations.
export const axisControl = (learning) =>
  costControl([
    learning ? ["epochs", "passes over the data"] : ["priced", "evaluations"],
    ["seconds", "seconds"],
  ]);
export const learns = (problem) => data.cells[problem]?.some((cell) => cell.curve.epochs) ?? false;
export const partLearns = (part) => part?.axis === "epochs";
export const partControl = () =>
  selectOf("part", "Problems", named(compared.map(({ title }) => title)));
// The rows of a part, those that its verdict ranks first and in its order.
export const inOrder = (part) => [
  ...part.order,
  ...part.rows.filter((row) => !part.order.includes(row)),
];
export const gradientControl = (rows) =>
  selectOf("gradient", "Gradient", [...named(gradientsOf(rows)), ["all", "all"]]);
export const targetTitle = (target) =>
  target === "own" ? "the run's own target" : `gap ${target}`;
export const targetControl = () =>
  selectOf(
    "target",
    "Target",
    data.targets.map((target) => [target, targetTitle(target)]),
  );

// Rows in the order of what they need to the target of a problem, then of the gap that they end at.
function inRank(problem, rows, by) {
  const rank = (row) => {
    const cell = cellOf(problem, row);
    return [row, cell.cost[by].median[0] ?? Infinity, cell.gap ?? Infinity];
  };
  const order = rows.map(rank);
  order.sort((a, b) => (a[1] === b[1] ? a[2] - b[2] : a[1] - b[1]));
  return order.map(([row]) => row);
}

const GRID = 5; // steps that make a grid, and no choice of a few by hand
const withoutStep = (row) => {
  const { method, gradient, backend } = data.rows[row];
  return [method.replace(/:step=[^:]*/, ""), gradient, backend].join("/");
};

// The rows without those of a grid's other steps: the best step stands for its method.
export function bestSteps(problem, rows, by) {
  const grids = unique(rows.map(withoutStep)).map((name) =>
    rows.filter((row) => withoutStep(row) === name),
  );
  const left = grids.flatMap((grid) =>
    grid.length < GRID ? grid : inRank(problem, grid, by).slice(0, 1),
  );
  return rows.filter((row) => left.includes(row));
}

// The rows that a problem's curves have in colour at first.
export const bestOn = (problem, rows, by) => inRank(problem, rows, by).slice(0, BRIGHT);

// The problem on which the best method needs the most: one whose curves tell something.
export const tellingProblem = () => {
  const part = compared[0];
  const least = (problem) => {
    const costs = rowsOf(problem).map(
      (row) => cellOf(problem, row).cost[part.axis].median[0] ?? Infinity,
    );
    const best = Math.min(...costs);
    return Number.isFinite(best) ? best : 0;
  };
  return [...(part?.problems ?? problemNames)].sort((a, b) => least(b) - least(a))[0];
};

export const chosenProblem = (p) => (data.cells[p.problem] ? p.problem : tellingProblem());
