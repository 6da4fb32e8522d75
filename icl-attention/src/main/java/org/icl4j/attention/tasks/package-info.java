/** Distributions over tasks: what an in-context learner is trained on. */
@NullMarked
package org.icl4j.attention.tasks;

import org.jspecify.annotations.NullMarked;
