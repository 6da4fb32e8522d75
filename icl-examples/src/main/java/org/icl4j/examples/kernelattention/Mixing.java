package org.icl4j.examples.kernelattention;

/** How a layer of attention weighs tokens by their inner products: the four nonlinearities of Cheng, Chen and Sra 2024. */
enum Mixing {
    LINEAR("linear"),
    RELU("ReLU"),
    EXPONENTIAL("exponential"),
    SOFTMAX("softmax");

    private final String label;

    Mixing(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** The weights of one query: of its inner products g with the keys, at temperature c. */
    void weights(double[] g, double c, double[] weights) {
        double sum = 0;
        for (int j = 0; j < g.length; j++) {
            weights[j] = switch (this) {
                case LINEAR -> g[j];
                case RELU -> Math.max(0, g[j]);
                case EXPONENTIAL, SOFTMAX -> Math.exp(c * g[j]);
            };
            sum += weights[j];
        }
        if (this == SOFTMAX) {
            for (int j = 0; j < g.length; j++) {
                weights[j] /= sum;
            }
        }
    }

    /** dL/dc, where dL/dweights is given: exp has d/dc = w g, softmax d/dc = w (g - mean of g under w), the others 0. */
    double slope(double[] g, double[] weights, double[] gradient) {
        if (this == LINEAR || this == RELU) {
            return 0;
        }
        double centre = 0;
        if (this == SOFTMAX) {
            for (int j = 0; j < g.length; j++) {
                centre += weights[j] * g[j];
            }
        }
        double slope = 0;
        for (int j = 0; j < g.length; j++) {
            slope += gradient[j] * weights[j] * (g[j] - centre);
        }
        return slope;
    }
}
