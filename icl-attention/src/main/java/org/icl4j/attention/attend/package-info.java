/** Attention: how tokens are compared, how the weights are made of that, and what every token then reads. */
@NullMarked
package org.icl4j.attention.attend;

import org.jspecify.annotations.NullMarked;
