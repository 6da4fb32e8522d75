/**
 * Figures of lines, bands, points, heat maps and bars, written as PNG or SVG. Every panel is an immutable value made with few words and
 * good defaults: {@link org.icl4j.figures.Plot} for curves, {@link org.icl4j.figures.HeatMap} for matrices and functions of two variables, {@link
 * org.icl4j.figures.Bars} for one number a name, {@link org.icl4j.figures.ComparisonFigure} for learners compared on tasks. A {@link
 * org.icl4j.figures.Figure} sets panels side by side. Colours are those of Okabe and Ito (2008), told apart by readers
 * with any colour vision; heat maps use viridis.
 */
@NullMarked
package org.icl4j.figures;

import org.jspecify.annotations.NullMarked;
