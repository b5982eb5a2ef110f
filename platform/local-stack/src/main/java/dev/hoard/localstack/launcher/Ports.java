package dev.hoard.localstack.launcher;

import dev.hoard.localstack.infrastructure.Workspace;

/** Where each service listens. All ports are chosen before the first service starts, because each is told all. */
record Ports(Workspace workspace) {

    int publicOf(Service service) {
        return workspace.port(service.title, service.usualPort);
    }

    int internalOf(Service service) {
        return workspace.port(service.title + "-internal", service.usualInternalPort);
    }

    String urlOf(Service service) {
        return "http://127.0.0.1:" + publicOf(service);
    }

    String internalUrlOf(Service service) {
        return "http://127.0.0.1:" + internalOf(service);
    }
}
