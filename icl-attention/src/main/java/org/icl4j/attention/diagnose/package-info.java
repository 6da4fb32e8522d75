/** What a learner does with its context, and what an attention layer looks at: measures that need no access to how either was made. */
@NullMarked
package org.icl4j.attention.diagnose;

import org.jspecify.annotations.NullMarked;
