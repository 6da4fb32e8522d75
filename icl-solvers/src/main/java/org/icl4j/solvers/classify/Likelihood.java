package org.icl4j.solvers.classify;

/**
 * The likelihood of n labels given scores f, row-major [n, t], with its derivatives. With t = C columns p_i = softmax(f_i):
 *
 * <pre>
 * -log p(y | f) = sum_i (log sum_c exp f_ic - f_i,y(i))
 * gradient of log p:   g_ic = [y(i) = c] - p_ic
 * -Hessian of log p:   W_i = diag(p_i) - p_i p_i'            (C x C, one block a row)
 * </pre>
 *
 * Two classes need one column, f = f_1 - f_0: p_i = 1 / (1 + exp(-f_i)) is the probability of class 1, g_i = [y(i) = 1] - p_i and W_i = p_i
 * (1 - p_i). If f_0 and f_1 have the prior covariance S each, f has 2 S, which is {@link #priorFactor()}.
 *
 * <p>W = M M' with M_i = diag(q_i) (I - q_i q_i'), q_i = sqrt(p_i): as |q_i| = 1, I - q q' is a projection, so that M M' = diag(q) (I - q q')
 * diag(q) = diag(p) - p p'. With one column M_i = sqrt(p_i (1 - p_i)).
 */
final class Likelihood {

    private final int[] labels;
    private final int t;

    Likelihood(Labels labels) {
        this.labels = labels.indices();
        this.t = labels.classes().size() == 2 ? 1 : labels.classes().size();
    }

    int size() {
        return labels.length;
    }

    /** The columns of f. */
    int columns() {
        return t;
    }

    /** By what the prior covariance of a class's score is multiplied for a column of f. */
    double priorFactor() {
        return t == 1 ? 2 : 1;
    }

    /** -log p(y | f); writes the probabilities into p, [n, t]. */
    double evaluate(double[] f, double[] p) {
        double loss = 0;
        System.arraycopy(f, 0, p, 0, f.length);
        for (int i = 0; i < labels.length; i++) {
            if (t == 1) {
                double signed = labels[i] == 1 ? f[i] : -f[i];
                loss += signed > 0 ? Math.log1p(Math.exp(-signed)) : -signed + Math.log1p(Math.exp(signed));
                p[i] = 1 / (1 + Math.exp(-f[i]));
            } else {
                double own = f[i * t + labels[i]];
                loss += Probabilities.softmax(p, i * t, t) - own;
            }
        }
        return loss;
    }

    /** g = y - p. */
    double[] gradient(double[] p) {
        double[] g = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            g[i] = -p[i];
        }
        for (int i = 0; i < labels.length; i++) {
            if (t == 1) {
                g[i] += labels[i];
            } else {
                g[i * t + labels[i]] += 1;
            }
        }
        return g;
    }

    /** W v. */
    double[] curvature(double[] p, double[] v) {
        double[] result = new double[v.length];
        for (int i = 0; i < labels.length; i++) {
            double mean = 0; // p_i'v_i
            for (int c = 0; c < t; c++) {
                mean += p[i * t + c] * v[i * t + c];
            }
            for (int c = i * t; c < (i + 1) * t; c++) {
                result[c] = t == 1 ? p[c] * (1 - p[c]) * v[c] : p[c] * (v[c] - mean);
            }
        }
        return result;
    }

    /** M v. */
    double[] root(double[] p, double[] v) {
        double[] result = t == 1 ? v.clone() : project(p, v);
        scale(p, result);
        return result;
    }

    /** M'v. */
    double[] rootTransposed(double[] p, double[] v) {
        double[] scaled = v.clone();
        scale(p, scaled);
        return t == 1 ? scaled : project(p, scaled);
    }

    /** The part of a row's block that the projection I - q q' keeps; all of it with one column. */
    double[] project(double[] p, double[] v) {
        if (t == 1) {
            return v.clone();
        }
        double[] result = new double[v.length];
        for (int i = 0; i < labels.length; i++) {
            double along = 0; // q_i'v_i
            for (int c = i * t; c < (i + 1) * t; c++) {
                along += Math.sqrt(p[c]) * v[c];
            }
            for (int c = i * t; c < (i + 1) * t; c++) {
                result[c] = v[c] - Math.sqrt(p[c]) * along;
            }
        }
        return result;
    }

    private void scale(double[] p, double[] v) {
        for (int i = 0; i < v.length; i++) {
            v[i] *= scale(p[i]);
        }
    }

    /** The diagonal factor of M: sqrt(p), or sqrt(p (1 - p)) with one column. */
    double scale(double p) {
        return Math.sqrt(t == 1 ? p * (1 - p) : p);
    }
}
