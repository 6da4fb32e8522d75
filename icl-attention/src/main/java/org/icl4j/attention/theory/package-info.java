/**
 * Closed forms of in-context learning: optimal preconditioners and their risks, risks by depth, baselines, rates, Bayes predictors, the
 * dual model of softmax attention. What trained and hand-wired transformers are held against.
 */
@NullMarked
package org.icl4j.attention.theory;

import org.jspecify.annotations.NullMarked;
