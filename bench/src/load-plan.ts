/** Somebody who sends: by which socket, into what, and to how many people that goes. */
export interface Sender {
  socket: number;
  conversation: string;
  members: number;
}

export interface LoadRun {
  senders: Sender[];
  /** Messages each sender has under way (closed loop); ignored with `pace`. */
  window: number;
  /** Messages a second over all senders, whatever comes back (open loop). */
  pace?: number | undefined;
  warmUpSeconds: number;
  seconds: number;
  /** Eight hexadecimal digits that make this run's client ids its own. */
  run: string;
  bodyBytes: number;
  /** Whether frames say `prev`, so that gaps and repeats show. */
  numbered: boolean;
}

export interface LoadResult {
  /** Within the measured time. */
  seconds: number;
  messages: number;
  deliveries: number;
  /** Milliseconds from sending to the acknowledgement (closed loop) or to each delivery (open loop). */
  p50: number;
  p99: number;
  /** Over the whole run, drained. */
  acknowledged: number;
  delivered: number;
  expected: number;
  /** Frames whose `prev` was not the last `ev` of their socket. */
  outOfOrder: number;
  errors: number;
  firstError: string | undefined;
  /** By message number: the sender's place in the plan, and the acknowledged numbers (0: not acknowledged). */
  sender: Int32Array;
  seq: Int32Array;
  ev: Int32Array;
}

export type LoadQuestion =
  | { do: 'connect'; port: number | number[]; path: string; tokens: (string | undefined)[] }
  | { do: 'run'; run: LoadRun }
  | { do: 'close' };

/** The client id of message `n` of a run: a UUID that its number can be read from. */
export const clientIdOf = (run: string, n: number): string => `${run}-0000-4000-8000-${String(n).padStart(12, '0')}`;
