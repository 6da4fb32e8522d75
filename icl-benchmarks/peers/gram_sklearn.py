#!/usr/bin/env python3
"""scikit-learn's kernel matrices (and NumPy's, where it has none) on data of the sizes of GramSpeed, float64.
Arguments: n, and the smaller n of the kernels that are slow or need several matrices at once. Prints a line of JSON for each
kernel and width: the best of the repeats."""
import json, sys, time
import numpy as np
import sklearn
from sklearn.gaussian_process.kernels import Matern
from sklearn.metrics.pairwise import laplacian_kernel, rbf_kernel

big, small = (int(a) for a in sys.argv[1:3])
rng = np.random.default_rng(0)


def measure(name, n, d, kernel, form="new"):
    x, z = rng.standard_normal((n, d)), rng.standard_normal((n, d))
    times = []
    while len(times) < 3 and sum(times) < 3:
        start = time.perf_counter()
        matrix = kernel(x, z)
        times.append(time.perf_counter() - start)
        del matrix
    print(json.dumps(dict(system="scikit-learn " + sklearn.__version__, kernel=name, n=n, d=d, form=form, s=min(times),
                          pairs_per_s=n * n / min(times))), flush=True)


for d in (3, 20, 200):
    measure("gaussian", big, d, lambda x, z: rbf_kernel(x, z, gamma=0.5 / d))
measure("gaussian", big, 10, lambda x, z: rbf_kernel(x, z, gamma=0.05))
for d in (20, 200):
    measure("matern52", small, d, lambda x, z: Matern(np.sqrt(d), nu=2.5)(x, z))
    measure("exponentialDotProduct", big, d, lambda x, z: np.exp(0.5 / d * (x @ z.T)))
for d in (3, 20):
    measure("laplacianL1", small, d, lambda x, z: laplacian_kernel(x, z, gamma=1 / d))
