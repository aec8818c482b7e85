// What the library offers to programs. Everything else in it is hidden, so that it cannot disturb a
// program.
#pragma once

#define RAVINE_EXPORT __attribute__((visibility("default")))
