// The view of the profiles: what share is solved within a cost.
import {
  BRIGHT,
  axisControl,
  compared,
  inOrder,
  partLearns,
  partOf,
  selectOf,
  units,
} from "#compare";
import { axis, bestLine, drawLines, figure, logAxis } from "#look";
import { significant } from "#numbers";
import { named, views } from "#state";

export const kinds = {
  ecdf: [
    "Runtime distribution",
    (by) => (by === "seconds" || by === "epochs" ? units[by] : `${units[by]} / n`),
    "the share of all pairs of a run and a target that were reached within a cost (COCO's empirical distribution of runtimes)",
  ],
  performance: [
    "Performance profile",
    (by) => `ratio to the best method, in ${units[by]}`,
    "the share of problems that a method solves within a factor of the best method's median cost (Dolan & Moré 2002): at 1 stands how often it is the best, at the right how many problems it solves at all",
  ],
  data: [
    "Data profile",
    (by) => (by === "seconds" || by === "epochs" ? units[by] : `${units[by]} / (n + 1)`),
    "the share of problems that a method solves within a cost in simplex gradients (Moré & Wild 2009)",
  ],
};

const profiled = compared.filter(({ profiles }) => Object.keys(profiles).length);
const seriesOf = (part, kind, target, by) =>
  (kind === "ecdf" ? part?.profiles.ecdf : part?.profiles[kind]?.[target])?.[by] ?? [];

views.set("profiles", {
  controls: (p) => {
    const part = partOf(p.part);
    const controls = [
      selectOf("part", "Problems", named(profiled.map(({ title }) => title))),
      selectOf(
        "kind",
        "Kind",
        Object.entries(kinds).map(([key, [title]]) => [key, title]),
      ),
      axisControl(partLearns(part)),
    ];
    const gaps = Object.keys(part?.profiles[p.kind] ?? {});
    if (p.kind && p.kind !== "ecdf")
      controls.push(
        selectOf(
          "target",
          "Accuracy",
          gaps.map((gap) => [gap, `gap ${gap}`]),
        ),
      );
    controls.push({ kind: "check", key: "logx", label: "log cost", initial: true });
    const initial = part?.order.slice(0, BRIGHT) ?? [];
    return [...controls, { kind: "legend", key: "show", rows: part ? inOrder(part) : [], initial }];
  },
  draw: (p, content) => {
    const part = partOf(p.part);
    const found = seriesOf(part, p.kind, p.target, p.axis).filter(([, x]) => x.length);
    const bright = found.filter(([row]) => p.bright.has(row));
    const end = Math.max(...(bright.length ? bright : found).map(([, x]) => x.at(-1)));
    const series = found.map(([row, x, share]) => ({
      row,
      x: [...x, end],
      y: [...share, share.at(-1)],
    }));
    const best = series.find(({ row }) => row < 0);
    const methods = series.filter(({ row }) => row >= 0);
    const [title, xTitle, meaning] = kinds[p.kind];
    const gaps =
      p.kind === "ecdf"
        ? ` Targets: gaps ${part.gaps.map((gap) => significant(gap, 2)).join(", ")}.`
        : "";
    const dotted = best
      ? " Dotted: the least that any method needed, problem by problem and target by target."
      : "";
    const caption = `${title}: ${meaning}. Higher and further left is better.${gaps}${dotted}`;
    const starts = methods
      .filter(({ row }) => p.bright.has(row))
      .map(({ x }) => x.find((at) => at > 1e-8));
    const low = p.kind === "performance" ? 1 : Math.min(...starts.filter(Boolean), end / 2);
    const span = { x: p.logx ? [low, end] : [0, end], y: [0, 1.02], logX: p.logx, logY: false };
    const axes = {
      x: p.logx ? logAxis(xTitle(p.axis)) : axis(xTitle(p.axis)),
      y: axis("share", { tickformat: ".0%" }),
    };
    const plot = figure(content, "profile", caption);
    drawLines(plot, methods, p.bright, best && bestLine(best.x, best.y), axes, span);
  },
});
