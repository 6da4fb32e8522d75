/**
 * The numbered experiments: each prints its table, writes it as CSV, and writes its figures as PNG and SVG.
 */
@NullMarked
package org.icl4j.examples;

import org.jspecify.annotations.NullMarked;
