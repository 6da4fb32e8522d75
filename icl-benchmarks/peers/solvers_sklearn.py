#!/usr/bin/env python3
"""scikit-learn on the data of the Scale programs: x uniform in the unit cube, y = sum sin(3 x_j) / sqrt d + 0.1 noise, float64.
  nystrom n m repeats        Nystroem and Ridge on m centres, beside ScaleNystrom
  queries m n repeats        rbf_kernel of 1000 queries at a time, times coefficients, beside ScaleQueries
  likelihood n d repeats     log marginal likelihood and gradient, Matern 5/2, one length scale a column, beside ScaleLikelihood
Prints one line of JSON: seconds of the first call and of the best."""
import json, resource, sys, time
import numpy as np
import sklearn
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern, WhiteKernel
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import Ridge
from sklearn.metrics.pairwise import rbf_kernel

work, a, b, repeats = sys.argv[1], *(int(v) for v in sys.argv[2:5])
rng = np.random.default_rng(1)
target = lambda x: np.sin(3 * x).sum(1) / np.sqrt(x.shape[1])
rows = lambda n, d: rng.random((n, d))
out = dict(system="scikit-learn " + sklearn.__version__, work=work)
times = []


def timed(call):
    for _ in range(repeats):
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
    return result


if work == "nystrom":
    x, q = rows(a, 10), rows(20000, 10)
    y = target(x) + 0.1 * rng.standard_normal(a)

    def fit():
        features = Nystroem(gamma=0.5, n_components=b, random_state=0)
        return features, Ridge(alpha=0.01).fit(features.fit_transform(x), y)

    features, ridge = timed(fit)
    error = ridge.predict(features.transform(q)) - target(q)
    out.update(n=a, m=b, rmse=float(np.sqrt(np.mean(error**2))))
elif work == "queries":
    q, x, v = rows(a, 10), rows(b, 10), rng.standard_normal(b)
    timed(lambda: np.concatenate([rbf_kernel(q[i : i + 1000], x, gamma=0.5) @ v for i in range(0, a, 1000)]))
    out.update(m=a, n=b)
else:
    x = rows(a, b)
    y = target(x) + 0.1 * rng.standard_normal(a)
    kernel = Matern(np.ones(b), nu=2.5) + WhiteKernel(0.01)
    model = GaussianProcessRegressor(kernel, optimizer=None).fit(x, y)
    value, _ = timed(lambda: model.log_marginal_likelihood(model.kernel_.theta, eval_gradient=True))
    out.update(n=a, d=b, log_likelihood=float(value))
out.update(first_s=times[0], seconds=min(times), peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
print(json.dumps(out))
