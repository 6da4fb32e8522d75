/**
 * Layers over one flat parameter vector, each with a hand-derived backward pass. A {@link org.icl4j.attention.layers.Layer}
 * maps tokens to tokens and owns named slices of the vector ({@link org.icl4j.attention.layers.ParameterLayout}). How the
 * tokens form sequences, and which may look at which, is a value: {@link org.icl4j.attention.layers.Sequences} with a
 * {@link org.icl4j.attention.layers.Visibility}.
 */
@NullMarked
package org.icl4j.attention.layers;

import org.jspecify.annotations.NullMarked;
