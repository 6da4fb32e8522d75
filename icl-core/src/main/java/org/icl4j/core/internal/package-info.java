/** Providers behind the seams of {@code org.icl4j.core}; not for users, and not for the other modules. */
@NullMarked
package org.icl4j.core.internal;

import org.jspecify.annotations.NullMarked;
