/**
 * How a kernel's hyperparameters and the ridge are chosen from the data. {@link org.icl4j.solvers.select.LeaveOneOut} computes the
 * error of predicting each point from all others, in closed form and for every ridge on one eigendecomposition. {@link
 * org.icl4j.solvers.select.KernelSelection} searches for the length scale and the ridge that make it least.
 */
@NullMarked
package org.icl4j.solvers.select;

import org.jspecify.annotations.NullMarked;
