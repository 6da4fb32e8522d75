/**
 * What stands behind the seams of {@code org.icl4j.core}; not for users, and not for the other modules. This package chooses
 * the provider of {@link org.icl4j.core.math.VectorMath}; the providers, and those of the other seams, have a package each.
 */
@NullMarked
package org.icl4j.core.internal;

import org.jspecify.annotations.NullMarked;
