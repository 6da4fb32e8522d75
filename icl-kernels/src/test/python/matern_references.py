"""Writes matern.txt: Matern's profile and its derivative with mpmath, at 40 digits.

One line per nu and u: nu, u, g(u), g'(u), log g(u), where z = sqrt(2 nu u) and

    g(u)  = 2^(1 - nu) / Gamma(nu) z^nu K_nu(z)
    g'(u) = -nu 2^(1 - nu) / Gamma(nu) z^(nu - 1) K_(nu - 1)(z)

Run: python3 matern_references.py > ../resources/org/icl4j/kernels/stationary/matern.txt
"""

import mpmath as mp

mp.mp.dps = 40
NUS = ("0.01 0.1 0.3 0.49 0.5 0.7 0.999999999 1 1.2 1.5 1.9 2 2.5 2.7 3 3.5 5 7.3 10 20.25 50 99.9 100 1000").split()
US = "1e-300 1e-100 1e-16 1e-8 1e-3 0.1 0.3 1 1.9 2.1 4 9 30 100 300".split()

print("# mpmath", mp.__version__, "by matern_references.py: nu u g(u) g'(u) log g(u)")
for nu_text in NUS:
    for u_text in US:
        # The numbers that float() makes of the texts, exactly.
        nu, u = mp.mpf(float(nu_text)), mp.mpf(float(u_text))
        z = mp.sqrt(2 * nu * u)
        factor = 2 ** (1 - nu) / mp.gamma(nu)
        value = factor * z**nu * mp.besselk(nu, z)
        slope = -nu * factor * z ** (nu - 1) * mp.besselk(nu - 1, z)
        print(nu_text, u_text, *(mp.nstr(v, 20) for v in (value, slope, mp.log(value))))
