#include "benchmarks/bare_products.h"

#include <stdexcept>

#include "parallel/ordered.h"

#ifdef RAVINE_OPENBLAS
#include <cblas.h>
#endif

namespace ravine {
namespace {

// The matrices of the products: layer l's are at l, and the rows of x stand for A_0.
struct Matrices {
  Matrices(const RowMatrix& x, const std::vector<Index>& widths) : x(x) {
    for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
      weights.emplace_back(RowMatrix::Constant(widths[l + 1], widths[l], 0.01));
      gradients.emplace_back(RowMatrix::Zero(widths[l + 1], widths[l]));
      values.emplace_back(RowMatrix::Zero(x.rows(), widths[l + 1]));
      deltas.emplace_back(RowMatrix::Constant(x.rows(), widths[l + 1], 0.01));
    }
  }
  std::size_t depth() const { return weights.size(); }
  const RowMatrix& input(std::size_t l) const { return l == 0 ? x : values[l - 1]; }

  const RowMatrix& x;
  std::vector<RowMatrix> weights;
  std::vector<RowMatrix> gradients;
  std::vector<RowMatrix> values;
  std::vector<RowMatrix> deltas;
};

// Calls `task(chunk, begin, rows)` for each chunk.
template <class Task>
void each_chunk(const Executor& executor, const Chunks& chunks, Task&& task) {
  executor.run(chunks.count(), [&](Index chunk, int) {
    task(chunk, chunks.begin(chunk), chunks.end(chunk) - chunks.begin(chunk));
  });
}

class EigenProducts final : public BareProducts {
 public:
  EigenProducts(const RowMatrix& x, const std::vector<Index>& widths)
      : m_(x, widths), chunks_(Chunks::of(x.rows(), 1, 64)) {
    for (const RowMatrix& gradient : m_.gradients) {
      partials_.emplace_back(chunks_.count(), gradient);
    }
  }

  void run(const Executor& executor) override {
    for (std::size_t l = 0; l < m_.depth(); ++l) {
      each_chunk(executor, chunks_, [&](Index, Index begin, Index rows) {
        times(m_.input(l).middleRows(begin, rows), m_.weights[l].transpose(),
              m_.values[l].middleRows(begin, rows));
      });
    }
    for (std::size_t l = m_.depth(); l-- > 0;) {
      each_chunk(executor, chunks_, [&](Index chunk, Index begin, Index rows) {
        const auto delta = m_.deltas[l].middleRows(begin, rows);
        times(delta.transpose(), m_.input(l).middleRows(begin, rows),
              partials_[l][static_cast<std::size_t>(chunk)].middleRows(0, delta.cols()));
        if (l > 0) times(delta, m_.weights[l], m_.deltas[l - 1].middleRows(begin, rows));
      });
      m_.gradients[l].setZero();
      for (const RowMatrix& partial : partials_[l]) m_.gradients[l] += partial;
    }
  }

 private:
  // Matrices of one column or row as vectors, for which Eigen has kernels of their own.
  template <class A, class B, class C>
  static void times(const A& a, const B& b, C&& c) {
    if (b.cols() == 1) {
      c.col(0).noalias() = a * b.col(0);
    } else if (a.rows() == 1) {
      c.row(0).noalias() = a.row(0) * b;
    } else {
      c.noalias() = a * b;
    }
  }

  Matrices m_;
  Chunks chunks_;
  std::vector<std::vector<RowMatrix>> partials_;
};

// Those of sparse rows with one output.
class SparseEigenProducts final : public BareProducts {
 public:
  explicit SparseEigenProducts(const SparseRows& x)
      : x_(x),
        weights_(VectorXd::Constant(x.cols(), 0.01)),
        values_(VectorXd::Zero(x.rows())),
        deltas_(VectorXd::Constant(x.rows(), 0.01)),
        gradient_(VectorXd::Zero(x.cols())),
        chunks_(Chunks::of(x.rows(), 1, 64)),
        partials_(static_cast<std::size_t>(chunks_.count()), gradient_) {}

  void run(const Executor& executor) override {
    each_chunk(executor, chunks_, [&](Index, Index begin, Index rows) {
      values_.segment(begin, rows).noalias() = x_.middleRows(begin, rows) * weights_;
    });
    each_chunk(executor, chunks_, [&](Index chunk, Index begin, Index rows) {
      partials_[static_cast<std::size_t>(chunk)].noalias() =
          x_.middleRows(begin, rows).transpose() * deltas_.segment(begin, rows);
    });
    gradient_.setZero();
    for (const VectorXd& partial : partials_) gradient_ += partial;
  }

 private:
  const SparseRows& x_;
  VectorXd weights_;
  VectorXd values_;
  VectorXd deltas_;
  VectorXd gradient_;
  Chunks chunks_;
  std::vector<VectorXd> partials_;
};

#ifdef RAVINE_OPENBLAS

// c = op(a) op(b), row-major; as matrix by vector where c is a vector.
void openblas_times(CBLAS_TRANSPOSE op_a, const RowMatrix& a, CBLAS_TRANSPOSE op_b,
                    const RowMatrix& b, RowMatrix& c) {
  const auto n = [](Index size) { return static_cast<int>(size); };
  const bool plain_a = op_a == CblasNoTrans;
  if (c.cols() == 1) {
    cblas_dgemv(CblasRowMajor, op_a, n(a.rows()), n(a.cols()), 1.0, a.data(), n(a.cols()), b.data(),
                1, 0.0, c.data(), 1);
  } else if (c.rows() == 1) {
    cblas_dgemv(CblasRowMajor, op_b == CblasNoTrans ? CblasTrans : CblasNoTrans, n(b.rows()),
                n(b.cols()), 1.0, b.data(), n(b.cols()), a.data(), 1, 0.0, c.data(), 1);
  } else {
    cblas_dgemm(CblasRowMajor, op_a, op_b, n(c.rows()), n(c.cols()),
                n(plain_a ? a.cols() : a.rows()), 1.0, a.data(), n(a.cols()), b.data(), n(b.cols()),
                0.0, c.data(), n(c.cols()));
  }
}

class OpenBlasProducts final : public BareProducts {
 public:
  OpenBlasProducts(const RowMatrix& x, const std::vector<Index>& widths) : m_(x, widths) {}

  void run(const Executor& executor) override {
    openblas_set_num_threads(executor.threads());
    for (std::size_t l = 0; l < m_.depth(); ++l) {
      openblas_times(CblasNoTrans, m_.input(l), CblasTrans, m_.weights[l], m_.values[l]);
    }
    for (std::size_t l = m_.depth(); l-- > 0;) {
      openblas_times(CblasTrans, m_.deltas[l], CblasNoTrans, m_.input(l), m_.gradients[l]);
      if (l > 0) {
        openblas_times(CblasNoTrans, m_.deltas[l], CblasNoTrans, m_.weights[l], m_.deltas[l - 1]);
      }
    }
  }

 private:
  Matrices m_;
};

#endif

}  // namespace

const std::vector<std::string>& product_libraries() {
  static const std::vector<std::string> names = {
      "eigen",
#ifdef RAVINE_OPENBLAS
      "openblas",
#endif
  };
  return names;
}

std::unique_ptr<BareProducts> make_bare_products(const std::string& library, const Features& x,
                                                 const std::vector<Index>& widths) {
  if (x.sparse()) {
    if (library == "eigen" && widths == std::vector<Index>{x.cols(), 1}) {
      return std::make_unique<SparseEigenProducts>(x.sparse_rows());
    }
    throw std::invalid_argument("no such products of sparse features");
  }
#ifdef RAVINE_OPENBLAS
  if (library == "openblas") return std::make_unique<OpenBlasProducts>(x.dense(), widths);
#endif
  if (library == "eigen") return std::make_unique<EigenProducts>(x.dense(), widths);
  throw std::invalid_argument("no such library: " + library);
}

double flops(const Features& x, const std::vector<Index>& widths) {
  double sum = 0.0;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    const Index numbers = l == 0 && x.sparse() ? x.sparse_rows().nonZeros() : x.rows() * widths[l];
    const double product = 2.0 * static_cast<double>(numbers * widths[l + 1]);
    sum += (l == 0 ? 2.0 : 3.0) * product;
  }
  return sum;
}

}  // namespace ravine
