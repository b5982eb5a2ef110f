package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.ResourceType;
import dev.hoard.platform.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** An account's one preferences document, whose id is the account's (DATA-1). */
@RestController
@RequestMapping("/api/v1/preferences")
final class PreferencesController {

    private final Resources resources;
    private final Requests requests;

    PreferencesController(Resources resources, Requests requests) {
        this.resources = resources;
        this.requests = requests;
    }

    @GetMapping
    ResponseEntity<byte[]> get(Caller caller, HttpServletRequest request) {
        return Answers.read(
                resources.get(caller.account(), ResourceType.PREFERENCES, id(caller)), Requests.conditions(request));
    }

    @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> put(Caller caller, HttpServletRequest request) throws IOException {
        byte[] body = requests.body(ResourceType.PREFERENCES, request);
        return answer(resources.put(write(caller, request), id(caller), body));
    }

    @PatchMapping(consumes = {MediaType.APPLICATION_JSON_VALUE, Requests.MERGE_PATCH})
    ResponseEntity<byte[]> patch(Caller caller, HttpServletRequest request) throws IOException {
        byte[] body = requests.body(ResourceType.PREFERENCES, request);
        return answer(resources.patch(write(caller, request), id(caller), body));
    }

    @DeleteMapping
    ResponseEntity<Void> delete(Caller caller, HttpServletRequest request) {
        resources.delete(write(caller, request), id(caller));
        return ResponseEntity.noContent().build();
    }

    private static Write write(Caller caller, HttpServletRequest request) {
        return Requests.write(caller, ResourceType.PREFERENCES, request);
    }

    private static ResponseEntity<byte[]> answer(Written written) {
        return Answers.written(written, ResourceType.PREFERENCES);
    }

    private static UUID id(Caller caller) {
        return caller.account().value();
    }
}
