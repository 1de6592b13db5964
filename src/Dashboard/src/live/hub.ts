import { HubConnectionBuilder, HttpTransportType, LogLevel, type IHttpConnectionOptions } from '@microsoft/signalr';
import { ticket } from '../identity/current';
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
  /** Whether the server has answered on the way to this connection: one that then does not start was not let in. */
  answered(): boolean;
}

export interface HubObserver {
  next(item: FeedItem): void;
  error(error: unknown): void;
  complete(): void;
}

export function connectHub(): Hub {
  let answered = false;
  const options = hubOptions(async () => {
    const given = await ticket();
    answered = given !== undefined;
    return given;
  });
  const connection = new HubConnectionBuilder().withUrl('/hubs/sessions', options).configureLogging(LogLevel.None).build();
  return Object.assign(connection, { answered: () => answered });
}

/**
 * Straight to a WebSocket, without a round of negotiation: audio needs one anyway. Reconnecting is the feed's own work, which knows where to resume;
 * each connection opens with a ticket of its own.
 */
export function hubOptions(getTicket: () => Promise<string | undefined> = ticket): IHttpConnectionOptions {
  return {
    transport: HttpTransportType.WebSockets,
    skipNegotiation: true,
    accessTokenFactory: async () => (await getTicket()) ?? '',
  };
}
