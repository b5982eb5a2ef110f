/** Who may come in: which paths need which token, and which paths are refused before anybody looks at them. */
@NullMarked
package dev.hoard.gateway.policy;

import org.jspecify.annotations.NullMarked;
