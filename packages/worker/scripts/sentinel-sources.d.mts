export declare function hashSentinelSources(): string
