/** Experiment 11: the weights of transformers wired by hand, and their layers beside the algorithms' iterates. */
@NullMarked
package org.icl4j.examples.constructions;

import org.jspecify.annotations.NullMarked;
