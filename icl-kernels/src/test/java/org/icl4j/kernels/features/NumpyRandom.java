package org.icl4j.kernels.features;

import org.apache.commons.math3.random.MersenneTwister;

/** The numbers of NumPy's RandomState(seed).random_sample, bit for bit: two outputs of the Mersenne twister make 53 bits. */
final class NumpyRandom {

    private final MersenneTwister twister;

    NumpyRandom(int seed) {
        twister = new MersenneTwister(seed);
    }

    double uniform() {
        long high = (twister.nextInt() & 0xffffffffL) >>> 5;
        long low = (twister.nextInt() & 0xffffffffL) >>> 6;
        return (high * 0x1p26 + low) * 0x1p-53;
    }

    double[][] uniforms(int rows, int columns) {
        double[][] table = new double[rows][columns];
        for (double[] row : table) {
            for (int k = 0; k < columns; k++) {
                row[k] = uniform();
            }
        }
        return table;
    }
}
