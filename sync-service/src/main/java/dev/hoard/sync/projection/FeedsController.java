package dev.hoard.sync.projection;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Builds all feeds anew, for operators. */
@RestController
@RequestMapping("/internal/rebuild")
class FeedsController {

    private final FeedsRebuild feeds;

    FeedsController(FeedsRebuild feeds) {
        this.feeds = feeds;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    FeedsRebuild.Progress rebuild() {
        return feeds.begin();
    }

    @GetMapping
    FeedsRebuild.Progress progress() {
        return feeds.progress();
    }
}
