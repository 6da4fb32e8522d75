/** Experiment 09: memorising a pool of tasks against learning in context. */
@NullMarked
package org.icl4j.examples.taskdiversity;

import org.jspecify.annotations.NullMarked;
