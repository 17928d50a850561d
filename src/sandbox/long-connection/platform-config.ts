/** How the platform tells its clients to behave; times are in seconds. */
export interface PlatformConfig {
  readonly ReconnectCount: number;
  readonly ReconnectInterval: number;
  readonly ReconnectNonce: number;
  readonly PingInterval: number;
}

/** As the platform's own SDKs were told. */
export const PLATFORM_CONFIG: PlatformConfig = {
  ReconnectCount: -1,
  ReconnectInterval: 120,
  ReconnectNonce: 30,
  PingInterval: 120,
};
