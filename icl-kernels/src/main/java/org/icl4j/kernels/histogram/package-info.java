/** Kernels of histograms (coordinates that are counts or frequencies) and of coded categories. */
@NullMarked
package org.icl4j.kernels.histogram;

import org.jspecify.annotations.NullMarked;
