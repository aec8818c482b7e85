// The table entries of the test functions, one function a problem.
#pragma once

#include "ravine/core/objective.h"
#include "ravine/core/spec.h"

namespace ravine::problem {

Entry<Objective> ackley();
Entry<Objective> beale();
Entry<Objective> booth();
Entry<Objective> branin();
Entry<Objective> goldstein_price();
Entry<Objective> griewank();
Entry<Objective> helical_valley();
Entry<Objective> himmelblau();
Entry<Objective> levy();
Entry<Objective> matyas();
Entry<Objective> plateau();
Entry<Objective> powell_singular();
Entry<Objective> rastrigin();
Entry<Objective> ravine();
Entry<Objective> rosenbrock();
Entry<Objective> saddle();
Entry<Objective> sphere();
Entry<Objective> styblinski_tang();
Entry<Objective> three_hump_camel();
Entry<Objective> wood();

}  // namespace ravine::problem
