/** What MetaRepICL claims, measured: rate, width, alignment, identification and silent failures. */
@NullMarked
package org.icl4j.examples.metarep;

import org.jspecify.annotations.NullMarked;
