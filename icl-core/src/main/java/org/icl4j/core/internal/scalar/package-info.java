/**
 * {@link org.icl4j.core.math.VectorMath} in plain Java: what answers where the JVM has no Vector API, and the oracle of the
 * provider that uses it.
 */
@NullMarked
package org.icl4j.core.internal.scalar;

import org.jspecify.annotations.NullMarked;
