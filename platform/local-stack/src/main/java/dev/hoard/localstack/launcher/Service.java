package dev.hoard.localstack.launcher;

/** The five services, in the order of their start. */
enum Service {
    GATEWAY("gateway", "gateway", 8080, 8090, 224),
    CAMPAIGN("campaign", "campaign-service", 8081, 8091, 224),
    SYNC("sync", "sync-service", 8082, 8092, 192),
    BACKUP("backup", "backup-service", 8083, 8093, 192),
    EXPORT("export", "export-service", 8084, 8094, 192);

    final String title;
    final String module;
    final int usualPort;
    final int usualInternalPort;
    final int heapMebibytes;

    Service(String title, String module, int usualPort, int usualInternalPort, int heapMebibytes) {
        this.title = title;
        this.module = module;
        this.usualPort = usualPort;
        this.usualInternalPort = usualInternalPort;
        this.heapMebibytes = heapMebibytes;
    }
}
