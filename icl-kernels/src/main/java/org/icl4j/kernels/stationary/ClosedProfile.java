package org.icl4j.kernels.stationary;

import org.icl4j.core.VectorMath;
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
    GAUSSIAN(0) {
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

    MATERN_1_2(1) {
        @Override
        double polynomial(double q) {
            return 1;
        }

        @Override
        double slopePolynomial(double q) {
            return q < 1e-150 ? 0 : -0.5 / q;
        }

        @Override
        public void values(Tile tile, double scale, double[] a) {
            int length = tile.length();
            for (int i = 0; i < length; i++) {
                a[i] = Math.sqrt(scale * a[i]);
            }
            VectorMath.get().exp(-1, a, 0, length);
        }
    },

    MATERN_3_2(3) {
        @Override
        double polynomial(double q) {
            return 1 + q;
        }

        @Override
        double slopePolynomial(double q) {
            return -1.5;
        }

        @Override
        void multiply(double scale, double[] a, double[] exponentials, int length) {
            for (int i = 0; i < length; i++) {
                double q = Math.min(Math.sqrt(scale * a[i]), LAST);
                a[i] = (1 + q) * exponentials[i];
            }
        }
    },

    MATERN_5_2(5) {
        @Override
        double polynomial(double q) {
            return 1 + q + q * q * (1.0 / 3);
        }

        @Override
        double slopePolynomial(double q) {
            return -(5.0 / 6) * (1 + q);
        }

        @Override
        void multiply(double scale, double[] a, double[] exponentials, int length) {
            for (int i = 0; i < length; i++) {
                double q = Math.min(Math.sqrt(scale * a[i]), LAST);
                a[i] = (1 + q + q * q * (1.0 / 3)) * exponentials[i];
            }
        }
    };

    /** e^-q is 0 from here on; keeps polynomial times exponential from being infinity times 0. */
    private static final double LAST = 750;

    private final double twoNu;

    ClosedProfile(double twoNu) {
        this.twoNu = twoNu;
    }

    double polynomial(double q) {
        return 1;
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

    /** a = polynomial(q) exponentials, q from a; a loop that the JIT vectorises. */
    void multiply(double scale, double[] a, double[] exponentials, int length) {
        throw new UnsupportedOperationException(name());
    }

    @Override
    public void values(Tile tile, double scale, double[] a) {
        int length = tile.length();
        double[] exponentials = tile.borrow();
        double twoNuScale = twoNu * scale;
        roots(twoNuScale, a, exponentials, length);
        VectorMath.get().exp(-1, exponentials, 0, length);
        multiply(twoNuScale, a, exponentials, length);
        tile.release(exponentials);
    }

    private static void roots(double factor, double[] a, double[] result, int length) {
        for (int i = 0; i < length; i++) {
            result[i] = Math.sqrt(factor * a[i]);
        }
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
