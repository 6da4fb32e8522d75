#!/usr/bin/env python3
"""Writes ../resources/org/icl4j/kernels/mpmath-angles.txt: kernels of the angle, with 60 digits from the formulas of the papers,
read by AngleReferencesTest. Run it again with: /usr/bin/python3 angle_references.py (Debian: python3-mpmath, python3-numpy). The
format is that of scikit_learn_references.py.

The angle is the arc cosine of the cosine (with 60 digits that is accurate), and tangent kernels are summed up as the paper does, not
by the recursion of the library.
"""
import platform
from pathlib import Path

import mpmath as mp
import numpy as np

mp.mp.dps = 60
TARGET = Path(__file__).resolve().parent.parent / "resources" / "org" / "icl4j" / "kernels" / "mpmath-angles.txt"
random = np.random.RandomState(1)
base = np.array([0.3, -1.2, 0.7])
across = np.array([1.2, 0.3, 0.0])
POINTS = {
    "x3": random.normal(size=(5, 3)),
    "z3": random.normal(size=(4, 3)),
    "x40": random.normal(size=(3, 40)),
    "z40": random.normal(size=(3, 40)),
    # Nearly one direction, nearly the opposite one, and at right angles, at several lengths.
    "base": np.array([base, 1e3 * base]),
    "near": np.array([s * (base + e * across) for s in (1, -1, 0.37, -2.9) for e in (1e-12, 1e-9, 1e-6, 1e-3, 0.2)] + [across]),
    # The same in a space that is wide enough for distances by products.
    "base40": np.array([np.concatenate([base, np.zeros(37)])]),
    "near40": np.array([np.concatenate([s * (base + e * across), np.full(37, e * 0.1)])
                        for s in (1, -1, 0.37, -2.9) for e in (1e-12, 1e-9, 1e-6, 1e-3, 0.2)]),
}
PAIRS = [("x3", "z3"), ("x40", "z40"), ("base", "near"), ("base40", "near40")]


def norm_and_angle(x, z):
    x, z = [mp.mpf(float(v)) for v in x], [mp.mpf(float(v)) for v in z]
    nx, nz = mp.sqrt(mp.fdot(x, x)), mp.sqrt(mp.fdot(z, z))
    return nx * nz, mp.acos(mp.fdot(x, z) / (nx * nz))


def arc_cosine(n):
    """Cho and Saul (2009), equations 3 to 7."""
    j = [lambda t: mp.pi - t,
         lambda t: mp.sin(t) + (mp.pi - t) * mp.cos(t),
         lambda t: 3 * mp.sin(t) * mp.cos(t) + (mp.pi - t) * (1 + 2 * mp.cos(t) ** 2)][n]
    return lambda norms, t: norms**n * j(t) / mp.pi


def relu_ntk(layers):
    """Arora et al. (2019), equations 7 to 9 with c_sigma = 2: sum over h of Sigma^(h-1) times the product of the later dot Sigmas."""

    def kernel(norms, t):
        sigma, dot = [norms * mp.cos(t)], []
        for _ in range(layers):
            angle = mp.acos(sigma[-1] / norms)
            dot.append((mp.pi - angle) / mp.pi)
            sigma.append(norms * (mp.sin(angle) + (mp.pi - angle) * mp.cos(angle)) / mp.pi)
        dot.append(mp.mpf(1))
        return mp.fsum(sigma[h] * mp.fprod(dot[h:]) for h in range(layers + 1))

    return kernel


def geometric_algebra(b1, b2, temperature):
    return lambda norms, t: mp.exp((b1 * mp.cos(t) - b2 * mp.sin(t)) / mp.mpf(temperature))


CASES = {f"arcCosine({n})": arc_cosine(n) for n in range(3)}
CASES |= {f"reluNtk({layers})": relu_ntk(layers) for layers in (1, 2, 5)}
CASES |= {
    "cosine": lambda norms, t: mp.cos(t),
    "exponentialCosine(0.25)": lambda norms, t: mp.exp(mp.cos(t) / mp.mpf(0.25)),
    "cayley(0.5)": lambda norms, t: mp.exp(-t**2 / (2 * mp.mpf(0.5) ** 2)),
    "cayley(2)": lambda norms, t: mp.exp(-t**2 / (2 * mp.mpf(2) ** 2)),
    "geometricAlgebra(4, 1, 1)": geometric_algebra(4, 1, 1),
    "geometricAlgebra(1, 0.5, 0.5)": geometric_algebra(1, 0.5, 0.5),
}

lines = [
    "# Kernels of the angle, rounded from 60 digits",
    f"# Computed by {Path(__file__).name}: mpmath {mp.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
]


def matrix(head, rows):
    lines.append(f"{head} {len(rows)} {len(rows[0])}")
    lines.extend(" ".join(repr(float(v)) for v in row) for row in rows)


for name, points in POINTS.items():
    matrix(f"points {name}", points)
for text, kernel in CASES.items():
    for x, z in PAIRS:
        lines += [f"case {text}", f"source 60 digits({x}, {z})", f"x {x}", f"z {z}"]
        matrix("values", [[kernel(*norm_and_angle(a, b)) for b in POINTS[z]] for a in POINTS[x]])
TARGET.write_text("\n".join(lines) + "\n")
