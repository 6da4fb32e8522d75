/** Trainable one-layer models: an attention head between small networks that embed inputs and targets. */
@NullMarked
package org.icl4j.attention.heads;

import org.jspecify.annotations.NullMarked;
