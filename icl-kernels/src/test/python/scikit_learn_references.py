#!/usr/bin/env python3
"""Writes ../resources/org/icl4j/kernels/scikit-learn-*.txt: kernel values and gradients as scikit-learn computes them, read
by ScikitLearnReferencesTest. Run it again with: /usr/bin/python3 scikit_learn_references.py (Debian: python3-sklearn); the
versions it ran with stand in the files.

A file is made of lines: "points NAME n d" and n rows; "case TEXT", a kernel as Kernel.parse reads it; "source", who computed
it; "x NAME", "z NAME", the points; "values n m" and n rows, k(x_i, z_j); "gradient n m" and n rows, one for each
hyperparameter in our order, dk / dlog theta. Numbers are written with all their digits.
"""
import platform
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.special import gamma as gamma_function, kv
from sklearn.gaussian_process import kernels as gp
from sklearn.metrics import pairwise

TARGET = Path(__file__).resolve().parent.parent / "resources" / "org" / "icl4j" / "kernels"
random = np.random.RandomState(0)
POINTS = {
    "x1": random.normal(size=(6, 1)),
    "z1": random.normal(size=(4, 1)),
    "x2": random.normal(size=(5, 2)),
    "z2": random.normal(size=(6, 2)),
    "x3": random.normal(size=(7, 3)),
    "z3": random.normal(size=(5, 3)),
    # Wide enough for distances by products.
    "x40": random.normal(size=(4, 40)),
    "z40": random.normal(size=(3, 40)),
    # Histograms, with bins that are empty on one side or on both.
    "x4h": np.array([[0.3, 0.7, 0, 0], [1, 0, 0, 0], [0.25, 0.25, 0.5, 0], [0.2, 0.3, 0.4, 0.1]]),
    "z4h": np.array([[0, 0, 1, 0], [0.9, 0.1, 0, 0], [0.3, 0.7, 0, 0]]),
    "x6h": random.uniform(size=(5, 6)),
    "z6h": random.uniform(size=(4, 6)),
}


class File:
    def __init__(self, name, what):
        self.name = name
        self.lines = [
            f"# {what}",
            f"# Computed by {Path(__file__).name}: scikit-learn {sklearn.__version__}, NumPy {np.__version__}, "
            f"SciPy {scipy.__version__}, Python {platform.python_version()}",
        ]
        self.known = set()

    def matrix(self, head, rows):
        self.lines.append(f"{head} {len(rows)} {len(rows[0])}")
        self.lines += [" ".join(repr(float(v)) for v in row) for row in rows]

    def points(self, name):
        if name not in self.known:
            self.known.add(name)
            self.matrix(f"points {name}", POINTS[name])

    def case(self, text, source, x, z, values, gradient=None):
        self.points(x)
        if z:
            self.points(z)
        self.lines += [f"case {text}", f"source {source}", f"x {x}"] + ([f"z {z}"] if z else [])
        self.matrix("values", values)
        if gradient is not None:
            self.matrix("gradient", gradient.reshape(-1, gradient.shape[-1]).T if gradient.ndim == 3 else gradient)

    def write(self):
        TARGET.mkdir(parents=True, exist_ok=True)
        (TARGET / self.name).write_text("\n".join(self.lines) + "\n")


def pairwise_file():
    file = File("scikit-learn-pairwise.txt", "sklearn.metrics.pairwise")

    def case(text, function, *names, **arguments):
        for x, z in names:
            shown = "".join(f", {k}={v!r}" for k, v in arguments.items())
            values = function(POINTS[x], POINTS[z] if z else None, **arguments)
            file.case(text, f"{function.__name__}({x}, {z}{shown})", x, z, values)

    plain = [("x1", "z1"), ("x3", "z3"), ("x3", None)]
    wide = [("x40", "z40"), ("x40", None)]
    histograms = [("x4h", "z4h"), ("x4h", None), ("x6h", "z6h")]
    for l in (0.3, 1.0, 7.5):
        case(f"gaussian({l})", pairwise.rbf_kernel, *plain, gamma=0.5 / l**2)
    case("gaussian(6.0)", pairwise.rbf_kernel, *wide, gamma=0.5 / 36)
    for l in (0.4, 2.0):
        case(f"laplacianL1({l})", pairwise.laplacian_kernel, *plain, gamma=1 / l)
    case("laplacianL1(30.0)", pairwise.laplacian_kernel, *wide, gamma=1 / 30)
    case("polynomial(1, 1.0, 0.0)", pairwise.polynomial_kernel, *plain, degree=1, gamma=1.0, coef0=0.0)
    case("polynomial(2, 0.5, 1.5)", pairwise.polynomial_kernel, *plain, degree=2, gamma=0.5, coef0=1.5)
    case("polynomial(5, 0.1, 1.0)", pairwise.polynomial_kernel, *plain, degree=5, gamma=0.1, coef0=1.0)
    case("polynomial(3, 0.01, 1.0)", pairwise.polynomial_kernel, *wide, degree=3, gamma=0.01, coef0=1.0)
    case("sigmoid(0.3, 0.2)", pairwise.sigmoid_kernel, *plain, gamma=0.3, coef0=0.2)
    case("sigmoid(0.02, 1.0)", pairwise.sigmoid_kernel, *wide, gamma=0.02, coef0=1.0)
    case("linear", pairwise.linear_kernel, *plain, *wide)
    case("cosine", pairwise.cosine_similarity, *plain, *wide)
    case("normalised(linear)", pairwise.cosine_similarity, *plain, *wide)
    for g in (0.1, 1.0):
        case(f"chiSquared({g})", pairwise.chi2_kernel, *histograms, gamma=g)
    case("negativeChiSquared", pairwise.additive_chi2_kernel, *histograms)
    file.write()


def in_logarithms(theta_gradient, columns):
    """Gradients in our order: (column of scikit-learn's, factor) for each of ours."""
    return np.stack([factor * theta_gradient[:, :, q].ravel() for q, factor in columns])


def matern(nu, scales, x):
    """Gradient of Matern's kernel for any nu in log length scales; scikit-learn has it by forward differences only.
    k = c u^nu K_nu(u) with u = sqrt(2 nu) r; d(u^nu K_nu)/du = -u^nu K_(nu-1); du/dlog l_k = -2 nu (x_k - z_k)^2 / (l_k^2 u)."""
    scaled = (x[:, None, :] - x[None, :, :]) / scales
    u = np.sqrt(2 * nu * (scaled**2).sum(-1))
    c = 2 ** (1 - nu) / gamma_function(nu)
    with np.errstate(all="ignore"):
        radial = np.where(u == 0, 0, c * u**nu * kv(nu - 1, u) * 2 * nu / u)
    each = radial[:, :, None] * scaled**2
    return each if len(scales) > 1 else each.sum(-1, keepdims=True)


def gaussian_process_file():
    file = File("scikit-learn-gaussian-process.txt", "sklearn.gaussian_process.kernels")

    def case(text, kernel, names, columns=None):
        for x, z in names:
            values = kernel(POINTS[x], POINTS[z]) if z else kernel(POINTS[x])
            gradient = None
            if z is None and columns:
                gradient = in_logarithms(kernel(POINTS[x], eval_gradient=True)[1], columns)
            file.case(text, f"{kernel!r}({x}, {z})", x, z, values, gradient)

    one, two, three = [("x1", "z1"), ("x1", None)], [("x2", "z2"), ("x2", None)], [("x3", "z3"), ("x3", None)]
    wide = [("x40", "z40"), ("x40", None)]
    same = [(0, 1)]
    for l in (0.5, 1.7):
        case(f"gaussian({l})", gp.RBF(l), three, same)
    case("gaussian(6.0)", gp.RBF(6.0), wide, same)
    case("gaussian(0.5, 2.0)", gp.RBF([0.5, 2.0]), two, [(0, 1), (1, 1)])
    case("gaussian(0.5, 2.0, 1.3)", gp.RBF([0.5, 2.0, 1.3]), three, [(0, 1), (1, 1), (2, 1)])
    for nu in (0.5, 1.5, 2.5):
        case(f"matern({nu}, 0.8)", gp.Matern(0.8, nu=nu), three, same)
        case(f"matern({nu}, 6.0)", gp.Matern(6.0, nu=nu), wide, same)
        case(f"matern({nu}, 0.5, 2.0, 1.3)", gp.Matern([0.5, 2.0, 1.3], nu=nu), three, [(0, 1), (1, 1), (2, 1)])
    case("laplacianL2(0.8)", gp.Matern(0.8, nu=0.5), three, same)
    for nu in (0.7, 3.1):
        for names in (three, [("x1", None)]):
            case(f"matern({nu}, 0.8)", gp.Matern(0.8, nu=nu), names)
        case(f"matern({nu}, 0.5, 2.0, 1.3)", gp.Matern([0.5, 2.0, 1.3], nu=nu), three)
        for scales in ([0.8], [0.5, 2.0, 1.3]):
            text = f"matern({nu}, {', '.join(map(str, scales))})"
            gradient = matern(nu, np.array(scales), POINTS["x3"])
            file.case(text, "formula, scipy.special.kv", "x3", None, gp.Matern(scales if len(scales) > 1 else scales[0], nu=nu)(POINTS["x3"]), gradient)
    for alpha, l in ((0.6, 1.4), (3.0, 0.7)):
        case(f"rationalQuadratic({alpha}, {l})", gp.RationalQuadratic(l, alpha), three, [(0, 1), (1, 1)])
    # scikit-learn's columns: length scale, periodicity.
    case("periodic(1.9, 0.7)", gp.ExpSineSquared(0.7, 1.9), one, [(1, 1), (0, 1)])
    case("locallyPeriodic(1.9, 0.7, 2.5)", gp.ExpSineSquared(0.7, 1.9) * gp.RBF(2.5), one, [(1, 1), (0, 1), (2, 1)])
    # sigma_0^2 is our constant: d/dlog(constant) = d/dlog(sigma_0) / 2.
    case(f"linear + constant({1.5**2})", gp.DotProduct(1.5), three, [(0, 0.5)])
    case("constant(0.7)", gp.ConstantKernel(0.7), three, same)
    case("white(0.3)", gp.WhiteKernel(0.3), two, same)
    case("gaussian(1.2) + white(0.3)", gp.RBF(1.2) + gp.WhiteKernel(0.3), two, [(0, 1), (1, 1)])
    case("3.0 * gaussian(0.5, 2.0)", 3.0 * gp.RBF([0.5, 2.0]), two, [(0, 1), (1, 1), (2, 1)])
    case("gaussian(0.5) + rationalQuadratic(1.0, 2.0)", gp.RBF(0.5) + gp.RationalQuadratic(2.0, 1.0), two, [(0, 1), (1, 1), (2, 1)])
    case("gaussian(2.0) * matern(1.5, 0.9)", gp.RBF(2.0) * gp.Matern(0.9, nu=1.5), two, [(0, 1), (1, 1)])
    case("gaussian(2.0) * (linear + constant(0.25))", gp.RBF(2.0) * gp.DotProduct(0.5), two, [(0, 1), (1, 0.5)])
    case("matern(2.5, 0.9) ^ 2", gp.Matern(0.9, nu=2.5) ** 2, two, same)
    case("(gaussian(0.9) + linear + constant(1.0)) ^ 3", (gp.RBF(0.9) + gp.DotProduct(1.0)) ** 3, two, [(0, 1), (1, 0.5)])
    case("2.0 * gaussian(1.5) * periodic(1.9, 0.7) + constant(0.4)",
         gp.ConstantKernel(2.0) * gp.RBF(1.5) * gp.ExpSineSquared(0.7, 1.9) + gp.ConstantKernel(0.4), one,
         [(0, 1), (1, 1), (3, 1), (2, 1), (4, 1)])
    columns = [0, 2]
    kernel = gp.RBF(0.8)
    x, z = POINTS["x3"][:, columns], POINTS["z3"][:, columns]
    file.case("gaussian(0.8)[0, 2]", f"{kernel!r}, columns 0 and 2", "x3", "z3", kernel(x, z))
    value, gradient = kernel(x, eval_gradient=True)
    file.case("gaussian(0.8)[0, 2]", f"{kernel!r}, columns 0 and 2", "x3", None, value, in_logarithms(gradient, same))
    file.write()


pairwise_file()
gaussian_process_file()
