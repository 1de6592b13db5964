import { HubConnectionBuilder, HttpTransportType, LogLevel } from '@microsoft/signalr';
import type { FeedItem } from './feedItem';

/** A connection to the live feed, as much of SignalR's as {@link SessionFeed} uses. */
export interface Hub {
  start(): Promise<void>;
  stop(): Promise<void>;
  stream(
    method: 'Events',
    sessionId: string,
    after: number,
  ): { subscribe(observer: HubObserver): { dispose(): void } };
  onclose(callback: () => void): void;
}

export interface HubObserver {
  next(item: FeedItem): void;
  error(error: unknown): void;
  complete(): void;
}

/** Straight to a WebSocket, without a round of negotiation: audio needs one anyway. Reconnecting is the feed's own work, which knows where to resume. */
export function connectHub(): Hub {
  return new HubConnectionBuilder()
    .withUrl('/hubs/sessions', { transport: HttpTransportType.WebSockets, skipNegotiation: true })
    .configureLogging(LogLevel.None)
    .build();
}
