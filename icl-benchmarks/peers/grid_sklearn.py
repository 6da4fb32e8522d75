#!/usr/bin/env python3
"""scikit-learn's KernelRidge on the data of GridPoint, float64. Arguments: kernel (gaussian or matern52) n d m repeats.
Prints one line of JSON. Everything is imported and BLAS has multiplied once before the first fit."""
import json, resource, sys, time
import numpy as np
import scipy.linalg
import sklearn
from sklearn.gaussian_process.kernels import Matern
from sklearn.kernel_ridge import KernelRidge

kernel, n, d, m, repeats = sys.argv[1], *(int(a) for a in sys.argv[2:6])
rng = np.random.default_rng(0)
target = lambda x: np.sin(x.sum(1) / np.sqrt(d))
x, queries = rng.standard_normal((n, d)), rng.standard_normal((m, d))
y = target(x) + 0.1 * rng.standard_normal(n)
np.dot(x[:64], x[:64].T)
learner = (KernelRidge(alpha=0.01, kernel="rbf", gamma=0.5 / d) if kernel == "gaussian"
           else KernelRidge(alpha=0.01, kernel=Matern(np.sqrt(d), nu=2.5)))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
idle = peak()
fits, predicts = [], []
while len(fits) < repeats and (len(fits) < 2 or sum(fits) + sum(predicts) < 8):
    t0 = time.perf_counter()
    model = learner.fit(x, y)
    t1 = time.perf_counter()
    answers = model.predict(queries)
    t2 = time.perf_counter()
    fits.append(t1 - t0)
    predicts.append(t2 - t1)
print(json.dumps(dict(system="scikit-learn " + sklearn.__version__, mode="scikit-learn", kernel=kernel, n=n, d=d, m=m,
                      first_fit_s=fits[0], fit_s=min(fits), first_predict_s=predicts[0], predict_s=min(predicts),
                      repeats=len(fits), rmse=float(np.sqrt(np.mean((answers - target(queries)) ** 2))),
                      peak_above_idle_mib=(peak() - idle) / 1024)))
