/** Experiment 06: classes of functions, a transformer trained on each, and the estimators that suit them. */
@NullMarked
package org.icl4j.examples.functionclasses;

import org.jspecify.annotations.NullMarked;
