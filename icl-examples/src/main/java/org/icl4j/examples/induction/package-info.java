/** Experiment 10: a causal transformer learns to copy. */
@NullMarked
package org.icl4j.examples.induction;

import org.jspecify.annotations.NullMarked;
