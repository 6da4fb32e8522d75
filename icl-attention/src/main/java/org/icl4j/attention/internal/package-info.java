/** What several packages of icl-attention share and users never name. */
@NullMarked
package org.icl4j.attention.internal;

import org.jspecify.annotations.NullMarked;
