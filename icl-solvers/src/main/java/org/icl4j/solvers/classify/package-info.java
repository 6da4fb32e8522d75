/**
 * Classification: learners that give each class a probability. {@link org.icl4j.solvers.classify.KernelLogistic} is kernel logistic
 * regression, {@link org.icl4j.solvers.classify.RidgeClassifier} kernel ridge regression on one-hot targets, and {@link
 * org.icl4j.solvers.classify.TunedClassifier} chooses how columns are read, the kernel and the ridge. All make a {@link
 * org.icl4j.solvers.classify.KernelClassifierModel}, which keeps the classes' names.
 */
@NullMarked
package org.icl4j.solvers.classify;

import org.jspecify.annotations.NullMarked;
