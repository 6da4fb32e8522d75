/**
 * Kernel ridge regression: the function of a kernel's space that fits the targets with the least sum of squared errors plus ridge
 * times squared norm. {@link org.icl4j.solvers.ridge.KernelRidge} finds it exactly, and {@link org.icl4j.solvers.ridge.IterativeKernelRidge}
 * by a given number of steps of an iterative method. Both give a {@link org.icl4j.solvers.ridge.KernelRidgeModel}, which predicts and can be saved.
 */
@NullMarked
package org.icl4j.solvers.ridge;

import org.jspecify.annotations.NullMarked;
