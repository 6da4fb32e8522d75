/** The language in which transformers are written down: slots of a token, the layers that read and write them, and the weights that come of it. */
@NullMarked
package org.icl4j.attention.wire;

import org.jspecify.annotations.NullMarked;
