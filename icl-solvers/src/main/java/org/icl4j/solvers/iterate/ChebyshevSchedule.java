package org.icl4j.solvers.iterate;

/**
 * With s = c / h and rho_0 = 1 / s, rho_t = 1 / (2 s - rho_(t-1)) = T_t(s) / T_(t+1)(s):
 *
 * <pre>
 * omega_0 = 1 / c,   omega_t = 2 rho_t / h,   mu_t = rho_t rho_(t-1),
 * </pre>
 *
 * from T_(t+1) = 2 s T_t - T_(t-1) applied to e_t. For h = 0 the limit is 1 / c and 0 throughout.
 */
final class ChebyshevSchedule implements Schedule {

    private final double centre;
    private final double half;
    private double[] rho = new double[16];
    private int known;

    ChebyshevSchedule(double least, double greatest) {
        this.centre = least + (greatest - least) / 2;
        this.half = (greatest - least) / 2;
    }

    private double rho(int t) {
        while (known <= t) {
            if (known == rho.length) {
                rho = java.util.Arrays.copyOf(rho, 2 * known);
            }
            double ratio = half / centre;
            // rho_t = (h / c) / (2 - (h / c) rho_(t-1))
            rho[known] = known == 0 ? ratio : ratio / (2 - ratio * rho[known - 1]);
            known++;
        }
        return rho[t];
    }

    @Override
    public double step(int t) {
        if (t == 0) {
            return 1 / centre;
        }
        // 2 rho_t / h = 2 / (c (2 - (h / c) rho_(t-1))), which has its limit at h = 0
        return 2 / (centre * (2 - half / centre * rho(t - 1)));
    }

    @Override
    public double momentum(int t) {
        return t == 0 ? 0 : rho(t) * rho(t - 1);
    }
}
