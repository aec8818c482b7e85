// A page for each problem and each method.
import {
  cellOf,
  compared,
  costControl,
  gradientControl,
  learns,
  problemNames,
  problemOf,
  rowsOf,
  selectOf,
  targetControl,
  targetTitle,
  units,
  withGradient,
} from "#compare";
import { drawCurves, problemControls, shownRows } from "#curves";
import { data } from "#data";
import { axis, colour, dash, draw, figure, line, logAxis, safe, scaleAxis } from "#look";
import { amount, significant, total, unique } from "#numbers";
import { element, link, named, views } from "#state";
import { table } from "#tables";

export const methods = unique(data.rows.map((row) => row.method));

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
  controls: problemControls,
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
    const rows = shownRows(p.problem, p);
    drawCurves(content, "problem", p.problem, p, true);
    ladderFigure(
      content,
      p.problem,
      rows.filter((row) => p.bright.has(row)),
      p,
    );
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
      ].map((title, i) => ({ title, numeric: i > 1 && i < 8, minor: ![0, 2, 3].includes(i) })),
      body,
    );
  },
});

// The method that the first verdict names.
const bestMethod = () => data.rows[compared[0]?.order[0] ?? 0]?.method ?? methods[0];

// What a cost is counted in on a problem: mini-batches are no evaluations.
const axisOn = (problem, by) => (by !== "seconds" && learns(problem) ? "epochs" : by);

views.set("method", {
  controls: (p) => {
    const first = bestMethod();
    const method = methods.includes(p.method) ? p.method : first;
    const rows = data.rows.map((_, i) => i).filter((i) => data.rows[i].method === method);
    return [
      selectOf("method", "Method", named(methods), first),
      gradientControl(rows),
      costControl([
        ["priced", "evaluations, or passes over data"],
        ["seconds", "seconds"],
      ]),
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
        .map((other) => cellOf(problem, other).cost[axisOn(problem, p.axis)].median[t])
        .filter((v) => v != null);
      const by = axisOn(problem, p.axis);
      const own = cell.cost[by].median[t];
      return {
        by,
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
      `How many times the best method's median cost (${p.axis === "seconds" ? "seconds" : `${units[p.axis]}; on data passes over it`}, ${targetTitle(p.target)}) this method needs on each problem, among methods with the same gradient or none. ` +
      "On the line at 1 it is the best; a problem without a point was not solved.";
    const most = Math.max(2, ...known.map(({ ratio }) => ratio));
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
      logAxis("cost over the best", {
        range: [-0.05, Math.log10(most) * 1.05],
        dtick: most < 30 ? "D2" : 1,
        tickformat: "~g",
        ticksuffix: "×",
      }),
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
        (title, i) => ({ title, numeric: i > 1, minor: [1, 4, 6, 7].includes(i) }),
      ),
      entries.map(({ problem, row, cell, by, own, ratio, rank, of }) => [
        { text: problem, link: link("problem", { problem }, problem) },
        data.rows[row].gradient,
        { text: `${cell.solved[t]}/${cell.runs}`, value: -cell.solved[t] / cell.runs },
        { text: amount(own, by), value: own, small: by === "epochs" ? "passes" : "" },
        { text: amount(cell.cost[by].ert[t], by), value: cell.cost[by].ert[t] },
        { text: ratio == null ? "–" : `${significant(ratio)}×`, value: ratio },
        { text: rank == null ? "–" : `${rank} of ${of}`, value: rank },
        { text: significant(cell.gap, 2), value: cell.gap },
      ]),
      p.filter,
    );
  },
});
