/** Experiments 03 to 05: linear transformers that are trained, beside the closed forms of what they can reach. */
@NullMarked
package org.icl4j.examples.lineartransformers;

import org.jspecify.annotations.NullMarked;
