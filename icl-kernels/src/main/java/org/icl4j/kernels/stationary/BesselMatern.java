package org.icl4j.kernels.stationary;

import org.apache.commons.math3.special.Gamma;
import org.icl4j.kernels.Tile;

/**
 * Matern's profile of any order, through the modified Bessel function of the second kind:
 *
 * <pre>M_nu(z) = 2^(1 - nu) / Gamma(nu) z^nu K_nu(z),  z = sqrt(2 nu u)</pre>
 *
 * <p>With nu = n + mu, |mu| at most 1/2, f_a(z) = z^a K_a(z) is computed for a = mu and mu + 1 by {@link #series} or {@link
 * #fraction}. Then K's recurrence K_(a+1) = K_(a-1) + (2 a / z) K_a, which is stable upwards (DLMF 10.29.1, 10.37), becomes
 *
 * <pre>M_(a+1) = M_a + z^2 / (4 a (a - 1)) M_(a-1)</pre>
 *
 * <p>with positive terms only. It is carried out on the ratios r_a = M_a / M_(a-1), so that nothing overflows for any z and
 * nu. Below nu = 1/2 there is no recurrence: K_(-nu) = K_nu, and mu = -nu also gives the K_(1-nu) of the derivative.
 *
 * <p>Derivative (DLMF 10.29.4, d/dz z^nu K_nu = -z^nu K_(nu-1), and dz/du = nu / z):
 *
 * <pre>g'(u) = -nu 2^(1 - nu) / Gamma(nu) z^(nu-1) K_(nu-1)(z), which is -nu / (2 (nu - 1)) M_(nu-1)(z) where nu &gt; 1</pre>
 */
final class BesselMatern implements IsotropicKernel.Profile {

    private static final double SMALL = 2;
    private static final int MOST_TERMS = 10_000;
    private static final double GREAT = 1e50;

    private final double nu;
    private final int n;
    private final double mu;
    // 1 / Gamma(1 + mu), 1 / Gamma(1 - mu), and Temme's Gamma_1, Gamma_2 and mu pi / sin(mu pi)
    private final double inversePlus;
    private final double inverseMinus;
    private final double gamma1;
    private final double gamma2;
    private final double sinc;

    BesselMatern(double nu) {
        this.nu = nu;
        this.n = nu < 0.5 ? 0 : (int) Math.rint(nu);
        this.mu = n == 0 ? -nu : nu - n;
        double plus = Gamma.invGamma1pm1(mu);
        double minus = Gamma.invGamma1pm1(-mu);
        inversePlus = 1 + plus;
        inverseMinus = 1 + minus;
        // Near 0 plus and minus have opposite signs, so nothing cancels; the limit is minus Euler's constant.
        gamma1 = mu == 0 ? -Gamma.GAMMA : (minus - plus) / (2 * mu);
        gamma2 = 1 + (minus + plus) / 2;
        sinc = mu == 0 ? 1 : mu * Math.PI / Math.sin(mu * Math.PI);
    }

    /** What one evaluation gives: M_nu(z) = value exp(exponent), g'(u) = slope exp(exponent). */
    private static final class Result {
        double low; // z^mu K_mu(z), scaled
        double high; // z^(mu+1) K_(mu+1)(z), scaled alike
        double exponent;
        double value;
        double slope;

        double toValue() {
            return Math.min(1, value * Math.exp(exponent));
        }

        double toSlope(double u) {
            return u < Isotropic.TINY ? 0 : slope * Math.exp(exponent);
        }
    }

    @Override
    public double value(double u) {
        Result result = new Result();
        evaluate(u, result);
        return result.toValue();
    }

    /** The value at u = distance^2, which may be too small for a number. */
    double valueAtDistance(double distance) {
        if (distance == 0) {
            return 1;
        }
        Result result = new Result();
        evaluateAt(Math.sqrt(2 * nu) * distance, result);
        return result.toValue();
    }

    @Override
    public double slope(double u) {
        Result result = new Result();
        evaluate(u, result);
        return result.toSlope(u);
    }

    @Override
    public double logarithm(double u) {
        Result result = new Result();
        evaluate(u, result);
        return Math.log(result.value) + result.exponent;
    }

    @Override
    public void values(Tile tile, double scale, double[] a) {
        Result result = new Result();
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            evaluate(scale * a[i], result);
            a[i] = result.toValue();
        }
    }

    @Override
    public void valuesAndSlopes(Tile tile, double[] u, double[] slopes) {
        Result result = new Result();
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            evaluate(u[i], result);
            slopes[i] = result.toSlope(u[i]);
            u[i] = result.toValue();
        }
    }

    private void evaluate(double u, Result result) {
        if (u == 0) {
            result.value = 1;
            result.slope = 0;
            result.exponent = 0;
            return;
        }
        evaluateAt(Math.sqrt(2 * nu) * Math.sqrt(Math.min(u, Isotropic.HUGE)), result);
    }

    private void evaluateAt(double z, Result result) {
        if (z <= SMALL) {
            series(z, result);
        } else {
            fraction(z, result);
        }
        if (n == 0) {
            // mu = -nu: z^nu K_nu = z^(2 nu) f_mu, z^(nu-1) K_(1-nu) = z^(2 nu - 2) f_(mu+1); 1 / Gamma(nu) = nu /
            // Gamma(1 + nu)
            double factor = 2 * nu * inverseMinus * Math.pow(2, -nu) * Math.pow(z, 2 * nu);
            result.value = factor * result.low;
            result.slope = -nu * factor / z / z * result.high;
            return;
        }
        // c_a = 2^(1-a) / Gamma(a) at a = mu + 1
        double c = Math.pow(2, -mu) * inversePlus;
        double first = c * result.high;
        if (n == 1) {
            result.value = first;
            result.slope = -nu * c * result.low;
            return;
        }
        recur(z, first, c * result.low, result);
    }

    // M_(mu+2) = M_(mu+1) + z^2 / (2 (mu + 1)) c f_mu, which the general step would write as 0 / 0 at mu = 0.
    private void recur(double z, double first, double zeroth, Result result) {
        double ratio = 1 + z * (z / (2 * (mu + 1))) * (zeroth / first);
        double product = ratio;
        for (int m = 2; m < n; m++) {
            double a = mu + m;
            ratio = 1 + (z / ratio) * (z / (4 * a * (a - 1)));
            product *= ratio;
            if (product > GREAT) {
                result.exponent += Math.log(product);
                product = 1;
            }
        }
        result.value = first * product;
        result.slope = -nu / (2 * (nu - 1)) * (result.value / ratio);
    }

    /**
     * Temme (1975), Journal of Computational Physics 19, 324-337, for z up to 2: with L = ln(2/z), sigma = mu L,
     *
     * <pre>
     * K_mu = sum_k c_k f_k,  K_(mu+1) = (2/z) sum_k c_k (p_k - k f_k),  c_k = (z^2/4)^k / k!
     * f_k = (k f_(k-1) + p_(k-1) + q_(k-1)) / (k^2 - mu^2),  p_k = p_(k-1) / (k - mu),  q_k = q_(k-1) / (k + mu)
     * p_0 = Gamma(1 + mu) e^sigma / 2,  q_0 = Gamma(1 - mu) e^(-sigma) / 2
     * f_0 = mu pi / sin(mu pi) (cosh(sigma) Gamma_1 + sinh(sigma) / sigma L Gamma_2)
     * </pre>
     *
     * <p>all of it times e^(-sigma) here, because z^mu = 2^mu e^(-sigma): no power of a small z is left to overflow.
     */
    private void series(double z, Result result) {
        // 2 / z may be beyond the range of numbers.
        double log = z < 1e-300 ? Math.log(2) - Math.log(z) : Math.log(2 / z);
        double sigma = mu * log;
        double square = Math.exp(-2 * sigma);
        double sinh = sigma == 0 ? 1 : -Math.expm1(-2 * sigma) / (2 * sigma);
        double f = sinc * ((1 + square) / 2 * gamma1 + sinh * log * gamma2);
        double p = 0.5 / inversePlus;
        double q = 0.5 * square / inverseMinus;
        double c = 1;
        double low = f;
        double high = p;
        double quarter = z * z / 4;
        for (int k = 1; k < MOST_TERMS; k++) {
            f = (k * f + p + q) / (k * k - mu * mu);
            p /= k - mu;
            q /= k + mu;
            c *= quarter / k;
            double term = c * f;
            low += term;
            high += c * (p - k * f);
            if (Math.abs(term) <= 0x1p-55 * Math.abs(low) && c * p <= 0x1p-55 * high) {
                break;
            }
        }
        double scale = Math.pow(2, mu);
        result.low = scale * low;
        result.high = 2 * scale * high;
        result.exponent = 0;
    }

    /**
     * Steed's evaluation of the continued fraction for U(mu + 1/2, 2 mu + 1, 2 z) and of Temme's normalising sum, for z above
     * 2: Temme (1975), section 4; Thompson and Barnett (1987), Computer Physics Communications 47, 245-257. With a_k = mu^2 -
     * (k - 1/2)^2 and b_k = 2 (z + k), h the fraction 1 / (b_1 + a_2 / (b_2 + ...)) and S = 1 + sum_k Q_k h_k,
     *
     * <pre>K_mu = sqrt(pi / (2 z)) e^(-z) / S,  K_(mu+1) = K_mu (mu + z + 1/2 + a_1 h) / z</pre>
     */
    private void fraction(double z, Result result) {
        double a1 = 0.25 - mu * mu;
        double a = -a1;
        double b = 2 * (1 + z);
        double d = 1 / b;
        double h = d;
        double delta = d;
        double previous = 0;
        double current = 1;
        double c = a1;
        double q = a1;
        double s = 1 + q * delta;
        for (int k = 2; k < MOST_TERMS; k++) {
            a -= 2 * (k - 1);
            c = -a * c / k;
            double next = (previous - b * current) / a;
            previous = current;
            current = next;
            q += c * next;
            b += 2;
            d = 1 / (b + a * d);
            delta *= b * d - 1;
            h += delta;
            double term = q * delta;
            s += term;
            if (Math.abs(term) <= 0x1p-54 * s) {
                break;
            }
        }
        double low = Math.sqrt(Math.PI / (2 * z)) / s * Math.pow(z, mu);
        result.low = low;
        result.high = low * (mu + z + 0.5 - a1 * h);
        result.exponent = -z;
    }
}
