#!/usr/bin/env python3
"""Writes ../resources/org/icl4j/kernels/scikit-learn-marginal-likelihood.txt: log marginal likelihoods of Gaussian processes
and their gradients as scikit-learn computes them, read by MarginalLikelihoodTest. Run it again with: /usr/bin/python3
log_marginal_likelihood.py (Debian: python3-sklearn); the versions it ran with stand in the file.

Lines: "x n d" and n rows, "y n" and one row, then cases: "case TEXT", a kernel as Kernel.parse reads it; "ridge R", added to
the diagonal; "value V"; "gradient p" and one row, in the logarithms of the hyperparameters in the text's order.
"""
import platform
from pathlib import Path

import numpy as np
import scipy
import sklearn
from sklearn.gaussian_process import GaussianProcessRegressor, kernels as gp

TARGET = Path(__file__).resolve().parent.parent / "resources" / "org" / "icl4j" / "kernels"
random = np.random.RandomState(0)
X = random.uniform(-2, 2, size=(30, 2))
y = np.sin(2 * X[:, 0]) + 0.3 * X[:, 1] + 0.1 * random.normal(size=30)
lines = [
    "# sklearn.gaussian_process.GaussianProcessRegressor.log_marginal_likelihood(theta, eval_gradient=True)",
    f"# Computed by {Path(__file__).name}: scikit-learn {sklearn.__version__}, NumPy {np.__version__}, SciPy {scipy.__version__}, "
    f"Python {platform.python_version()}",
]


def numbers(head, rows):
    lines.append(head)
    lines.extend(" ".join(repr(float(v)) for v in row) for row in rows)


def case(text, kernel, ridge, order):
    model = GaussianProcessRegressor(kernel, alpha=ridge, optimizer=None).fit(X, y)
    value, gradient = model.log_marginal_likelihood(model.kernel_.theta, eval_gradient=True)
    lines.extend([f"case {text}", f"ridge {ridge}", f"value {float(value)!r}"])
    numbers(f"gradient {len(order)}", [gradient[order]])


def constant(c):
    return gp.ConstantKernel(c)


# Without its fixed sigma_0 DotProduct is our linear kernel.
def linear():
    return gp.DotProduct(0, sigma_0_bounds="fixed")


numbers(f"x {X.shape[0]} {X.shape[1]}", X)
numbers(f"y {len(y)}", [y])
case("gaussian(0.7)", gp.RBF(0.7), 0.01, [0])
case("3.0 * gaussian(0.7)", constant(3) * gp.RBF(0.7), 0.1, [0, 1])
case("1.5 * gaussian(1.1) + 0.3 * linear", constant(1.5) * gp.RBF(1.1) + constant(0.3) * linear(), 0.1, [0, 1, 2])
case("gaussian(2.0) * gaussian(0.9) + 0.5 * linear ^ 2", gp.RBF(2.0) * gp.RBF(0.9) + constant(0.5) * linear() ** 2, 0.05, [0, 1, 2])
case("(2.0 * gaussian(1.1)) ^ 2", (constant(2) * gp.RBF(1.1)) ** 2, 0.1, [0, 1])
case("2.0 * gaussian(0.7, 1.9)", constant(2) * gp.RBF([0.7, 1.9]), 0.1, [0, 1, 2])
case("matern(2.5, 1.2) * rationalQuadratic(0.8, 2.0)", gp.Matern(1.2, nu=2.5) * gp.RationalQuadratic(2.0, 0.8), 0.05, [0, 1, 2])
case("0.7 * matern(1.5, 0.9, 1.4) + white(0.2)", constant(0.7) * gp.Matern([0.9, 1.4], nu=1.5) + gp.WhiteKernel(0.2), 0.01, [0, 1, 2, 3])
TARGET.mkdir(parents=True, exist_ok=True)
(TARGET / "scikit-learn-marginal-likelihood.txt").write_text("\n".join(lines) + "\n")
