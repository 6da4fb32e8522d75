package org.icl4j.attention.model;

/** How the error of an answer is counted: the loss that training minimises. */
public enum Loss {

    /** |answer - target|^2, the mean over targets: with one target, the squared error. */
    SQUARED {
        // l = (1/t) sum (a - y)^2: dl/da = (2/t) (a - y)
        @Override
        double of(double[] answers, int a, double[] targets, int y, int width, double[] gradient) {
            double loss = 0;
            for (int c = 0; c < width; c++) {
                double error = answers[a + c] - targets[y + c];
                loss += error * error / width;
                gradient[a + c] = 2 * error / width;
            }
            return loss;
        }
    },

    /** Cross entropy of softmax(answer) against a target that holds probabilities, such as a class as one 1 among zeros. */
    CROSS_ENTROPY {
        // l = sum_c y_c (log sum exp a - a_c): dl/da = (sum y) softmax(a) - y
        @Override
        double of(double[] answers, int a, double[] targets, int y, int width, double[] gradient) {
            double top = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < width; c++) {
                top = Math.max(top, answers[a + c]);
            }
            double sum = 0;
            double mass = 0;
            for (int c = 0; c < width; c++) {
                gradient[a + c] = Math.exp(answers[a + c] - top);
                sum += gradient[a + c];
                mass += targets[y + c];
            }
            double log = top + Math.log(sum);
            double loss = 0;
            for (int c = 0; c < width; c++) {
                loss += targets[y + c] * (log - answers[a + c]);
                gradient[a + c] = mass * gradient[a + c] / sum - targets[y + c];
            }
            return loss;
        }
    };

    /** The loss of the answer at {@code a}, and its gradient in the answer at the same place of {@code gradient}. */
    abstract double of(double[] answers, int a, double[] targets, int y, int width, double[] gradient);
}
