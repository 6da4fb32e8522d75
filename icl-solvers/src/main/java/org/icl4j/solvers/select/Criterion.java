package org.icl4j.solvers.select;

/** What a choice of hyperparameters is judged by. With C = K + r I, a = C^-1 y: */
public enum Criterion {
    /**
     * The marginal likelihood of a Gaussian process with covariance s^2 k and noise variance s^2 r, at the s^2 = y'a / n that makes it
     * greatest: log p(y) = -(n / 2) log s^2 - (1 / 2) log |C| - (n / 2) (1 + log 2 pi) (Rasmussen and Williams 2006, equation 5.8).
     */
    MARGINAL_LIKELIHOOD,
    /** The mean squared error of predicting each target from all others, e_i = a_i / (C^-1)_ii (equation 5.12). */
    LEAVE_ONE_OUT
}
