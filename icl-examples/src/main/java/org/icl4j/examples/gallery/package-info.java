/** Experiment 02: what every kernel looks like, and the functions that it makes likely. */
@NullMarked
package org.icl4j.examples.gallery;

import org.jspecify.annotations.NullMarked;
