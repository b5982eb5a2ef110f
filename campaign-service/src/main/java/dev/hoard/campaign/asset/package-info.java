/** Files an account uploads straight to S3; this service says where to, checks what came, and keeps the list. */
@NullMarked
package dev.hoard.campaign.asset;

import org.jspecify.annotations.NullMarked;
