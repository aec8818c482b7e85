"""Grids of convergence runs over the cores of this machine, GNU parallel or Slurm."""
