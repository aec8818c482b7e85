"""The kinds of arrays that the scripts compute with."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Truths = NDArray[np.bool_]
