#!/usr/bin/env python3
"""scikit-learn's KernelRidge on the data of ExactRidge: x ~ N(0, I), y = sin(sum x / sqrt d) + 0.1 noise, float64.
Arguments: n d m repeats. Prints one line of JSON; times are the best of the repeats, the first beside it."""
import json, resource, sys, time
import numpy as np
import sklearn
from sklearn.kernel_ridge import KernelRidge

n, d, m, repeats = (int(a) for a in sys.argv[1:5])
rng = np.random.default_rng(0)
target = lambda x: np.sin(x.sum(1) / np.sqrt(d))
x, queries = rng.standard_normal((n, d)), rng.standard_normal((m, d))
y = target(x) + 0.1 * rng.standard_normal(n)
idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
fits, predicts = [], []
for _ in range(repeats):
    t0 = time.perf_counter()
    model = KernelRidge(alpha=1e-2, kernel="rbf", gamma=0.05).fit(x, y)
    t1 = time.perf_counter()
    answers = model.predict(queries)
    t2 = time.perf_counter()
    fits.append(t1 - t0)
    predicts.append(t2 - t1)
print(json.dumps(dict(system="scikit-learn " + sklearn.__version__, n=n, d=d, m=m, fit_s=min(fits), first_fit_s=fits[0],
                      predict_s=min(predicts), rmse=float(np.sqrt(np.mean((answers - target(queries)) ** 2))),
                      peak_above_idle_mib=(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - idle) / 1024)))
