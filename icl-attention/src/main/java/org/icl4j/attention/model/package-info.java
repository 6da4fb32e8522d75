/** Whole models: how a context becomes tokens, what the layers make of them, and the learner that comes out. */
@NullMarked
package org.icl4j.attention.model;

import org.jspecify.annotations.NullMarked;
