package org.icl4j.attention.construct;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.attention.wire.ReciprocalApproximation;

/**
 * What approximate quotients do to conjugate gradients, as a bound that follows the exact iterates. With delta the greatest relative error of a quotient, and a, rho, pi bounds on how far alpha, r, p of the
 * approximate run are from the exact ones (0 at the start), one step gives
 *
 * <pre>
 *   |r'r - exact|   &lt;= (2 |r| + rho) rho = E,      |p'Ap - exact| &lt;= |A| (2 |p| + pi) pi = F,
 *   |gamma - exact| &lt;= max((rr + E)(1 + delta)/(pAp - F) - gamma, gamma - (rr - E)(1 - delta)/(pAp + F)) = G,
 *   a   := a + G |p| + (gamma + G) pi,       rho := rho + G |Ap| + (gamma + G) |A| pi,
 *   |beta - exact|  &lt;= the same with r'r after and before = B,       pi := rho + B |p| + (beta + B) pi.
 * </pre>
 *
 * |A| is bounded by its greatest row sum. All is triangle inequalities; rounding is not in it. Infinite once pAp - F or rr - E is not positive or a denominator may be outside the division's range.
 */
final class DivisionErrors {

    private final ReciprocalApproximation division;
    private final double delta;
    private final List<Double> coefficients = new ArrayList<>(List.of(0.0));
    private double alpha;
    private double rho;
    private double pi;

    DivisionErrors(ReciprocalApproximation division) {
        this.division = division;
        this.delta = division.bound();
    }

    /** One step: A, the residual before, the direction, its product, the residual after. */
    void step(double[][] a, double[] r, double[] p, double[] ap, double[] after) {
        double norm = 0;
        for (double[] row : a) {
            double sum = 0;
            for (double value : row) {
                sum += Math.abs(value);
            }
            norm = Math.max(norm, sum);
        }
        double rr = Loops.dot(r, r);
        double pap = Loops.dot(p, ap);
        double sizeP = Math.sqrt(Loops.dot(p, p));
        double e = (2 * Math.sqrt(rr) + rho) * rho;
        double gamma = rr / pap;
        double g = quotient(rr, e, pap, norm * (2 * sizeP + pi) * pi);
        alpha += g * sizeP + (gamma + g) * pi;
        rho += g * Math.sqrt(Loops.dot(ap, ap)) + (gamma + g) * norm * pi;
        double rr2 = Loops.dot(after, after);
        double beta = rr2 / rr;
        double b = quotient(rr2, (2 * Math.sqrt(rr2) + rho) * rho, rr, e);
        pi = rho + b * sizeP + (beta + b) * pi;
        coefficients.add(Double.isNaN(alpha) ? Double.POSITIVE_INFINITY : alpha);
    }

    /** The greatest error of an approximate quotient of numbers that are off by at most these. */
    private double quotient(double numerator, double offNumerator, double denominator, double offDenominator) {
        if (!(denominator - offDenominator >= division.low() && denominator + offDenominator <= division.high())) {
            return Double.POSITIVE_INFINITY;
        }
        double exact = numerator / denominator;
        double most = (numerator + offNumerator) * (1 + delta) / (denominator - offDenominator);
        double least = Math.max(numerator - offNumerator, 0) * (1 - delta) / (denominator + offDenominator);
        return Math.max(most - exact, exact - least);
    }

    double[] ofCoefficients() {
        return coefficients.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
