// The lecture behind Ravine, section by section, each with the figure that the loaded runs give it.
import { cellOf, problemNames, rowsOf } from "#compare";
import { curvesOf } from "#curves";
import { data } from "#data";
import { axis, draw, figure, line, lineOf, logAxis, tellApart, withLegend } from "#look";
import { unique } from "#numbers";
import { element, link, views } from "#state";
import { studies } from "#studies";

// The rows of `problem` that `picks` name, each by its method's name or the start of it.
const rowsNamed = (problem, picks) =>
  rowsOf(problem).filter(
    (row) =>
      data.rows[row].gradient === "analytic" &&
      cellOf(problem, row).curve.evaluations &&
      picks.some((pick) => `${data.rows[row].method}:`.startsWith(`${pick}:`)),
  );

// The first problem on which the most of the picks ran, and their rows there.
function together(problems, picks) {
  const found = problems.map((problem) => [problem, rowsNamed(problem, picks)]);
  const bases = ([, rows]) => unique(rows.map((row) => data.rows[row].base)).length + rows.length;
  return found.reduce((a, b) => (bases(b) > bases(a) ? b : a), ["", []]);
}

// The median gap of some methods on one problem, or null where fewer than two ran on it.
function course(key, problems, picks, by, caption) {
  const [problem, rows] = together(problems, picks);
  if (rows.length < 2) return null;
  return (content) => {
    tellApart(rows);
    draw(
      figure(content, key, caption(problem), true),
      curvesOf(problem, rows, by).map(({ row, x, middle }) => line(row, x, middle)),
      logAxis(by === "epochs" ? "passes over the data" : "evaluations of f"),
      logAxis("relative gap"),
      withLegend,
    );
  };
}

// The first figure of a study, or null where the runs hold none.
const ofStudy = (key) => {
  const found = studies.find((one) => one.key === key);
  return found ? (content) => found.draws[0](content, {}) : null;
};

const MARGINS = Array.from({ length: 121 }, (_, i) => -3 + i / 20);
const surrogates = {
  "zero-one": (m) => (m > 0 ? 0 : 1),
  square: (m) => (1 - m) ** 2,
  hinge: (m) => Math.max(0, 1 - m),
  logistic: (m) => Math.log1p(Math.exp(-m)),
};

function lossesFigure(content) {
  const caption =
    "The loss of one sample with the label y = ±1 against its margin y·ŷ. Zero-one counts errors and is flat almost everywhere. The surrogates slope towards a larger margin where the answer is wrong.";
  draw(
    figure(content, "losses", caption, true),
    Object.entries(surrogates).map(([name, loss], i) =>
      lineOf({ name, x: MARGINS, y: MARGINS.map(loss) }, i, { mode: "lines" }),
    ),
    axis("margin y·ŷ"),
    axis("loss", { range: [-0.1, 5] }),
    withLegend,
  );
}

const ravines = problemNames.filter((problem) => problem === "ravine");
const descents = ["gradient_descent:step=0.01", "gradient_descent:policy=decreasing"];
const adaptive = ["gradient_descent:step=0.001", "adagrad", "rmsprop", "adam"];

export const sections = [
  {
    title: "Risk and empirical risk",
    text: "A model is worth what it does on samples that nobody has seen: its risk is the mean loss over all of them. Only some samples are at hand. Learning therefore minimises the mean loss over these, the empirical risk, and a penalty keeps it from learning them by heart.",
    draws: ofStudy("penalty") ?? ofStudy("heldout"),
    command:
      "scripts/bench --methods=lbfgs --problems='digits:holdout=0.9:model=perceptron:hidden=32:l2=1e-5,digits:holdout=0.9:model=perceptron:hidden=32:l2=1e-2'",
  },
  {
    title: "Search without gradients",
    text: "The simplest method looks at two nearby points and moves away from the higher one. Nelder and Mead do the same with n + 1 points in n dimensions. Such methods are limited by the number of evaluations, which grows with n.",
    draws: ofStudy("growth"),
    command:
      "scripts/bench --methods=nelder_mead --problems='sphere:dimension=2,sphere:dimension=4,sphere:dimension=8'",
  },
  {
    title: "Derivatives from differences of values",
    text: "A forward difference is wrong by an amount proportional to its step h, a centered one by an amount proportional to h². If h is too small, rounding spoils both. A gradient takes n more values, or 2n.",
    draws: ofStudy("gradients"),
    command:
      "build/release/benchmarks/gradients --benchmark_out=results/latest/gradients.json && scripts/report results/latest",
  },
  {
    title: "Gradient descent and its step",
    text: "Descent goes a step against the gradient, until the gradient is zero. A short step is slow. A step beyond 2 over the steepest curvature diverges.",
    draws: ofStudy("step"),
    command:
      "scripts/bench --methods='gradient_descent:step=0.001,gradient_descent:step=0.01,gradient_descent:step=0.03' --problems=ravine",
  },
  {
    title: "Policies for the step",
    text: "The step can be constant, can shrink from one iterate to the next, or can be the best along the gradient at each iterate.",
    draws: course(
      "policies",
      ravines.length ? ravines : problemNames,
      [...descents, "gradient_descent:policy=optimal"],
      "evaluations",
      (problem) => `Gradient descent on ${problem} with each policy: the median gap over seeds.`,
    ),
    command:
      "scripts/bench --methods='gradient_descent:step=0.01,gradient_descent:policy=decreasing:step=0.01,gradient_descent:policy=optimal' --problems=ravine",
  },
  {
    title: "A line through ten points",
    text: "The model w·x learns y = 2x from x = 0, …, 9. Each step of batch descent reads all samples. A step of stochastic descent reads one.",
    draws: course(
      "line",
      problemNames.filter((problem) => problem === "line"),
      ["gradient_descent", "sgd"],
      "epochs",
      () => "Batch descent and stochastic descent on the line: the median gap over seeds.",
    ),
    command: "scripts/bench",
  },
  {
    title: "Stochastic gradient descent",
    text: "The empirical risk is a sum, so the gradient of one sample, or of a few, estimates that of all. Each epoch takes the samples in a new random order. Theory promises a minimum where the steps shrink, but not too fast.",
    draws: ofStudy("rates"),
    command:
      "scripts/bench --methods='sgd:policy=decreasing:rate=0.02:step=0.05,sgd:policy=constant:step=0.05,lbfgs' --problems=synthetic_linear:condition=4 --gradients=analytic",
  },
  {
    title: "Losses and their surrogates",
    text: "What one wants to be small is the number of errors. It has no useful gradient, so a convex function that lies close to it is minimised instead.",
    draws: lossesFigure,
    command: "",
  },
  {
    title: "Ravines and momentum",
    text: "In a ravine, plain descent swings from wall to wall and gets on slowly along the floor. Momentum adds up the gradients of the steps before, so that the swings cancel. With β = 0 it is plain descent.",
    draws: ofStudy("momentum"),
    command:
      "scripts/bench --methods='momentum:beta=0:step=0.01,momentum:beta=0.7:step=0.01' --problems=ravine",
  },
  {
    title: "Methods with a step per coordinate",
    text: "AdaGrad, RMSProp and Adam divide each coordinate of the step by the size of its earlier gradients.",
    draws: course(
      "adaptive",
      [...ravines, ...problemNames],
      adaptive,
      "evaluations",
      (problem) =>
        `Descent and three methods with a step per coordinate on ${problem}: the median gap over seeds.`,
    ),
    command:
      "scripts/bench --methods=gradient_descent:step=0.001,adagrad:step=0.3,rmsprop:step=0.0003,adam:step=0.1 --problems=rosenbrock",
    more: [
      ["paths", "their paths over a surface"],
      ["demo", "try one"],
    ],
  },
  {
    title: "Which method to take",
    text: "Many more methods exist. The verdict compares all of them, for each class of problems.",
    draws: null,
    command: "",
    more: [["overview", "the verdict"]],
  },
];

function drawSection({ title, text, draws, command, more = [] }, content) {
  const box = element("section", {}, element("h3", {}, title), element("p", {}, text));
  const offered = more.filter(([view]) => document.querySelector(`nav a[href="#/${view}"]`));
  for (const [view, name] of offered) box.append(element("p", {}, link(view, {}, name)));
  if (!draws && command)
    box.append(
      element("p", {}, "The loaded runs have no figure for this. To make it: ", element("code", {}, command)),
    );
  content.append(box);
  draws?.(box);
}

// One section after the other, so that the first is there at once. On paper all are.
function drawOn([first, ...rest], content, turn) {
  if (!first || content.turn !== turn) return; // the view is drawn anew
  drawSection(first, content);
  if (document.documentElement.dataset.print !== undefined) drawOn(rest, content, turn);
  else setTimeout(() => drawOn(rest, content, turn));
}

views.set("lecture", {
  draw: (p, content) => {
    content.replaceChildren();
    content.turn = {};
    drawOn(sections, content, content.turn);
  },
});
