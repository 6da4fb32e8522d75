/** Training without automatic differentiation: objectives on a flat parameter vector, Adam, and the loop around them. */
@NullMarked
package org.icl4j.attention.train;

import org.jspecify.annotations.NullMarked;
