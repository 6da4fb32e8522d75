/**
 * Large native matrices that are not cleared when they are made, in large pages where the system gives them.
 */
@NullMarked
package org.icl4j.core.internal.memory;

import org.jspecify.annotations.NullMarked;
