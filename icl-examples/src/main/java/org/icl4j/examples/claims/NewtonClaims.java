package org.icl4j.examples.claims;

import java.util.List;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.attention.construct.DescentTransformer;
import org.icl4j.attention.construct.NewtonTransformer;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.claims.Claim.Bound;
import org.icl4j.solvers.linear.LeastSquares;

/** Newton-Schulz: Fu et al. 2023. */
final class NewtonClaims {

    private NewtonClaims() {}

    private static RealMatrix gram(Context context) {
        RealMatrix x = Lab.matrix(context.inputs().toRows());
        return x.transpose().multiply(x);
    }

    static List<Claim> claims() {
        Group g = new Group("Fu et al. 2023: transformers and Newton's method", "newton");
        g.from("section 4; wiring with M x in the token ours");
        g.identity(
                "layers",
                "one head a layer is one step of Newton-Schulz for the inverse of X'X",
                1e-10,
                size -> Lab.gap(NewtonTransformer.of(4, 0.01, 0, 12), 15, 4, size));
        g.identity(
                "ridge-tokens",
                "d tokens sqrt(ridge) e_k make it ridge regression's iteration",
                1e-10,
                size -> Lab.gap(NewtonTransformer.of(4, 0.01, 0.7, 12), 15, 4, size));
        g.number(
                "width",
                "a token needs O(d) numbers, here 3 d + 2, and a step one layer: not the 13 of the general-purpose construction",
                "O(d), 13 in Giannou et al.",
                new Bound(62, 62),
                size -> NewtonTransformer.of(20, 1, 0, 1).transformer().width());
        g.from("section 2");
        g.identity("squares", "the error I - M S squares at every step", 1e-9, size -> {
            RealMatrix s = gram(Lab.context(12, 4, 1)).scalarMultiply(0.02);
            RealMatrix one = MatrixUtils.createRealIdentityMatrix(4);
            RealMatrix m = one;
            double most = 0;
            for (int k = 0; k < 8; k++) {
                RealMatrix error = one.subtract(m.multiply(s));
                m = m.scalarMultiply(2).subtract(m.multiply(s).multiply(m));
                most = Math.max(
                        most,
                        one.subtract(m.multiply(s))
                                .subtract(error.multiply(error))
                                .getNorm());
            }
            return most;
        });
        g.number(
                "frobenius-start",
                "a = 1/|SS'|_F, the published code's start, converges: 40 steps leave no error",
                "",
                Bound.atMost(1e-9),
                size -> {
                    Context context = Lab.context(40, 20, 2);
                    RealMatrix s = gram(context);
                    double a = 1 / s.multiply(s.transpose()).getFrobeniusNorm();
                    // M_0 = a S as in the paper: two factors of S, so that a < 2/|S S'|.
                    RealMatrix m = s.scalarMultiply(a);
                    for (int k = 0; k < 40; k++) {
                        m = m.scalarMultiply(2).subtract(m.multiply(s).multiply(m));
                    }
                    return m.multiply(s)
                            .subtract(MatrixUtils.createRealIdentityMatrix(20))
                            .getNorm();
                });
        g.number(
                "printed-coefficient",
                "the paper's expansion of M_1 prints 4 a^2 where the recursion has a^2: with 4 a^2 the first step misses the recursion by this much",
                "4 a^2",
                Bound.atLeast(0.1),
                size -> {
                    RealMatrix s = gram(Lab.context(12, 4, 3));
                    double a = 1 / s.multiply(s).getFrobeniusNorm();
                    RealMatrix m = s.scalarMultiply(a);
                    RealMatrix recursion =
                            m.scalarMultiply(2).subtract(m.multiply(s).multiply(m));
                    RealMatrix printed = m.scalarMultiply(2)
                            .subtract(s.multiply(s).multiply(s).scalarMultiply(4 * a * a));
                    return printed.subtract(recursion).getFrobeniusNorm() / recursion.getFrobeniusNorm();
                });
        g.from("half the eigenvalues 100, half 1, random basis");
        g.number(
                "ill-conditioned",
                "on the ill-conditioned inputs 21 steps of Newton are enough: the answer is least squares'",
                "21 steps",
                Bound.atMost(1e-6),
                size -> {
                    Context context = illConditioned(4);
                    Points queries = Lab.points(5, 10, 4);
                    return Lab.difference(
                            NewtonTransformer.of(10, 1e-4 / 2, 0, 21).learner(),
                            LeastSquares.withDefaults().withIntercept(false),
                            context,
                            queries);
                });
        g.number(
                "descent-is-slow",
                "on the ill-conditioned inputs gradient descent with the best step is still off after 400 steps, where Newton needs 21 (published: about 2000)",
                "about 2000",
                Bound.atLeast(1e-4),
                size -> {
                    Context context = illConditioned(4);
                    Points queries = Lab.points(5, 10, 4);
                    int n = context.size();
                    return Lab.difference(
                            DescentTransformer.of(10, 2.0 * n / (1e4 + 1), 400).learner(),
                            LeastSquares.withDefaults().withIntercept(false),
                            context,
                            queries);
                });
        g.from("ours");
        g.number(
                "steps-per-doubling",
                "each Newton step doubles the digits: from error below 1/2 five steps reach 1e-9",
                "",
                Bound.atMost(1e-9),
                size -> {
                    RealMatrix s = gram(Lab.context(12, 4, 5));
                    RealMatrix inverse = new LUDecomposition(s).getSolver().getInverse();
                    RealMatrix one = MatrixUtils.createRealIdentityMatrix(4);
                    RealMatrix m = inverse.scalarMultiply(0.5);
                    for (int k = 0; k < 5; k++) {
                        m = m.scalarMultiply(2).subtract(m.multiply(s).multiply(m));
                    }
                    return one.subtract(m.multiply(s)).getNorm();
                });
        return g.claims();
    }

    /** X'X = U diag(10^4 five times, 1 five times) U', so singular values 100 and 1. */
    private static Context illConditioned(long seed) {
        Randoms r = Randoms.of(seed);
        RealMatrix u = new org.apache.commons.math3.linear.QRDecomposition(Lab.matrix(r.gaussians(10, 10))).getQ();
        double[][] x = new double[10][];
        for (int i = 0; i < 10; i++) {
            x[i] = u.getRowVector(i).mapMultiply(i < 5 ? 100 : 1).toArray();
        }
        double[] w = r.gaussians(10);
        double[] y = new double[10];
        for (int i = 0; i < 10; i++) {
            y[i] = Lab.dot(w, x[i]);
        }
        return Context.of(x, y);
    }
}
