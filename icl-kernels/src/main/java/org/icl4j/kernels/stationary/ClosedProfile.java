package org.icl4j.kernels.stationary;

import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Tile;

/**
 * Profiles with a closed form: the Gaussian, and Matern's at 1/2, 3/2 and 5/2, with q = sqrt(2 nu u):
 *
 * <pre>
 * Gaussian  e^(-u/2)                      g' = -e^(-u/2) / 2
 * 1/2       e^(-q)                        g' = -e^(-q) / (2 q)
 * 3/2       (1 + q) e^(-q)                g' = -(3/2) e^(-q)
 * 5/2       (1 + q + q^2/3) e^(-q)        g' = -(5/6) (1 + q) e^(-q)
 * </pre>
 */
enum ClosedProfile implements IsotropicKernel.Profile {
    GAUSSIAN(0, 0, 0) {
        @Override
        public double value(double u) {
            return Math.exp(-0.5 * u);
        }

        @Override
        public double slope(double u) {
            return -0.5 * value(u);
        }

        @Override
        public double logarithm(double u) {
            return -0.5 * u;
        }

        @Override
        public void values(Tile tile, double scale, double[] a) {
            VectorMath.get().exp(-0.5 * scale, a, 0, tile.length());
        }

        @Override
        public void valuesAndSlopes(Tile tile, double[] u, double[] slopes) {
            int length = tile.length();
            VectorMath.get().exp(-0.5, u, 0, length);
            for (int i = 0; i < length; i++) {
                slopes[i] = -0.5 * u[i];
            }
        }
    },

    MATERN_1_2(1, 0, 0) {
        @Override
        double slopePolynomial(double q) {
            return q < 1e-150 ? 0 : -0.5 / q;
        }
    },

    MATERN_3_2(3, 1, 0) {
        @Override
        double slopePolynomial(double q) {
            return -1.5;
        }
    },

    MATERN_5_2(5, 1, 1.0 / 3) {
        @Override
        double slopePolynomial(double q) {
            return -(5.0 / 6) * (1 + q);
        }
    };

    /** e^-q is 0 from here on; keeps polynomial times exponential from being infinity times 0. */
    private static final double LAST = 750;

    private final double twoNu;
    private final double linear;
    private final double quadratic;

    /** g(u) = (1 + linear q + quadratic q^2) e^(-q); the Gaussian overrides all that reads these. */
    ClosedProfile(double twoNu, double linear, double quadratic) {
        this.twoNu = twoNu;
        this.linear = linear;
        this.quadratic = quadratic;
    }

    private double polynomial(double q) {
        return 1 + q * (linear + q * quadratic);
    }

    double slopePolynomial(double q) {
        return 0;
    }

    private double q(double u) {
        return Math.min(Math.sqrt(twoNu * u), LAST);
    }

    @Override
    public double value(double u) {
        double q = q(u);
        return polynomial(q) * Math.exp(-q);
    }

    @Override
    public double slope(double u) {
        double q = q(u);
        return slopePolynomial(q) * Math.exp(-q);
    }

    @Override
    public double logarithm(double u) {
        double q = Math.sqrt(twoNu * u);
        return Math.log1p(polynomial(q) - 1) - q;
    }

    @Override
    public void values(Tile tile, double scale, double[] a) {
        VectorMath.get().expOfRoots(twoNu * scale, linear, quadratic, a, 0, tile.length());
    }

    @Override
    public void valuesAndSlopes(Tile tile, double[] u, double[] slopes) {
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            slopes[i] = q(u[i]);
        }
        System.arraycopy(slopes, 0, u, 0, length);
        VectorMath.get().exp(-1, u, 0, length);
        for (int i = 0; i < length; i++) {
            double q = slopes[i];
            double exponential = u[i];
            u[i] = polynomial(q) * exponential;
            slopes[i] = slopePolynomial(q) * exponential;
        }
    }
}
