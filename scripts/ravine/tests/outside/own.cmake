# Tests of a program with the method mine:compass and the function mine:tilted.
function(ravine_test_own program)
  add_test(NAME own_method COMMAND ${program} --problems=sphere,rosenbrock
                                   --methods=mine:compass:step=0.5,lbfgs)
  add_test(NAME own_function COMMAND ${program} --problems=mine:tilted,sphere
                                     --methods=mine:compass,lbfgs --gradients=analytic,centered)
  set_tests_properties(
    own_function PROPERTIES PASS_REGULAR_EXPRESSION
                            "mine:tilted/lbfgs/analytic[^\n]*target_reached.*mine:tilted/lbfgs/centered[^\n]*target_reached")
  add_test(NAME own_listed COMMAND ${program} --list)
  set_tests_properties(own_listed PROPERTIES PASS_REGULAR_EXPRESSION
                                             "mine:compass +compass search.*mine:tilted +a tilted bowl")
endfunction()
