/** What the service's controllers have in common: typed path variables, paging, idempotency keys. */
@NullMarked
package dev.hoard.campaign.web;

import org.jspecify.annotations.NullMarked;
