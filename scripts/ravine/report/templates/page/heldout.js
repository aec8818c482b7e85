// The empirical risk beside the risk: losses on training and on held-out samples.
import { selectOf } from "#compare";
import { data } from "#data";
import { axis, css, draw, faint, figure, logAxis, plain, safe } from "#look";
import { significant } from "#numbers";

const RISEN = 1.02; // a loss is said to have risen where it is this many times its smallest value

const nameOf = ({ method, gradient }) =>
  gradient === "none" || gradient === "analytic" ? method : `${method}, ${gradient}`;
const problemOf = (p) =>
  data.held_out.find(({ problem }) => problem === p.problem) ?? data.held_out[0];

export function gapControls(p) {
  const { series } = problemOf(p);
  const problems = data.held_out.map(({ problem }) => [problem, problem]);
  const methods = series.map((one) => [nameOf(one), nameOf(one)]);
  return [selectOf("problem", "Problem", problems), selectOf("method", "Method", methods)];
}

// The problem and the method that the controls have.
export function chosenGap(p) {
  const { problem, series } = problemOf(p);
  const one = series.find((s) => nameOf(s) === p.method) ?? series[0];
  return { ...one, problem, name: nameOf(one) };
}

const lossLine = (x, y, name, i, more = {}) => ({
  x,
  y,
  name,
  type: "scatter",
  mode: x.length > 1 ? "lines" : "markers",
  line: { color: plain(i), width: 2.2 },
  ...more,
});

// What happened to the held-out loss, in words.
function courseOf(x, y) {
  const known = y.map((value, i) => [value, i]).filter(([value]) => value != null);
  if (!known.length) return "";
  const [least, at] = known.reduce((a, b) => (b[0] < a[0] ? b : a));
  const [last] = known.at(-1);
  return last > RISEN * least
    ? ` The held-out loss was smallest, ${significant(least)}, after ${significant(x[at])} epochs, and has risen since: the model overfits.`
    : "";
}

export function gapFigure(content, { problem, name, x, train, test, error }) {
  const last = (values) => significant(values.findLast((value) => value != null) ?? null);
  const caption =
    `${name} on ${problem}: the mean loss without the penalty, on the samples that are learned from and on those that no method sees (medians over the seeds). ` +
    `It ends at ${last(train)} on training and ${last(test)} on held-out samples; the band between the lines is the gap. The error on held-out samples ends at ${last(error)} (dotted, right).` +
    courseOf(x, test);
  draw(
    figure(content, "heldout", caption),
    [
      lossLine(x, train, "loss on training samples (empirical risk)", 0),
      lossLine(x, test, "loss on held-out samples (risk)", 1, {
        fill: "tonexty",
        fillcolor: faint(plain(1), 0.12),
      }),
      lossLine(x, error, "error on held-out samples (right)", 2, {
        yaxis: "y2",
        line: { color: css("--dim"), width: 1.6, dash: "dot" },
      }),
    ],
    logAxis("epochs"),
    axis("mean loss", { rangemode: "tozero" }),
    {
      showlegend: true,
      yaxis2: axis("held-out error", {
        overlaying: "y",
        side: "right",
        showgrid: false,
        rangemode: "tozero",
      }),
      margin: { l: 55, r: 60, t: 15, b: 45 },
    },
  );
}

export function penaltyFigure(content, { problem, method, points }, i) {
  const positive = points.filter(({ l2 }) => l2 > 0);
  const least = positive
    .filter(({ test }) => test != null)
    .reduce((a, b) => (a && a.test <= b.test ? a : b), null);
  const caption =
    `${method} on ${safe(problem)} with penalties λ (medians over the seeds): the mean loss at the end, without the penalty. ` +
    "The empirical risk is of the samples that are learned from, the risk of samples that no method sees. " +
    (least ? `The risk is smallest, ${significant(least.test)}, at λ = ${significant(least.l2)}.` : "") +
    (least && positive[0].test > RISEN * least.test
      ? " To the left of it the empirical risk falls and the risk grows: the model overfits."
      : "");
  const x = positive.map(({ l2 }) => l2);
  const markers = { mode: "lines+markers", marker: { size: 7 } };
  draw(
    figure(content, `penalty${i}`, caption),
    [
      lossLine(
        x,
        positive.map(({ train }) => train),
        "empirical risk",
        0,
        markers,
      ),
      lossLine(
        x,
        positive.map(({ test }) => test),
        "risk",
        1,
        markers,
      ),
    ],
    logAxis("penalty λ"),
    axis("mean loss", { rangemode: "tozero" }),
    { showlegend: true },
  );
}
