package dev.hoard.sync.live;

import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.page.PageBuilder;
import dev.hoard.sync.page.RenderedPage;
import dev.hoard.sync.page.TypeFilter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Changes that have just happened, rendered once for all streams that show them under the same filter. */
public final class LiveRange {

    private final ChangeRange range;
    private final long length;
    private final Map<TypeFilter, RenderedPage> rendered = new ConcurrentHashMap<>();

    public LiveRange(ChangeRange range) {
        this.range = range;
        this.length = range.length();
    }

    public ChangeRange range() {
        return range;
    }

    /** About how many bytes it keeps in memory. */
    public long length() {
        return length;
    }

    /** The changes above {@code sent}, which lies within the range, as a page. */
    public RenderedPage after(long sent, TypeFilter types) {
        if (sent == range.from()) {
            return rendered.computeIfAbsent(types, filter -> render(range, filter));
        }
        return render(range.after(sent), types);
    }

    private static RenderedPage render(ChangeRange changes, TypeFilter types) {
        PageBuilder page = new PageBuilder(changes.epoch(), changes.from(), types, Integer.MAX_VALUE, Long.MAX_VALUE);
        changes.changes().forEach(page::add);
        return page.build(changes.to()).rendered();
    }
}
