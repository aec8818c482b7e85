// The view of the table: its cells, methods in pairs, and how runs ended.
import {
  axisControl,
  cellOf,
  gradientsOf,
  inOrder,
  partControl,
  partLearns,
  partOf,
  selectOf,
  targetControl,
  targetTitle,
  units,
} from "#compare";
import { data } from "#data";
import { nameOf } from "#look";
import { amount, holm, significant, total, unique } from "#numbers";
import { element, link, named, views } from "#state";
import { table } from "#tables";

const statistics = {
  median: "Median",
  ert: "Expected running time",
  q25: "Lower quartile",
  q75: "Upper quartile",
  gap: "Final gap",
  solved: "Runs solved",
};

// A cell of the comparison as a table shows it; less is better, null is not reached.
function shownCell(problem, row, { statistic, axis: by, target }) {
  const cell = cellOf(problem, row);
  if (!cell) return { text: "", value: null };
  const t = data.targets.indexOf(target);
  const solved = `${cell.solved[t]}/${cell.runs}`;
  if (statistic === "solved") return { text: solved, value: -cell.solved[t] / cell.runs };
  if (statistic === "gap")
    return { text: significant(cell.gap, 2), value: cell.gap, small: solved };
  const value = cell.cost[by][statistic][t];
  const close = statistic === "median" && value != null && cell.close?.[by][t] === "1";
  return {
    text: amount(value, by),
    value,
    small: `${solved}${close ? " ≈" : ""}`,
    title:
      statistic === "ert" && value != null
        ? `95 % interval ${amount(cell.cost[by].low[t], by)} to ${amount(cell.cost[by].high[t], by)}`
        : null,
  };
}

function withBest(columns) {
  // marks the best of each column of cells
  for (const cells of columns) {
    const known = cells.filter((cell) => cell.value != null).map((cell) => cell.value);
    const best = Math.min(...known);
    if (known.length > 1) for (const cell of cells) cell.best = cell.value === best;
    for (const cell of cells) if (cell.best) cell.small = cell.small?.replace(" ≈", "");
  }
}

const methodCell = (row) => ({
  text: data.rows[row].name,
  row,
  link: link("method", { method: data.rows[row].method }, data.rows[row].name),
});

function note(content, key, text, title) {
  let box = content.querySelector(`p.${key}`);
  if (!box) {
    if (title) content.append(element("h3", {}, title));
    content.append((box = element("p", { class: key })));
  }
  box.textContent = text;
}

views.set("table", {
  controls: (p) => {
    const part = partOf(p.part);
    if (!part) return [];
    return [
      partControl(),
      selectOf("statistic", "Statistic", Object.entries(statistics)),
      axisControl(partLearns(part)),
      targetControl(),
      selectOf("first", "First problem", named(part.problems)),
      selectOf(
        "against",
        "Against",
        inOrder(part).map((row) => [String(row), nameOf(row)]),
      ),
      { kind: "search", key: "filter", label: "Filter", hint: "part of a name" },
    ];
  },
  draw: (p, content) => {
    const part = partOf(p.part);
    const rows = inOrder(part);
    // The problem that comes first is the one that a phone has room for.
    const problems = [p.first, ...part.problems.filter((problem) => problem !== p.first)];
    const columns = problems.map((problem) => rows.map((row) => shownCell(problem, row, p)));
    withBest(columns);
    const several = gradientsOf(rows).length > 1;
    const t = data.targets.indexOf(p.target);
    const heads = [
      { title: "method" },
      ...(several ? [{ title: "gradient", minor: true }] : []),
      { title: "solved", numeric: true },
      ...problems.map((title, i) => ({ title, numeric: true, minor: i > 0 })),
    ];
    const body = rows.map((row, i) => [
      methodCell(row),
      ...(several ? [data.rows[row].gradient] : []),
      solvedProblems(part, row, t),
      ...columns.map((column) => column[i]),
    ]);
    const what = {
      gap: "Median of the gaps at the end",
      solved: `Runs that reached ${targetTitle(p.target)}`,
    }[p.statistic];
    const caption =
      `${what ?? `${statistics[p.statistic]} of ${units[p.axis]} to ${targetTitle(p.target)}`}. ` +
      "Methods stand in the verdict's order. Small print: runs that reached it of all runs. ★ best of its column; ≈ not significantly worse than the best (a rank-sum test needs four runs a cell). " +
      "A heading sorts; “–” was not reached by enough runs.";
    note(content, "caption", caption);
    table(content, "comparison", `Methods by problems, ${caption}`, heads, body, p.filter);
    drawDuels(content, part, rows, p);
    drawEndings(content, part, rows, p);
  },
});

function solvedProblems(part, row, t) {
  const cells = part.problems.map((problem) => cellOf(problem, row)).filter(Boolean);
  const solved = cells.filter((cell) => cell.solved[t] > cell.runs / 2).length;
  return { text: `${solved}/${cells.length}`, value: -solved };
}

// A row's pairing with another: won, tied, lost, ratio, p; undefined where nothing was shared.
function pairing(part, by, row, other) {
  const found = part.pairs[by];
  if (found[`${row}.${other}`]) return found[`${row}.${other}`];
  const turned = found[`${other}.${row}`];
  if (!turned) return undefined;
  const [won, tied, lost, ratio, chance] = turned;
  return [lost, tied, won, ratio == null ? null : 1 / ratio, chance];
}

// What a signed-rank test over so many problems that differ says of a pair.
function says(won, lost, p, comparisons) {
  if (p <= 0.05) return won > lost ? "ahead" : "behind";
  return 2 ** (1 - won - lost) * comparisons > 0.05 ? "too few problems to test" : "within chance";
}

function drawDuels(content, part, rows, p) {
  const against = Number(p.against);
  const found = rows
    .filter((row) => row !== against)
    .map((row) => [row, pairing(part, p.axis, row, against)])
    .filter(([, pair]) => pair);
  const adjusted = holm(found.map(([, pair]) => pair[4]));
  const text = found.length
    ? `Each method against ${nameOf(against)} over the problems that both ran, by the median of ${units[p.axis]} to each run's own target: how often it needs less, as much, more; the geometric mean of its cost over the other's where both solve; and Wilcoxon's signed-rank test with Holm's correction over this table.`
    : "There are too many pairs of methods here, or one method alone, to test each against another.";
  note(content, "duels", text, "Each against one");
  const heads = [
    "method",
    "gradient",
    "won / tied / lost",
    "cost over the other's",
    "p (Holm)",
    "says",
  ];
  table(
    content,
    "duels",
    "Each method against one over the problems",
    heads.map((title, i) => ({ title, numeric: i > 1 && i < 5, minor: [1, 2, 4].includes(i) })),
    found.map(([row, [won, tied, lost, ratio]], i) => [
      methodCell(row),
      data.rows[row].gradient,
      { text: `${won} / ${tied} / ${lost}`, value: lost - won },
      { text: ratio == null ? "–" : `${significant(ratio)}×`, value: ratio },
      { text: significant(adjusted[i], 2), value: adjusted[i] },
      says(won, lost, adjusted[i], found.length),
    ]),
    p.filter,
  );
}

function drawEndings(content, part, rows, p) {
  const statuses = (problem) => data.cells[problem].flatMap((cell) => Object.keys(cell.statuses));
  const names = unique(part.problems.flatMap(statuses)).sort();
  const body = rows.map((row) => [
    { text: data.rows[row].name, row },
    data.rows[row].gradient,
    ...names.map((name) => {
      const counts = part.problems.map((problem) => cellOf(problem, row)?.statuses[name] ?? 0);
      return { text: String(total(counts)), value: -total(counts) };
    }),
  ]);
  note(content, "ends", "How many runs of each method ended in which way.", "How the runs ended");
  const shown = names.includes("target_reached") ? "target_reached" : names[0];
  const heads = [
    { title: "method" },
    { title: "gradient", minor: true },
    ...names.map((title) => ({
      title: title.replaceAll("_", " "),
      numeric: true,
      minor: title !== shown,
    })),
  ];
  table(content, "statuses", "How many runs ended in which way", heads, body, p.filter);
}
