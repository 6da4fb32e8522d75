/**
 * What one does with kernel matrices besides solving: products that keep as much of a matrix as memory allows, centring,
 * alignment of two kernels, statistics of distances, and the spectrum.
 */
@NullMarked
package org.icl4j.kernels.tools;

import org.jspecify.annotations.NullMarked;
