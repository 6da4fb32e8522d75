/** Attention read as a model that is trained on its own keys and values: its modifications as layers, and stacks as chains of dual models. */
@NullMarked
package org.icl4j.attention.dual;

import org.jspecify.annotations.NullMarked;
