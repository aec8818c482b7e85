#include "optimizer/optimizers.h"
#include "ravine/catalog.h"

namespace ravine {
namespace {

struct Line {
  Entry<Optimizer> entry;
  MethodNotes notes;
};

/// A method, its family, how the scripts' comparisons run it, and the notes for readers. A planned
/// run names a step where the method needs one. The step of "functions" is one of 1 and 3 times the
/// powers of ten from 1e-4 to 1: the one that solved most test functions, or the quickest of these.
Line of(std::string family, Entry<Optimizer> entry, std::vector<PlannedRun> planned,
        MethodNotes notes) {
  entry.family = std::move(family);
  entry.planned = std::move(planned);
  return {std::move(entry), std::move(notes)};
}

/// The steps that `step=*` tries, where a paper says which. A step of these methods is a length in
/// x whatever the size of f. The others follow the gradient's length, so that their range is wide.
struct Steps {
  const char* method;
  SearchSpace space;
  const char* source;
};
constexpr SearchSpace kStepsOfAdam{1e-5, 1e-1, 9};
const Steps kSteps[] = {
    {"adam", kStepsOfAdam, "Kingma & Ba 2015, section 6.4"},
    {"adamw", kStepsOfAdam, "as adam"},
    {"amsgrad", kStepsOfAdam, "as adam"},
    {"nadam", kStepsOfAdam, "as adam"},
    {"adabelief", kStepsOfAdam, "as adam"},
    {"rmsprop", kStepsOfAdam, "as adam"},
    {"lion", {1e-6, 3e-2, 10}, "3 to 10 times shorter than adamw's: Chen et al. 2023, section 5"},
};

/// Gives the step of `entry` the range of kSteps.
void declare_steps(Entry<Optimizer>& entry) {
  for (const Steps& steps : kSteps) {
    if (entry.name != steps.method) continue;
    for (Parameter& p : entry.parameters) {
      if (p.name != "step") continue;
      p.search = steps.space;
      p.summary += std::string("; range of *: ") + steps.source;
    }
  }
}

std::vector<Line> lines() {
  return {
      of("gradient_free", optimizers::random_search(), {{"functions"}, {"noisy"}, {"gate_random"}},
         {.rule = "x ~ uniform in a box around the start; the lowest point counts",
          .cost = "1 value",
          .memory = "1 vector, and up to 1024 points or 128 MB",
          .use = "As the floor that any other method has to beat.",
          .paper = "Brooks, A discussion of random methods for seeking maxima, Operations Research "
                   "6 (1958)"}),
      of("gradient_free", optimizers::two_point(),
         {{"functions"}, {"noisy"}, {"data"}, {"gate_functions"}},
         {.rule = "x <- the lower one of two nearby points, along a random direction; the distance "
                  "shrinks on failure",
          .cost = "1 or 2 values",
          .memory = "3 vectors",
          .use = "For a first look at a function of few variables without gradients.",
          .paper = "Rastrigin, The convergence of the random search method in the extremal control "
                   "of a many parameter system, Automation and Remote Control 24 (1963)"}),
      of("gradient_free", optimizers::spsa(),
         {{"functions", "step=0.3"}, {"noisy", "step=0.3"}, {"gate_random"}},
         {.rule = "x <- x - a_k (f(x + c_k d) - f(x - c_k d)) / (2 c_k) d, with random signs d",
          .cost = "3 values",
          .memory = "4 vectors",
          .use = "For noisy functions of many variables without gradients.",
          .paper = "Spall, Multivariate stochastic approximation using a simultaneous perturbation "
                   "gradient approximation, IEEE TAC 37 (1992)"}),
      of("gradient_free", optimizers::nelder_mead(),
         {{"functions"},
          {"noisy"},
          {"data"},
          {"quick_functions"},
          {"quick_data"},
          {"gate_functions"}},
         {.rule = "the worst of n + 1 points is reflected, expanded or contracted through the "
                  "others, or all shrink",
          .cost = "1 or 2 values, n where the simplex shrinks",
          .memory = "n + 1 vectors",
          .use = "For smooth or rough functions of up to ten variables without gradients.",
          .paper = "Nelder & Mead, A simplex method for function minimization, The Computer "
                   "Journal 7 (1965); Gao & Han, COAP 51 (2012)"}),
      of("gradient_free", optimizers::cma_es(), {{"functions"}, {"noisy"}, {"gate_random"}},
         {.rule = "x_i ~ m + sigma N(0, C); m, sigma and C follow the better half of the samples",
          .cost = "4 + 3 ln n values, or the population",
          .memory = "2 n^2 numbers and the population",
          .use = "For rugged functions with many minima, up to some hundred variables.",
          .paper = "Hansen & Ostermeier, Completely derandomized self-adaptation in evolution "
                   "strategies, Evolutionary Computation 9 (2001); Hansen, GECCO (2009)"}),
      of("full_gradient", optimizers::gradient_descent(),
         {{"functions", "step=0.001"},
          {"functions", "policy=decreasing:step=0.01"},
          {"functions", "policy=optimal"},
          {"data", "step=0.1"},
          {"data", "policy=decreasing:step=0.1"},
          {"data", "policy=optimal"},
          {"quick_functions", "policy=optimal"},
          {"gate_functions", "step=0.001"},
          {"gate_functions", "policy=optimal"}},
         {.rule = "x <- x - eta grad f(x)",
          .cost = "1 value and 1 gradient",
          .memory = "no vector",
          .use = "As the baseline of all methods with gradients.",
          .paper = "Cauchy, Méthode générale pour la résolution des systèmes d'équations "
                   "simultanées, Comptes rendus 25 (1847)"}),
      of("full_gradient", optimizers::momentum(),
         {{"functions", "step=0.001"},
          {"noisy", "step=0.001"},
          {"data", "step=0.02"},
          {"quick_functions", "step=0.001"},
          {"quick_data", "step=0.02"},
          {"gate_functions", "step=0.001"},
          {"gate_data", "step=0.02"}},
         {.rule = "V <- beta V + grad f(x), x <- x - eta V",
          .cost = "1 value and 1 gradient",
          .memory = "1 vector",
          .use =
              "For long narrow valleys, when the step is known. A changed step changes the whole "
              "velocity; that is how it differs from `heavy_ball`, which keeps its last move.",
          .paper = "Polyak, Some methods of speeding up the convergence of iteration methods, USSR "
                   "CMMP 4 (1964)"}),
      of("full_gradient", optimizers::heavy_ball(),
         {{"functions", "step=0.0003"}, {"gate_functions", "step=0.001"}},
         {.rule =
              "x <- x - eta grad f(x) + beta (x - x_before), without memory where the ball climbs",
          .cost = "1 value and 1 gradient",
          .memory = "1 vector",
          .use = "As momentum, when oscillation is a problem, because it restarts; without restart "
                 "and "
                 "with a constant step both are the same.",
          .paper = "Polyak, USSR CMMP 4 (1964); O'Donoghue & Candès, Adaptive restart for "
                   "accelerated gradient schemes, FoCM 15 (2015)"}),
      of("full_gradient", optimizers::nesterov(),
         {{"functions", "step=0.001"}, {"data", "step=0.02"}, {"gate_functions", "step=0.001"}},
         {.rule = "V <- beta V + grad f(y), y <- y - eta (grad f(y) + beta V)",
          .cost = "1 value and 1 gradient",
          .memory = "1 vector",
          .use = "As momentum, and more stable with long steps.",
          .paper = "Nesterov, A method for solving the convex programming problem with convergence "
                   "rate O(1/k^2), Soviet Mathematics Doklady 27 (1983)"}),
      of("full_gradient", optimizers::accelerated_gradient(),
         {{"functions"}, {"data"}, {"gate_functions"}},
         {.rule = "x <- y - grad f(y) / L, y <- x + (theta - 1) / theta' (x - x_before); L by "
                  "backtracking",
          .cost = "2 values and 1 gradient, more where L grows",
          .memory = "4 vectors",
          .use = "For convex functions, when no step is known.",
          .paper = "Beck & Teboulle, A fast iterative shrinkage-thresholding algorithm, SIAM J. "
                   "Imaging Sciences 2 (2009); O'Donoghue & Candès, FoCM 15 (2015)"}),
      of("stochastic", optimizers::sgd(),
         {{"data", "step=0.05"},
          {"data", "policy=decreasing:step=0.05"},
          {"quick_data", "step=0.05"},
          {"gate_data", "step=0.05"}},
         {.rule = "x <- x - eta g, with g from a mini-batch",
          .cost = "1 value and 1 gradient",
          .memory = "no vector",
          .use = "For much data, to a rough accuracy.",
          .paper = "Robbins & Monro, A stochastic approximation method, Annals of Mathematical "
                   "Statistics 22 (1951)"}),
      of("stochastic", optimizers::svrg(), {{"data"}, {"gate_data"}},
         {.rule =
              "x <- x - eta (g_i(x) - g_i(s) + grad f(s)), with a new snapshot s every few epochs",
          .cost = "2 values and 2 gradients of a mini-batch, and a whole gradient per snapshot",
          .memory = "3 vectors",
          .use = "For data, to a high accuracy, when memory is scarce.",
          .paper = "Johnson & Zhang, Accelerating stochastic gradient descent using predictive "
                   "variance reduction, NIPS (2013)"}),
      of("stochastic", optimizers::saga(), {{"data"}, {"gate_data"}},
         {.rule = "x <- x - eta (g_i(x) - g_i(phi_i) + mean), with a table of the last gradients "
                  "g_i(phi_i)",
          .cost = "1 value and 1 gradient of a mini-batch",
          .memory = "a number per score and sample for linear models, else a vector per sample",
          .use = "For data and linear models, to a high accuracy.",
          .paper = "Defazio, Bach & Lacoste-Julien, SAGA: a fast incremental gradient method, NIPS "
                   "(2014)"}),
      of("adaptive", optimizers::adagrad(),
         {{"functions", "step=0.3"}, {"data", "step=0.1"}, {"gate_functions", "step=0.3"}},
         {.rule = "G <- G + g^2, x <- x - eta g / (sqrt(G) + epsilon)",
          .cost = "1 value and 1 gradient",
          .memory = "1 vector",
          .use = "For sparse features, whose rare entries need long steps.",
          .paper = "Duchi, Hazan & Singer, Adaptive subgradient methods, JMLR 12 (2011)"}),
      of("adaptive", optimizers::adadelta(), {{"functions", "step=0.003"}, {"gate_functions"}},
         {.rule = "d = sqrt(D + epsilon) / sqrt(G + epsilon) g, x <- x - eta d; D and G are "
                  "running means of d^2 and g^2",
          .cost = "1 value and 1 gradient",
          .memory = "2 vectors",
          .use = "When no step is known and the scale of x is.",
          .paper = "Zeiler, ADADELTA: an adaptive learning rate method, arXiv:1212.5701 (2012)"}),
      of("adaptive", optimizers::rmsprop(),
         {{"functions", "step=0.0003"},
          {"data", "step=0.003"},
          {"gate_functions", "step=0.001"},
          {"gate_data", "step=0.003"}},
         {.rule = "v <- rho v + (1 - rho) g^2, x <- x - eta g / (sqrt(v) + epsilon)",
          .cost = "1 value and 1 gradient",
          .memory = "1 vector",
          .use = "For mini-batches of non-convex risks.",
          .paper = "Tieleman & Hinton, Lecture 6e, Neural networks for machine learning (2012)"}),
      of("adaptive", optimizers::adam(),
         {{"functions", "step=0.1"},
          {"noisy", "step=0.1"},
          {"data", "step=0.01"},
          {"quick_functions", "step=0.1"},
          {"quick_data", "step=0.01"},
          {"gate_functions", "step=0.1"},
          {"gate_data", "step=0.01"},
          {"gate_threads", "step=0.01"}},
         {.rule =
              "m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2, x <- x - eta m' / "
              "(sqrt(v') + epsilon), where m' and v' are m / (1 - beta1^t) and v / (1 - beta2^t)",
          .cost = "1 value and 1 gradient",
          .memory = "2 vectors",
          .use = "For mini-batches, as a first choice.",
          .paper = "Kingma & Ba, Adam: a method for stochastic optimization, ICLR (2015)"}),
      of("adaptive", optimizers::adamw(), {{"data"}, {"gate_functions", "step=0.1"}},
         {.rule = "Adam's step, and x <- x - eta decay x beside it",
          .cost = "1 value and 1 gradient",
          .memory = "2 vectors",
          .use = "As adam, with a penalty that its scaling does not change.",
          .paper = "Loshchilov & Hutter, Decoupled weight decay regularization, ICLR (2019)"}),
      of("adaptive", optimizers::amsgrad(),
         {{"functions", "step=0.1"}, {"gate_functions", "step=0.1"}},
         {.rule = "as Adam without bias correction, divided by sqrt(max v) in place of sqrt(v)",
          .cost = "1 value and 1 gradient",
          .memory = "3 vectors",
          .use = "As adam, where its steps grow again and it fails to converge.",
          .paper = "Reddi, Kale & Kumar, On the convergence of Adam and beyond, ICLR (2018)"}),
      of("adaptive", optimizers::nadam(),
         {{"functions", "step=0.03"}, {"data"}, {"gate_functions", "step=0.1"}},
         {.rule = "as Adam, with Nesterov's look ahead in the mean m",
          .cost = "1 value and 1 gradient",
          .memory = "2 vectors",
          .use = "As adam, on smoother problems.",
          .paper = "Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop (2016)"}),
      of("adaptive", optimizers::adabelief(),
         {{"functions", "step=0.3"}, {"gate_functions", "step=0.1"}},
         {.rule = "as Adam, with v the running mean of (g - m)^2",
          .cost = "1 value and 1 gradient",
          .memory = "2 vectors",
          .use = "As adam, where gradients point the same way for long.",
          .paper = "Zhuang et al., AdaBelief optimizer, NeurIPS (2020)"}),
      of("adaptive", optimizers::lion(),
         {{"functions", "step=0.0001"}, {"gate_functions", "step=0.001"}},
         {.rule = "c = beta1 m + (1 - beta1) g, x <- x - eta (sign(c) + decay x), m <- beta2 m + "
                  "(1 - beta2) g",
          .cost = "1 value and 1 gradient",
          .memory = "1 vector",
          .use = "For large models, when memory is scarce.",
          .paper = "Chen et al., Symbolic discovery of optimization algorithms, NeurIPS (2023)"}),
      of("full_gradient", optimizers::conjugate_gradient(),
         {{"functions"}, {"noisy"}, {"data"}, {"gate_functions"}},
         {.rule = "d <- -grad f(x') + max(beta, eta) d, x <- x + t d, with t from a line search",
          .cost = "about 2 values and 1 gradient",
          .memory = "4 vectors",
          .use = "For smooth functions of very many variables, when memory is scarce.",
          .paper = "Hager & Zhang, A new conjugate gradient method with guaranteed descent and an "
                   "efficient line search, SIAM J. Optimization 16 (2005)"}),
      of("quasi_newton", optimizers::bfgs(), {{"functions"}, {"noisy"}, {"gate_functions"}},
         {.rule = "x <- x - t H grad f(x); H is updated by the step and the change of the gradient",
          .cost = "about 1 value and 1 gradient",
          .memory = "n^2 numbers",
          .use = "For smooth functions of up to some hundred variables.",
          .paper = "Nocedal & Wright, Numerical Optimization, 2nd ed., algorithm 6.1 (2006)"}),
      of("quasi_newton", optimizers::lbfgs(),
         {{"functions"},
          {"noisy"},
          {"data"},
          {"quick_functions"},
          {"quick_data"},
          {"gate_functions"},
          {"gate_data"},
          {"gate_threads"}},
         {.rule = "x <- x - t H grad f(x); H follows from the last pairs of steps and changes of "
                  "the gradient",
          .cost = "about 1 value and 1 gradient",
          .memory = "2 vectors per pair",
          .use = "For smooth functions of any size, as a first choice.",
          .paper = "Liu & Nocedal, On the limited memory BFGS method for large scale optimization, "
                   "Mathematical Programming 45 (1989)"}),
      of("quasi_newton", optimizers::newton_cg(), {{"functions"}, {"data"}, {"gate_functions"}},
         {.rule = "B p = -grad f(x) is solved by conjugate gradients, x <- x + t p",
          .cost = "about 1 value and 1 gradient, and 1 product of the Hessian per inner step",
          .memory = "6 vectors",
          .use = "For smooth functions whose Hessian products are cheap.",
          .paper = "Dembo, Eisenstat & Steihaug, Inexact Newton methods, SIAM J. Numerical "
                   "Analysis 19 (1982)"}),
  };
}

}  // namespace

const Table<Optimizer>& methods() {
  static const Table<Optimizer> table = [] {
    std::vector<Entry<Optimizer>> entries;
    for (Line& line : lines()) {
      declare_steps(line.entry);
      entries.push_back(std::move(line.entry));
    }
    return Table<Optimizer>("method", std::move(entries));
  }();
  return table;
}

const std::map<std::string, MethodNotes>& method_notes() {
  static const std::map<std::string, MethodNotes> all = [] {
    std::map<std::string, MethodNotes> notes;
    for (Line& line : lines()) notes[line.entry.name] = std::move(line.notes);
    return notes;
  }();
  return all;
}

}  // namespace ravine
