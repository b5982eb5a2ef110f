package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.web.Paging;
import dev.hoard.platform.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Parties, encounters and creatures (DATA-1). */
@RestController
@RequestMapping("/api/v1/{type:parties|encounters|creatures}")
final class ResourceController {

    private final Resources resources;
    private final Requests requests;

    ResourceController(Resources resources, Requests requests) {
        this.resources = resources;
        this.requests = requests;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] list(Caller caller, @PathVariable ResourceType type, ListQuery query) {
        Paging paging = query.paging();
        return resources
                .list(caller.account(), type, query.filter(), paging.after(), paging.limitOrDefault())
                .json();
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> get(
            Caller caller, @PathVariable ResourceType type, @PathVariable UUID id, HttpServletRequest request) {
        return Answers.read(resources.get(caller.account(), type, id), Requests.conditions(request));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> create(Caller caller, @PathVariable ResourceType type, HttpServletRequest request)
            throws IOException {
        Written written = resources.create(Requests.write(caller, type, request), requests.body(type, request));
        return Answers.written(written, type);
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> put(
            Caller caller, @PathVariable ResourceType type, @PathVariable UUID id, HttpServletRequest request)
            throws IOException {
        Written written = resources.put(Requests.write(caller, type, request), id, requests.body(type, request));
        return Answers.written(written, type);
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, Requests.MERGE_PATCH})
    ResponseEntity<byte[]> patch(
            Caller caller, @PathVariable ResourceType type, @PathVariable UUID id, HttpServletRequest request)
            throws IOException {
        Written written = resources.patch(Requests.write(caller, type, request), id, requests.body(type, request));
        return Answers.written(written, type);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            Caller caller, @PathVariable ResourceType type, @PathVariable UUID id, HttpServletRequest request) {
        resources.delete(Requests.write(caller, type, request), id);
        return ResponseEntity.noContent().build();
    }
}
