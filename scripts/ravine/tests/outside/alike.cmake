# Runs the programs ONE and OTHER: both print something, and the same.
execute_process(COMMAND ${ONE} OUTPUT_VARIABLE one COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${OTHER} OUTPUT_VARIABLE other COMMAND_ERROR_IS_FATAL ANY)
if(NOT one OR NOT one STREQUAL other)
  message(FATAL_ERROR "${ONE} printed\n${one}\nand ${OTHER}\n${other}")
endif()
