/**
 * What every other module stands on: {@link org.icl4j.core.Context contexts} (a prompt is a training set),
 * {@link org.icl4j.core.InContextLearner learners} and {@link org.icl4j.core.Predictor predictors}, checks of
 * arguments, seeds, metrics, and the two seams to fast arithmetic: {@link org.icl4j.core.linalg.Blas} for large dense
 * matrices in native memory and {@link org.icl4j.core.math.VectorMath} for tiles on the Java heap.
 */
@NullMarked
package org.icl4j.core;

import org.jspecify.annotations.NullMarked;
