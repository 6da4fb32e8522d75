/**
 * Figures: panels side by side, written as PNG or SVG. Colours are those of Okabe and Ito (2008), told apart by readers
 * with any colour vision; heat maps use viridis.
 */
@NullMarked
package org.icl4j.examples.figures;

import org.jspecify.annotations.NullMarked;
