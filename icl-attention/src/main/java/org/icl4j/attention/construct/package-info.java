/** Transformers whose weights are wired by hand so that their layers are the steps of an algorithm. */
@NullMarked
package org.icl4j.attention.construct;

import org.jspecify.annotations.NullMarked;
