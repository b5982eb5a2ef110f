package dev.hoard.campaign.merge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The order of a merged list, as identities. Who moved nothing follows the other side's order, and what one side added
 * stands behind its neighbour there; if both moved elements, mine is the order.
 */
record Order(List<String> identities, boolean bothMoved) {

    static Order of(Collection<String> base, Collection<String> mine, Collection<String> theirs) {
        boolean iMoved = moved(base, mine);
        boolean theyMoved = moved(base, theirs);
        // Where nobody moved anything, theirs was there first: what I append comes behind what they appended.
        return iMoved
                ? new Order(woven(mine, theirs, base), theyMoved && moved(theirs, mine))
                : new Order(woven(theirs, mine, base), false);
    }

    private static boolean moved(Collection<String> before, Collection<String> after) {
        Set<String> was = new HashSet<>(before);
        Set<String> is = new HashSet<>(after);
        return !before.stream()
                .filter(is::contains)
                .toList()
                .equals(after.stream().filter(was::contains).toList());
    }

    private static List<String> woven(Collection<String> warp, Collection<String> weft, Collection<String> base) {
        List<String> woven = new ArrayList<>(warp);
        Set<String> placed = new HashSet<>(warp);
        Set<String> old = new HashSet<>(base);
        int place = 0;
        for (String each : weft) {
            if (!placed.add(each)) {
                place = woven.indexOf(each) + 1;
                continue;
            }
            while (place < woven.size() && !old.contains(woven.get(place)) && !weft.contains(woven.get(place))) {
                place++;
            }
            woven.add(place++, each);
        }
        return woven;
    }
}
