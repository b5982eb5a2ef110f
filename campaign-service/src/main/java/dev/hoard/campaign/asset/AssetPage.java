package dev.hoard.campaign.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hoard.campaign.web.Paging;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assets of an account, by id.
 *
 * @param nextPage what to ask the next page by; absent on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AssetPage(List<AssetView> assets, @Nullable String nextPage) {

    /** @param found one more than the limit where there are more */
    static AssetPage of(List<Asset> found, int limit) {
        return found.size() <= limit
                ? whole(found)
                : new AssetPage(
                        views(found.subList(0, limit)),
                        Paging.next(found.get(limit - 1).id()));
    }

    static AssetPage whole(List<Asset> found) {
        return new AssetPage(views(found), null);
    }

    private static List<AssetView> views(List<Asset> assets) {
        return assets.stream().map(AssetView::of).toList();
    }
}
