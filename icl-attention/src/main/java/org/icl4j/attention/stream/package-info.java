/**
 * Learners that read a context pair by pair and can answer at any time, in memory that does not grow: the states of linear
 * attention, the delta rules and recursive least squares.
 */
@NullMarked
package org.icl4j.attention.stream;

import org.jspecify.annotations.NullMarked;
