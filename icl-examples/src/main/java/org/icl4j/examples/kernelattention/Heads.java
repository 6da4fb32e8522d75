package org.icl4j.examples.kernelattention;

import java.util.List;

/**
 * Heads whose answers are added, each with steps of its own; or a covariance, the sum of what its heads take of inner products at
 * temperature 1.
 *
 * @param label for tables
 * @param heads one or more
 */
record Heads(String label, List<Head> heads) {

    /** The exponential of the first two coordinates, and the inner product of the others (Cheng, Chen and Sra 2024). */
    static final Heads COMBINATION = new Heads(
            "exponential of 2, linear of 3",
            List.of(new Head(Mixing.EXPONENTIAL, Head.Part.FIRST), new Head(Mixing.LINEAR, Head.Part.REST)));

    /** Both nonlinearities, of all coordinates. */
    static final Heads BOTH = new Heads(
            "exponential and linear",
            List.of(new Head(Mixing.EXPONENTIAL, Head.Part.ALL), new Head(Mixing.LINEAR, Head.Part.ALL)));

    static Heads one(Mixing mixing) {
        return new Heads(mixing.label(), List.of(new Head(mixing, Head.Part.ALL)));
    }

    int size() {
        return heads.size();
    }

    /** The covariance of two points. */
    double covariance(double[] x, double[] z) {
        double sum = 0;
        for (Head head : heads) {
            double g = head.part().dot(x, z);
            sum += switch (head.mixing()) {
                case LINEAR -> g;
                case RELU -> Math.max(0, g);
                case EXPONENTIAL, SOFTMAX -> Math.exp(g);
            };
        }
        return sum;
    }
}
