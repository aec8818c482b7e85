// The overview, and a page for each problem and each method.
import {
  axisControl,
  axisOf,
  cellOf,
  compared,
  drawCurves,
  gradientControl,
  partOf,
  problemNames,
  problemOf,
  rowsOf,
  selectOf,
  targetControl,
  targetTitle,
  units,
  visible,
  withGradient,
  drawingControls,
} from "#compare";
import { data } from "#data";
import { axis, colour, dash, draw, figure, line, logAxis, safe, scaleAxis } from "#look";
import { amount, geometric, holm, significant, total, unique } from "#numbers";
import { element, link, named, valueOf, views } from "#state";
import { table } from "#tables";
export const methods = unique(data.rows.map((row) => row.method));
// How a row did over the problems of a part: runs solved, and its cost over the best row's.
function standing(part, row, rows, by) {
  const cells = part.problems
    .map((problem) => [problem, cellOf(problem, row)])
    .filter(([, cell]) => cell);
  const ratios = cells
    .map(([problem, cell]) => {
      const best = Math.min(
        ...rows.map((other) => cellOf(problem, other)?.cost[by].median[0] ?? Infinity),
      );
      return cell.cost[by].median[0] / best;
    })
    .filter((ratio) => Number.isFinite(ratio) && ratio > 0); // null, not solved, divides to 0
  return {
    solved: total(cells.map(([, cell]) => cell.solved[0])),
    runs: total(cells.map(([, cell]) => cell.runs)),
    wins: ratios.filter((ratio) => ratio === 1).length,
    ratio: geometric(ratios),
    problems: cells.length,
    finished: ratios.length,
  };
}

const overviewColumns = [
  "method",
  "gradient",
  "runs solved",
  "problems solved",
  "times best",
  "cost over best (geometric mean)",
];

// The rows of a part with their standings, those that solve the most first.
function ranked(part, gradient, by) {
  const rows = withGradient(part.rows, gradient);
  return rows
    .map((row) => [row, standing(part, row, rows, by)])
    .sort(
      ([, a], [, b]) =>
        b.solved / b.runs - a.solved / a.runs || (a.ratio ?? Infinity) - (b.ratio ?? Infinity),
    );
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

const nameOf = (row) =>
  `${data.rows[row].name}${data.rows[row].gradient === "none" ? "" : `, ${data.rows[row].gradient}`}`;

function drawDuels(content, part, rows, p) {
  const against = Number(p.against);
  const found = rows
    .filter((row) => row !== against)
    .map((row) => [row, pairing(part, p.axis, row, against)])
    .filter(([, pair]) => pair);
  const adjusted = holm(found.map(([, pair]) => pair[4]));
  let note = content.querySelector("p.duels");
  if (!note)
    content.append(
      element("h3", {}, "Each against one"),
      (note = element("p", { class: "duels" })),
    );
  note.textContent = Object.keys(part.pairs[p.axis]).length
    ? `Each method against ${Number.isNaN(against) ? "none" : nameOf(against)} over the problems that both ran, by the median of ${units[p.axis]} to each run's own target: how often it needs less, as much, more; the geometric mean of its cost over the other's where both solve; and Wilcoxon's signed-rank test with Holm's correction over this table. A difference with p ≤ 0.05 is more than chance.`
    : "There are too many pairs of methods here, or one method alone, to test each against another.";
  table(
    content,
    "duels",
    "Each method against one over the problems",
    ["method", "gradient", "won / tied / lost", "cost over the other's", "p (Holm)", "says"].map(
      (title, i) => ({ title, numeric: i > 1 && i < 5 }),
    ),
    found.map(([row, [won, tied, lost, ratio]], i) => [
      {
        text: data.rows[row].name,
        row,
        link: link("method", { method: data.rows[row].method }, data.rows[row].name),
      },
      data.rows[row].gradient,
      { text: `${won} / ${tied} / ${lost}`, value: lost - won },
      { text: ratio == null ? "–" : `${significant(ratio)}×`, value: ratio },
      { text: significant(adjusted[i], 2), value: adjusted[i] },
      adjusted[i] > 0.05 ? "no difference beyond chance" : won > lost ? "ahead" : "behind",
    ]),
    p.filter,
  );
}

views.set("overview", {
  controls: (p) => {
    const part = partOf(p.part);
    if (!part) return [];
    const controls = [
      selectOf("part", "Problems", named(compared.map(({ title }) => title))),
      axisControl(axisOf(part) === "seconds" ? "seconds" : "priced"),
      gradientControl(part.rows),
    ];
    const [axis, gradient] = controls.slice(1).map(valueOf);
    const order = ranked(part, gradient, axis).map(([row]) => row);
    return [
      ...controls,
      selectOf(
        "against",
        "Against",
        order.map((row) => [String(row), nameOf(row)]),
      ),
      { kind: "search", key: "filter", label: "Filter", hint: "part of a name" },
    ];
  },
  draw: (p, content) => {
    const part = partOf(p.part);
    if (!part) return;
    const rows = withGradient(part.rows, p.gradient);
    const body = ranked(part, p.gradient, p.axis).map(([row, s]) => [
      {
        text: data.rows[row].name,
        row,
        link: link("method", { method: data.rows[row].method }, data.rows[row].name),
      },
      data.rows[row].gradient,
      { text: `${s.solved}/${s.runs}`, value: -s.solved / s.runs },
      { text: `${s.finished}/${s.problems}`, value: -s.finished },
      { text: String(s.wins), value: -s.wins },
      { text: s.ratio == null ? "–" : `${significant(s.ratio)}×`, value: s.ratio },
    ]);
    let note = content.querySelector("p");
    if (!note) content.append((note = element("p")));
    note.textContent = `How the methods did, by ${units[p.axis]}, to each run's own target. The cost over the best method's is the geometric mean over the problems that a method solves: read it beside how many those are.`;
    table(
      content,
      "standing",
      `How the methods did, by ${units[p.axis]}`,
      overviewColumns.map((title, i) => ({ title, numeric: i > 1 })),
      body,
      p.filter,
    );
    drawDuels(content, part, rows, p);
    const names = unique(
      part.problems.flatMap((q) => data.cells[q].flatMap((cell) => Object.keys(cell.statuses))),
    ).sort();
    const ends = rows.map((row) => [
      { text: data.rows[row].name, row },
      data.rows[row].gradient,
      ...names.map((name) => {
        const n = total(part.problems.map((problem) => cellOf(problem, row)?.statuses[name] ?? 0));
        return { text: String(n), value: -n };
      }),
    ]);
    if (!content.querySelector("h3.ends"))
      content.append(element("h3", { class: "ends" }, "How the runs ended"));
    table(
      content,
      "statuses",
      "How many runs ended in which way",
      [
        { title: "method" },
        { title: "gradient" },
        ...names.map((title) => ({ title: title.replaceAll("_", " "), numeric: true })),
      ],
      ends,
      p.filter,
    );
  },
});

function facts(content, pairs) {
  let list = content.querySelector("dl");
  if (!list) content.append((list = element("dl")));
  list.replaceChildren(
    ...pairs.map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, value)),
    ),
  );
}

function ladderFigure(content, problem, rows, p) {
  const gaps = data.targets.slice(1).map(Number);
  const traces = rows
    .map((row) => {
      const { ert, low, high } = cellOf(problem, row).cost[p.axis];
      const known = gaps.map((_, i) => i).filter((i) => ert[i + 1] != null);
      return line(
        row,
        known.map((i) => gaps[i]),
        known.map((i) => ert[i + 1]),
        {
          mode: "lines+markers",
          line: { color: colour(row), dash: dash(row), width: 2 },
          error_y: {
            type: "data",
            symmetric: false,
            thickness: 1,
            width: 3,
            color: colour(row),
            array: known.map((i) => Math.max((high[i + 1] ?? ert[i + 1]) - ert[i + 1], 0)),
            arrayminus: known.map((i) => Math.max(ert[i + 1] - (low[i + 1] ?? ert[i + 1]), 0)),
          },
        },
      );
    })
    .filter((trace) => trace.x.length);
  const caption =
    `The expected running time in ${units[p.axis]} to each target on ${problem}, with 95 % bootstrap intervals over runs. ` +
    "Targets get harder to the right; lower is better. A line that ends early reached no target beyond.";
  draw(
    figure(content, "ert", caption, true),
    traces,
    logAxis("target gap", { autorange: "reversed" }),
    scaleAxis(units[p.axis], p.logx),
  );
}

views.set("problem", {
  controls: (p) => {
    const problem = data.cells[p.problem] ? p.problem : problemNames[0];
    const rows = rowsOf(problem);
    return [
      selectOf("problem", "Problem", named(problemNames)),
      gradientControl(rows),
      axisControl(cellOf(problem, rows[0])?.curve.epochs ? "seconds" : "evaluations"),
      ...drawingControls,
      { kind: "legend", key: "hide", rows: withGradient(rows, valueOf(gradientControl(rows))) },
    ];
  },
  draw: (p, content, root) => {
    const about = problemOf(p.problem);
    root.querySelector("h2").textContent = `Problem ${p.problem}`;
    const where = data.trajectories.some(({ problem }) => problem === p.problem)
      ? link("paths", { problem: p.problem }, "paths over its surface")
      : "only of problems in the plane";
    facts(content, [
      ["dimension n", about.dimension == null ? "not recorded" : String(about.dimension)],
      [
        "minimum f*",
        about.minimum == null
          ? "not known"
          : `${about.minimum}${about.assumed ? " (the best value of all loaded runs)" : ""}`,
      ],
      [
        "target",
        about.gap == null ? "each run's own" : `relative gap ${significant(about.gap, 2)}`,
      ],
      ["paths", where],
    ]);
    const rows = visible(withGradient(rowsOf(p.problem), p.gradient));
    drawCurves(content, "problem", p.problem, rows, p, true);
    ladderFigure(content, p.problem, rows, p);
    const body = rows.map((row) => {
      const cell = cellOf(p.problem, row);
      const { median, q25, q75, ert, low, high } = cell.cost[p.axis];
      const value = (numbers) => ({ text: amount(numbers[0], p.axis), value: numbers[0] });
      return [
        {
          text: data.rows[row].name,
          row,
          link: link("method", { method: data.rows[row].method }, data.rows[row].name),
        },
        data.rows[row].gradient,
        { text: `${cell.solved[0]}/${cell.runs}`, value: -cell.solved[0] / cell.runs },
        value(median),
        value(q25),
        value(q75),
        {
          ...value(ert),
          small: ert[0] == null ? "" : `${amount(low[0], p.axis)} … ${amount(high[0], p.axis)}`,
        },
        { text: significant(cell.gap, 2), value: cell.gap },
        Object.entries(cell.statuses)
          .map(([name, n]) => `${n} ${name.replaceAll("_", " ")}`)
          .join(", "),
      ];
    });
    table(
      content,
      "methods",
      `Methods on ${p.problem} by ${units[p.axis]} to their own target`,
      [
        "method",
        "gradient",
        "solved",
        "median",
        "lower quartile",
        "upper quartile",
        "ERT (95 % interval)",
        "final gap",
        "how runs ended",
      ].map((title, i) => ({ title, numeric: i > 1 && i < 8 })),
      body,
    );
  },
});

views.set("method", {
  controls: (p) => {
    const method = methods.includes(p.method) ? p.method : methods[0];
    const rows = data.rows.map((_, i) => i).filter((i) => data.rows[i].method === method);
    return [
      selectOf("method", "Method", named(methods)),
      gradientControl(rows),
      axisControl("priced"),
      targetControl(),
      { kind: "search", key: "filter", label: "Filter", hint: "part of a name" },
    ];
  },
  draw: (p, content, root) => {
    root.querySelector("h2").textContent = `Method ${p.method}`;
    const rows = withGradient(
      data.rows.map((_, i) => i).filter((i) => data.rows[i].method === p.method),
      p.gradient,
    );
    const t = data.targets.indexOf(p.target);
    const found = problemNames.flatMap((problem) =>
      rows.filter((row) => cellOf(problem, row)).map((row) => [problem, row, cellOf(problem, row)]),
    );
    const statuses = {};
    for (const [, , cell] of found)
      for (const [name, n] of Object.entries(cell.statuses))
        statuses[name] = (statuses[name] ?? 0) + n;
    facts(content, [
      ["runs", String(total(found.map(([, , cell]) => cell.runs)))],
      [
        "how they ended",
        Object.entries(statuses)
          .map(([name, n]) => `${n} ${name.replaceAll("_", " ")}`)
          .join(", "),
      ],
    ]);
    const entries = found.map(([problem, row, cell]) => {
      const others = withGradient(rowsOf(problem), data.rows[row].gradient);
      const values = others
        .map((other) => cellOf(problem, other).cost[p.axis].median[t])
        .filter((v) => v != null);
      const own = cell.cost[p.axis].median[t];
      return {
        problem,
        row,
        cell,
        own,
        ratio: own == null ? null : own / Math.min(...values),
        rank: own == null ? null : 1 + values.filter((v) => v < own).length,
        of: others.length,
      };
    });
    const known = entries.filter(
      ({ ratio }) => ratio != null && Number.isFinite(ratio) && ratio > 0,
    );
    const caption =
      `How many times the best method's median cost (${units[p.axis]}, ${targetTitle(p.target)}) this method needs on each problem, among methods with the same gradient or none. ` +
      "On the line at 1 it is the best; a problem without a point was not solved.";
    const most = Math.max(10, ...known.map(({ ratio }) => ratio));
    draw(
      figure(content, "ratios", caption, true),
      rows.map((row) => {
        const own = known.filter((entry) => entry.row === row);
        return {
          x: own.map(({ problem }) => safe(problem)),
          y: own.map(({ ratio }) => ratio),
          name: safe(data.rows[row].gradient),
          type: "scatter",
          mode: "markers",
          cliponaxis: false,
          marker: { color: colour(row), size: 12, symbol: rows.indexOf(row) },
        };
      }),
      axis("", {
        type: "category",
        categoryorder: "array",
        categoryarray: unique(found.map(([problem]) => safe(problem))),
      }),
      logAxis("cost over the best", { range: [-0.05, Math.log10(most) * 1.05] }),
      {
        showlegend: rows.length > 1,
        legend: { orientation: "h", x: 1, xanchor: "right", y: 1.12 },
      },
    );
    table(
      content,
      "problems",
      `${p.method} on each problem`,
      ["problem", "gradient", "solved", "median", "ERT", "over the best", "rank", "final gap"].map(
        (title, i) => ({ title, numeric: i > 1 }),
      ),
      entries.map(({ problem, row, cell, own, ratio, rank, of }) => [
        { text: problem, link: link("problem", { problem }, problem) },
        data.rows[row].gradient,
        { text: `${cell.solved[t]}/${cell.runs}`, value: -cell.solved[t] / cell.runs },
        { text: amount(own, p.axis), value: own },
        { text: amount(cell.cost[p.axis].ert[t], p.axis), value: cell.cost[p.axis].ert[t] },
        { text: ratio == null ? "–" : `${significant(ratio)}×`, value: ratio },
        { text: rank == null ? "–" : `${rank} of ${of}`, value: rank },
        { text: significant(cell.gap, 2), value: cell.gap },
      ]),
      p.filter,
    );
  },
});
