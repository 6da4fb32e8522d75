package org.icl4j.examples.claims;

import java.util.List;
import org.icl4j.attention.construct.InductionHead;
import org.icl4j.attention.construct.NearestNeighbourTransformer;
import org.icl4j.attention.tasks.InductionSequences;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.local.NadarayaWatson;

/** Nearest neighbours and induction heads: the popular accounts, and Olsson et al. 2022. */
final class NeighbourClaims {

    private NeighbourClaims() {}

    static List<Claim> claims() {
        Group g = new Group("Nearest neighbours and induction heads", "look-up");
        g.from("\"large inverse temperature is a nearest neighbour\" (popular accounts)");
        g.number(
                "plain-is-not-nearest",
                "with the plain dot product a sharp head agrees with the nearest neighbour on only a small share of random queries (n = 30, d = 3): it finds the greatest inner product",
                "all",
                new Bound(0.05, 0.4),
                size -> agreement(false, false, size));
        g.number(
                "unit-keys",
                "on keys of unit norm a sharp head always agrees with the nearest neighbour",
                "",
                new Bound(1, 1),
                size -> agreement(false, true, size));
        g.number(
                "augmented-keys",
                "with the key [z, -|z|^2/2] and the query [x, 1] it agrees always, on any keys",
                "",
                new Bound(1, 1),
                size -> agreement(true, false, size));
        g.from("ours");
        g.number(
                "bound",
                "|f_c - f_1NN| <= (n-1) exp(-c gap) range(y): greatest ratio over queries and c = 1 to 64",
                "",
                Bound.atMost(1),
                size -> {
                    double most = 0;
                    for (double c = 1; c <= 64; c *= 4) {
                        NearestNeighbourTransformer head = NearestNeighbourTransformer.of(3, c);
                        Context context = Lab.context(30, 3, 1);
                        Points queries = Lab.points(size.of(2000, 50), 3, 1);
                        double[] answers = Lab.answers(head.learner(), context, queries);
                        for (int q = 0; q < answers.length; q++) {
                            double nearest = context.targets().get(nearest(context.inputs(), queries.row(q)), 0);
                            double bound = head.bound(context, queries.row(q));
                            most = Math.max(most, Math.abs(answers[q] - nearest) / Math.max(bound, 1e-13));
                        }
                    }
                    return most;
                });
        g.identity(
                "gaussian",
                "the augmented head is Nadaraya-Watson under a Gaussian of bandwidth 1/sqrt c",
                1e-12,
                size -> BayesClaims.repeat(
                        size,
                        s -> Lab.difference(
                                NearestNeighbourTransformer.of(3, 4).learner(),
                                NadarayaWatson.of(new Gaussian(0.5)),
                                Lab.context(20, 3, s),
                                Lab.points(3, 3, s))));
        g.identity("flat", "as c tends to 0 the answer is the mean of the targets", 1e-8, size -> {
            Context context = Lab.context(20, 3, 1);
            double mean = java.util.Arrays.stream(context.targets().column(0))
                    .average()
                    .orElseThrow();
            return Math.abs(
                    Lab.answers(NearestNeighbourTransformer.of(3, 1e-10).learner(), context, Lab.points(1, 3, 1))[0]
                            - mean);
        });
        g.number(
                "ties",
                "two nearest keys at the same distance share the answer",
                "",
                Bound.near(2, 1e-9),
                size -> Lab.answers(
                        NearestNeighbourTransformer.of(1, 1000).learner(),
                        Context.of(new double[][] {{-1}, {1}, {5}}, new double[] {1, 3, 9}),
                        Points.of("q", new double[][] {{0}}))[0]);
        g.from("Olsson et al. 2022; wiring and kernel view ours");
        for (int beta : new int[] {2, 6, 20}) {
            g.number(
                    "induction-" + beta,
                    "two layers wired as an induction head of sharpness " + beta
                            + " answer the empirical conditional distribution of what followed; with m places that match among T the error is at most (T - m)/(m exp(beta) + T - m): greatest ratio",
                    "",
                    // Reached where all that does not match speaks against one token; 1e-6 is rounding over the error
                    // at 20.
                    new Bound(0.5, 1 + 1e-6),
                    size -> induction(beta, beta, size));
        }
        g.number(
                "induction-copies",
                "on a block repeated, the sharp head gives the token that comes next this probability on average (tokens of one block all different)",
                "1",
                Bound.near(1, 1e-6),
                size -> {
                    int[] tokens = new int[20];
                    int[] order = Randoms.of(4).permutation(10);
                    for (int i = 0; i < 20; i++) {
                        tokens[i] = order[i % 10];
                    }
                    double[][] next = InductionHead.of(10, 20, 20).predict(tokens);
                    double sum = 0;
                    for (int t = 10; t < 19; t++) {
                        sum += next[t][tokens[t + 1]] / 9;
                    }
                    return sum;
                });
        return g.claims();
    }

    private static int nearest(Points keys, double[] q) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < keys.size(); i++) {
            double squares = 0;
            for (int k = 0; k < q.length; k++) {
                squares += Math.pow(q[k] - keys.get(i, k), 2);
            }
            if (squares < least) {
                least = squares;
                best = i;
            }
        }
        return best;
    }

    static double agreement(boolean augmented, boolean unit, Claim.Size size) {
        double[][] keys = Randoms.of(5).gaussians(30, 3);
        if (unit) {
            for (double[] key : keys) {
                double norm = Math.sqrt(Lab.dot(key, key));
                for (int j = 0; j < 3; j++) {
                    key[j] /= norm;
                }
            }
        }
        double[] y = new double[30];
        for (int i = 0; i < 30; i++) {
            y[i] = i;
        }
        Context context = Context.of(keys, y);
        Points queries = Lab.points(size.of(2000, 200), 3, 6);
        NearestNeighbourTransformer head =
                augmented ? NearestNeighbourTransformer.of(3, 1e9) : NearestNeighbourTransformer.plain(3, 1e9);
        double[] answers = Lab.answers(head.learner(), context, queries);
        int agree = 0;
        for (int q = 0; q < answers.length; q++) {
            agree += Math.round(answers[q]) == nearest(context.inputs(), queries.row(q)) ? 1 : 0;
        }
        return (double) agree / answers.length;
    }

    /** The greatest ratio of the error of a head of one sharpness to the bound for another. */
    static double induction(double beta, double stated, Claim.Size size) {
        double most = 0;
        for (int s = 0; s < size.of(20, 2); s++) {
            int[] tokens = new InductionSequences(5, 40).markov(Randoms.of(s));
            double[][] next = InductionHead.of(5, 40, beta).predict(tokens);
            for (int t = 20; t < 40; t++) {
                double[] counts = new double[5];
                double sum = 0;
                for (int i = 1; i <= t; i++) {
                    if (tokens[i - 1] == tokens[t]) {
                        counts[tokens[i]]++;
                        sum++;
                    }
                }
                // The start token and tokens 0 to t are looked at; those that do not match have weight 1 each.
                double others = t + 2 - sum;
                double bound = others / (sum * Math.exp(stated) + others);
                for (int k = 0; k < 5 && sum > 0; k++) {
                    most = Math.max(most, Math.abs(next[t][k] - counts[k] / sum) / bound);
                }
            }
        }
        return most;
    }
}
