/**
 * Token mixers: what takes the place of attention between the maps to queries, keys and values and the projection. Each is an estimator
 * that learns from the keys and values a token sees and answers its query, with a hand-derived backward pass.
 */
@NullMarked
package org.icl4j.attention.mix;

import org.jspecify.annotations.NullMarked;
