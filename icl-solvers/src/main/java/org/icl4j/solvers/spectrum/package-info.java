/** What is known of a kernel matrix's spectrum where it is too large to be decomposed. */
@NullMarked
package org.icl4j.solvers.spectrum;

import org.jspecify.annotations.NullMarked;
