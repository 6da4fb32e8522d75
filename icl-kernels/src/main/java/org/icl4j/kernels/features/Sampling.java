package org.icl4j.kernels.features;

import java.util.function.Supplier;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.HaltonSequenceGenerator;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * How the frequencies of a random map are drawn. Each single one has the same distribution, N(0, I) before a spectrum is
 * applied, so every map stays unbiased; they differ in how the frequencies depend on each other.
 */
public enum Sampling {

    /** Independent of each other: variance proportional to 1 / m, known in closed form. */
    INDEPENDENT {
        @Override
        void draw(double[][] normals, double[] uniforms, boolean usesUniform, Randoms randoms) {
            Randoms normal = randoms.split("normals");
            for (double[] row : normals) {
                for (int k = 0; k < row.length; k++) {
                    row[k] = normal.gaussian();
                }
            }
            independent(uniforms, usesUniform, randoms);
        }
    },

    /**
     * Blocks of d orthogonal directions (a random rotation, by the QR factorisation of a Gaussian matrix), each of the
     * length of an independent normal vector, chi_d: Yu et al. (2016), Orthogonal random features. Unbiased for
     * any m; the last block may have fewer than d. Cost d^2 m flops.
     */
    ORTHOGONAL {
        @Override
        void draw(double[][] normals, double[] uniforms, boolean usesUniform, Randoms randoms) {
            Randoms normal = randoms.split("normals");
            Randoms lengths = randoms.split("lengths");
            int d = normals[0].length;
            for (int first = 0; first < normals.length; first += d) {
                int rows = Math.min(d, normals.length - first);
                for (int i = first; i < first + rows; i++) {
                    direction(normals, first, i, normal);
                }
                for (int i = first; i < first + rows; i++) {
                    double[] other = lengths.gaussians(d);
                    double length = Math.sqrt(VectorMath.get().dot(other, 0, other, 0, d));
                    for (int k = 0; k < d; k++) {
                        normals[i][k] *= length;
                    }
                }
            }
            independent(uniforms, usesUniform, randoms);
        }
    },

    /**
     * The Sobol sequence (up to 1000 coordinates), shifted modulo 1 by a uniform vector and mapped by the inverse normal
     * distribution: Yang et al. (2014), Quasi-Monte Carlo feature maps for shift-invariant kernels; the shift
     * (Cranley and Patterson 1976) makes it unbiased. Best where the number of frequencies is a power of 2 and d is small.
     */
    SOBOL {
        @Override
        void draw(double[][] normals, double[] uniforms, boolean usesUniform, Randoms randoms) {
            int dimensions = dimensions(normals, usesUniform, 1000, this);
            shifted(new SobolSequenceGenerator(dimensions)::nextVector, dimensions, normals, uniforms, randoms);
        }
    },

    /** The Halton sequence (up to 40 coordinates), with a random shift as {@link #SOBOL}. */
    HALTON {
        @Override
        void draw(double[][] normals, double[] uniforms, boolean usesUniform, Randoms randoms) {
            int dimensions = dimensions(normals, usesUniform, 40, this);
            shifted(new HaltonSequenceGenerator(dimensions)::nextVector, dimensions, normals, uniforms, randoms);
        }
    };

    // Half of the spacing of uniform numbers: none is 0 or 1.
    private static final double LEAST = 0x1p-54;
    private static final double MOST = 1 - 0x1p-53;

    /**
     * Fills rows that are each N(0, I), and one number uniform on (0, 1) for each.
     *
     * @param normals count rows of d numbers, overwritten
     * @param uniforms count numbers, overwritten where they are used
     * @param usesUniform whether they are
     * @param randoms the source
     */
    abstract void draw(double[][] normals, double[] uniforms, boolean usesUniform, Randoms randoms);

    private static void independent(double[] uniforms, boolean usesUniform, Randoms randoms) {
        if (usesUniform) {
            Randoms source = randoms.split("uniforms");
            for (int i = 0; i < uniforms.length; i++) {
                uniforms[i] = open(source.uniform());
            }
        }
    }

    private static double open(double uniform) {
        return Math.min(MOST, Math.max(LEAST, uniform));
    }

    // Row i becomes a unit vector orthogonal to the rows from `first` on, by Gram and Schmidt done twice.
    private static void direction(double[][] rows, int first, int i, Randoms normal) {
        VectorMath math = VectorMath.get();
        double[] row = rows[i];
        int d = row.length;
        for (int k = 0; k < d; k++) {
            row[k] = normal.gaussian();
        }
        for (int pass = 0; pass < 2; pass++) {
            for (int j = first; j < i; j++) {
                math.axpy(-math.dot(row, 0, rows[j], 0, d), rows[j], 0, row, 0, d);
            }
            double length = Math.sqrt(math.dot(row, 0, row, 0, d));
            for (int k = 0; k < d; k++) {
                row[k] /= length;
            }
        }
    }

    private static int dimensions(double[][] normals, boolean usesUniform, int most, Sampling sampling) {
        int needed = normals[0].length + (usesUniform ? 1 : 0);
        if (needed > most) {
            throw Require.error(
                    "sampling",
                    sampling + " has at most " + most + " coordinates, the frequencies need " + needed
                            + "; use ORTHOGONAL");
        }
        return needed;
    }

    private static void shifted(
            Supplier<double[]> sequence, int dimensions, double[][] normals, double[] uniforms, Randoms randoms) {
        Randoms source = randoms.split("shift");
        double[] shift = new double[dimensions];
        for (int k = 0; k < dimensions; k++) {
            shift[k] = source.uniform();
        }
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        int d = normals[0].length;
        for (int i = 0; i < normals.length; i++) {
            double[] point = sequence.get();
            for (int k = 0; k < dimensions; k++) {
                double u = point[k] + shift[k];
                u = open(u >= 1 ? u - 1 : u);
                if (k < d) {
                    normals[i][k] = normal.inverseCumulativeProbability(u);
                } else {
                    uniforms[i] = u;
                }
            }
        }
    }
}
