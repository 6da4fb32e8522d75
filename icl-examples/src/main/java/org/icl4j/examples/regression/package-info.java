/** Regression on tables: what is chosen when nothing is given, and experiments on accuracy, time and effective dimension. */
@NullMarked
package org.icl4j.examples.regression;

import org.jspecify.annotations.NullMarked;
