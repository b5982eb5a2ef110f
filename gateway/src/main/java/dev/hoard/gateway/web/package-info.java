/** What WebFlux needs to speak as the platform does: problems, strict JSON, the two ports, callers and their addresses. */
@NullMarked
package dev.hoard.gateway.web;

import org.jspecify.annotations.NullMarked;
