// The table entries of the test functions, one function a problem.
#pragma once

#include "ravine/problem.h"
#include "ravine/spec.h"

namespace ravine::problem {

Entry<Problem> ackley();
Entry<Problem> bard();
/// f_`number` of the BBOB test bed, 1 to 24.
Entry<Problem> bbob_function(int number);
Entry<Problem> beale();
Entry<Problem> biggs_exp6();
Entry<Problem> booth();
Entry<Problem> box_3d();
Entry<Problem> branin();
Entry<Problem> brown_almost_linear();
Entry<Problem> brown_badly_scaled();
Entry<Problem> brown_dennis();
Entry<Problem> broyden_banded();
Entry<Problem> broyden_tridiagonal();
Entry<Problem> chebyquad();
Entry<Problem> demo_elliptic_bowl();
Entry<Problem> demo_global_minimum();
Entry<Problem> demo_hills();
Entry<Problem> demo_local_minimum();
Entry<Problem> demo_plateau();
Entry<Problem> demo_saddle();
Entry<Problem> discrete_boundary_value();
Entry<Problem> discrete_integral_equation();
Entry<Problem> extended_powell_singular();
Entry<Problem> extended_rosenbrock();
Entry<Problem> freudenstein_roth();
Entry<Problem> gaussian();
Entry<Problem> goldstein_price();
Entry<Problem> griewank();
Entry<Problem> gulf();
Entry<Problem> helical_valley();
Entry<Problem> himmelblau();
Entry<Problem> jennrich_sampson();
Entry<Problem> kowalik_osborne();
Entry<Problem> levy();
Entry<Problem> linear_full_rank();
Entry<Problem> linear_rank_1();
Entry<Problem> linear_rank_1_zero();
Entry<Problem> matyas();
Entry<Problem> meyer();
Entry<Problem> osborne_1();
Entry<Problem> osborne_2();
Entry<Problem> penalty_1();
Entry<Problem> penalty_2();
Entry<Problem> plateau();
Entry<Problem> powell_badly_scaled();
Entry<Problem> powell_singular();
Entry<Problem> rastrigin();
Entry<Problem> ravine();
Entry<Problem> rosenbrock();
Entry<Problem> saddle();
Entry<Problem> sphere();
Entry<Problem> styblinski_tang();
Entry<Problem> three_hump_camel();
Entry<Problem> trigonometric();
Entry<Problem> variably_dimensioned();
Entry<Problem> watson();
Entry<Problem> wood();

}  // namespace ravine::problem
