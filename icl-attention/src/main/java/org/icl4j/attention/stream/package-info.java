/**
 * Learners that read a context pair by pair and can answer at any time: the states of linear attention, the delta rules, recursive least
 * squares and the mesa layer, whose memory does not grow, and local linear regression, which keeps its pairs.
 */
@NullMarked
package org.icl4j.attention.stream;

import org.jspecify.annotations.NullMarked;
