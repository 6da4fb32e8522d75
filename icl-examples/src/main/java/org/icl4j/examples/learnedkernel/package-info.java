/** Experiment 01: an attention head that learns its kernel by pretraining, beside kernel methods that are given theirs. */
@NullMarked
package org.icl4j.examples.learnedkernel;

import org.jspecify.annotations.NullMarked;
