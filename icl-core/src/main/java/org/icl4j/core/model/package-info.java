/**
 * Saved models: {@link org.icl4j.core.model.ModelFile} is an immutable value of named texts, numbers and arrays, stored as
 * a zip of JSON and NPY files. Reading is bounded: a damaged or hostile file is refused, whatever it claims. {@link org.icl4j.core.model.WholeFile} replaces
 * a file by one that is whole.
 */
@NullMarked
package org.icl4j.core.model;

import org.jspecify.annotations.NullMarked;
