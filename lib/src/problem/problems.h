// The table entries of the test functions, one function a problem.
#pragma once

#include "ravine/objective.h"
#include "ravine/spec.h"

namespace ravine::problem {

Entry<Objective> ackley();
Entry<Objective> bard();
/// f_`number` of the BBOB test bed, 1 to 24.
Entry<Objective> bbob_function(int number);
Entry<Objective> beale();
Entry<Objective> biggs_exp6();
Entry<Objective> booth();
Entry<Objective> box_3d();
Entry<Objective> branin();
Entry<Objective> brown_almost_linear();
Entry<Objective> brown_badly_scaled();
Entry<Objective> brown_dennis();
Entry<Objective> broyden_banded();
Entry<Objective> broyden_tridiagonal();
Entry<Objective> chebyquad();
Entry<Objective> demo_elliptic_bowl();
Entry<Objective> demo_global_minimum();
Entry<Objective> demo_hills();
Entry<Objective> demo_local_minimum();
Entry<Objective> demo_plateau();
Entry<Objective> demo_saddle();
Entry<Objective> discrete_boundary_value();
Entry<Objective> discrete_integral_equation();
Entry<Objective> extended_powell_singular();
Entry<Objective> extended_rosenbrock();
Entry<Objective> freudenstein_roth();
Entry<Objective> gaussian();
Entry<Objective> goldstein_price();
Entry<Objective> griewank();
Entry<Objective> gulf();
Entry<Objective> helical_valley();
Entry<Objective> himmelblau();
Entry<Objective> jennrich_sampson();
Entry<Objective> kowalik_osborne();
Entry<Objective> levy();
Entry<Objective> linear_full_rank();
Entry<Objective> linear_rank_1();
Entry<Objective> linear_rank_1_zero();
Entry<Objective> matyas();
Entry<Objective> meyer();
Entry<Objective> osborne_1();
Entry<Objective> osborne_2();
Entry<Objective> penalty_1();
Entry<Objective> penalty_2();
Entry<Objective> plateau();
Entry<Objective> powell_badly_scaled();
Entry<Objective> powell_singular();
Entry<Objective> rastrigin();
Entry<Objective> ravine();
Entry<Objective> rosenbrock();
Entry<Objective> saddle();
Entry<Objective> sphere();
Entry<Objective> styblinski_tang();
Entry<Objective> three_hump_camel();
Entry<Objective> trigonometric();
Entry<Objective> variably_dimensioned();
Entry<Objective> watson();
Entry<Objective> wood();

}  // namespace ravine::problem
