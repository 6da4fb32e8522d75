/** Experiment 12: the dual model of softmax attention with finite features, step by step, and with its modifications. */
@NullMarked
package org.icl4j.examples.dualmodel;

import org.jspecify.annotations.NullMarked;
