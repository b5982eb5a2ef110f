package dev.hoard.platform.problem;

/**
 * One broken rule of a body.
 *
 * @param pointer RFC 6901 pointer to the value
 * @param code short name of the rule, such as {@code too-long}
 * @param message what is wrong, for a person
 */
public record FieldProblem(String pointer, String code, String message) {}
