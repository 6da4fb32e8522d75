/**
 * Gaussian processes: kernel ridge regression that also knows how sure it is. {@link org.icl4j.solvers.gp.GaussianProcess} fits, with its
 * hyperparameters chosen by marginal likelihood where asked; {@link org.icl4j.solvers.gp.GaussianProcessModel} answers with means, standard
 * deviations, covariances and samples. A {@link org.icl4j.solvers.gp.Prediction} is a normal distribution for each query, with the measures of
 * how well it is calibrated.
 */
@NullMarked
package org.icl4j.solvers.gp;

import org.jspecify.annotations.NullMarked;
