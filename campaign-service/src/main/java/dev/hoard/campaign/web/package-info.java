/** What the service's controllers have in common: bodies as raw bytes, and typed path variables. */
@NullMarked
package dev.hoard.campaign.web;

import org.jspecify.annotations.NullMarked;
