/**
 * Kernels on things that are not vectors (strings, sets, graphs, a user's own objects) and kernel matrices that are given.
 * {@link org.icl4j.kernels.objects.ObjectKernel#over} turns them into ordinary kernels of indices, which every solver takes.
 */
@NullMarked
package org.icl4j.kernels.objects;

import org.jspecify.annotations.NullMarked;
