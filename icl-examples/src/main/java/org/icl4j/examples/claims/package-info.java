/** Claims of the literature and of this library, each with a measurement and a bound. */
@NullMarked
package org.icl4j.examples.claims;

import org.jspecify.annotations.NullMarked;
