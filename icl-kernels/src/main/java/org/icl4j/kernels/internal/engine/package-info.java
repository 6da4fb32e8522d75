/**
 * The engine that evaluates kernels. It cuts a kernel matrix into {@link org.icl4j.kernels.internal.engine.PackedTile tiles}
 * that stay in the cache and spreads them over threads; a task fills a piece of a matrix, adds a piece of a product or sums a
 * gradient. What a task computes depends on its number alone, so the results are the same bits for any number of threads.
 */
@NullMarked
package org.icl4j.kernels.internal.engine;

import org.jspecify.annotations.NullMarked;
