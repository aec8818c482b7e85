#include "problem/sum_of_squares.h"

namespace ravine::problem {

Residuals RowsOfResiduals::residuals() const {
  const auto m = static_cast<Index>(r_.size());
  Residuals all{Vector<long double>(m), {}};
  all.jacobian.resize(m, n_);
  for (Index i = 0; i < m; ++i) {
    all.r[i] = r_[static_cast<std::size_t>(i)];
    all.jacobian.row(i) = rows_[static_cast<std::size_t>(i)];
  }
  return all;
}

std::unique_ptr<Problem> problem_of(const Parameters& parameters, const Known& known,
                                    std::unique_ptr<const Objective> objective) {
  Facts facts{.start = start_of(parameters, known.start), .minimum = known.minimum};
  return std::make_unique<Problem>(std::move(objective), std::move(facts));
}

Entry<Problem> sum_of_squares(std::string name, std::string summary,
                              std::vector<Parameter> parameters,
                              std::function<std::unique_ptr<Problem>(const Parameters&)> make) {
  parameters.push_back(start_parameter());
  return {std::move(name), std::move(summary), std::move(parameters), std::move(make)};
}

}  // namespace ravine::problem
