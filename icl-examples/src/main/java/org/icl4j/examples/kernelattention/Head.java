package org.icl4j.examples.kernelattention;

/**
 * One head of attention: which nonlinearity it takes of the inner products of which coordinates.
 *
 * @param mixing the nonlinearity
 * @param part the coordinates that its queries and keys keep
 */
record Head(Mixing mixing, Part part) {

    /** Coordinates. */
    enum Part {
        ALL(0, SphereContext.WIDTH),
        FIRST(0, 2),
        REST(2, SphereContext.WIDTH);

        private final int from;
        private final int to;

        Part(int from, int to) {
            this.from = from;
            this.to = to;
        }

        /** The inner product of these coordinates. */
        double dot(double[] x, double[] z) {
            double sum = 0;
            for (int j = from; j < to; j++) {
                sum += x[j] * z[j];
            }
            return sum;
        }
    }
}
