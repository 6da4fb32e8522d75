/**
 * Attention layers over one flat parameter vector, each with a hand-derived backward pass, and attention as an in-context
 * learner.
 */
@NullMarked
package org.icl4j.attention;

import org.jspecify.annotations.NullMarked;
