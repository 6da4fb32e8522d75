package org.icl4j.examples.claims;

import java.util.List;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.theory.DescentSpectra;
import org.icl4j.core.Metrics;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.examples.claims.Claim.Measured;

/** What depth gives: Ahn et al. 2023, several layers. */
final class DepthClaims {

    private DepthClaims() {}

    private static DescentSpectra draw(Claim.Size size, long seed) {
        return DescentSpectra.of(Inputs.gaussian(5), 1, 20, size.of(20_000, 6000), seed);
    }

    static Metrics.Summary descent(int layers, Claim.Size size) {
        return draw(size, 2).gradientDescent(draw(size, 1).bestSteps(layers));
    }

    static Metrics.Summary plusPlus(int layers, Claim.Size size) {
        double[] best = draw(size, 1).bestPlusPlus(layers);
        double[] steps = new double[layers];
        double[] gammas = new double[layers];
        for (int t = 0; t < layers; t++) {
            steps[t] = best[2 * t];
            gammas[t] = best[2 * t + 1];
        }
        return draw(size, 2).plusPlus(steps, gammas);
    }

    static List<Claim> claims() {
        Group g = new Group("Ahn et al. 2023: several layers", "depth");
        g.from("sparse layers, d = 5, n = 20; steps fitted on one sample, measured on another");
        double[] losses = {1.16, 0.361, 0.125, 0.050};
        // One and two layers have formulas: 30/26, and the moments of the Wishart distribution below. The others are
        // measured, and the published digits end at 1 in 50.
        double[][] bounds = {{30.0 / 26, 0.005}, {0.36125, 0.01}, {0.125, 0.04}, {0.050, 0.04}};
        for (int l = 1; l <= 4; l++) {
            int layers = l;
            g.claim(
                    "sparse-" + l,
                    (l == 1 ? "one layer" : l + " layers")
                            + " of gradient descent, each with the best step of its own: squared error "
                            + losses[l - 1],
                    String.valueOf(losses[l - 1]),
                    Bound.near(bounds[l - 1][0], bounds[l - 1][1]),
                    size -> Measured.mean(descent(layers, size), 1));
        }
        g.from("full layers");
        g.claim(
                "full-2",
                "two layers of GD++ reach 0.054",
                "0.0538",
                Bound.near(0.0538, 0.08),
                size -> Measured.mean(plusPlus(2, size), 1));
        g.claim(
                "full-3",
                "three layers of GD++ reach 6e-4 to 8e-4, the loss that the published three-layer model trains to",
                "6e-4 to 8e-4",
                new Bound(6e-4, 8e-4),
                size -> Measured.mean(plusPlus(3, size), 1));
        g.from("ours");
        g.number(
                "plus-plus-is-the-gain",
                "at three layers GD++ is more than 50 times better than gradient steps: changing the inputs is the whole gain of full layers",
                "",
                Bound.atLeast(50),
                size -> descent(3, size).mean() / plusPlus(3, size).mean());
        g.number(
                "two-exact",
                "the best two steps by the exact moments of the Wishart distribution have squared error 0.361",
                "0.361",
                Bound.near(0.36125, 1e-3),
                size -> {
                    double best = Double.POSITIVE_INFINITY;
                    double[] m = new double[5];
                    for (int p = 1; p <= 4; p++) {
                        m[p] = DescentSpectra.wishartMoment(5, 20, p);
                    }
                    for (double a = 0.3; a <= 1; a += 0.004) {
                        for (double b = 0.8; b <= 2; b += 0.004) {
                            double sum = a + b;
                            double product = a * b;
                            best = Math.min(
                                    best,
                                    5
                                            - 2 * sum * m[1]
                                            + (sum * sum + 2 * product) * m[2]
                                            - 2 * sum * product * m[3]
                                            + product * product * m[4]);
                        }
                    }
                    return best;
                });
        return g.claims();
    }
}
