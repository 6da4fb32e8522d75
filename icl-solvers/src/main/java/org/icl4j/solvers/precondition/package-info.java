/**
 * Preconditioners of K + D, a kernel matrix and a positive diagonal: values that are prepared for a problem and then multiply by an
 * approximation of (K + D)^-1.
 */
@NullMarked
package org.icl4j.solvers.precondition;

import org.jspecify.annotations.NullMarked;
