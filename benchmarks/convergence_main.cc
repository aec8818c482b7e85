#include "ravine/convergence.h"

int main(int argc, char** argv) { return ravine::convergence(argc, argv); }
