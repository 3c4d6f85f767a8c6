/** An answer as the Messages API sends it: server-sent events, or one JSON object without streaming. */
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { ApiRequest } from './api-request.ts';
import type { Answer, Block } from './api-scripts.ts';

type Message = Extract<Answer, { kind: 'message' }>;
type BrokenOff = Extract<Answer, { kind: 'broken-off' }>;

/** Characters of a block that one event carries. */
const pieceLength = 24;

export async function streamAnswer(
  response: ServerResponse,
  request: ApiRequest,
  answer: Message,
): Promise<void> {
  if (request.streaming) await stream(response, request, answer);
  else {
    response.writeHead(200, { 'content-type': 'application/json' });
    const content = answer.blocks.map(finished);
    response.end(JSON.stringify({ ...envelope(request), content, stop_reason: answer.stopReason }));
  }
}

/** A stream that says something and does not come to its end. */
export function breakOff(response: ServerResponse, request: ApiRequest, answer: BrokenOff): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': id('req') });
  const said = answer.said === null ? [] : saying(request, answer.said);
  const last = answer.by === 'error' ? [errorEvent('overloaded_error', 'Overloaded')] : [];
  response.write([...said, ...last].join(''), () => {
    if (answer.by === 'reset') response.destroy();
    else response.end();
  });
}

function saying(request: ApiRequest, text: string): readonly string[] {
  return [
    eventOf('message_start', { message: envelope(request) }),
    eventOf('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    eventOf('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  ];
}

function errorEvent(type: string, message: string): string {
  return eventOf('error', { error: { type, message } });
}

function eventOf(type: string, rest: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
}

async function stream(
  response: ServerResponse,
  request: ApiRequest,
  answer: Message,
): Promise<void> {
  const send = (type: string, rest: object): void => {
    if (response.writable) response.write(eventOf(type, rest));
  };
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'request-id': id('req'),
  });
  send('message_start', { message: envelope(request) });
  for (const [index, block] of answer.blocks.entries()) {
    send('content_block_start', { index, content_block: begun(block) });
    for (const delta of deltas(block)) {
      if (!response.writable) return;
      send('content_block_delta', { index, delta });
      if (answer.pauseMs !== undefined) await pause(answer.pauseMs);
    }
    send('content_block_stop', { index });
  }
  send('message_delta', {
    delta: { stop_reason: answer.stopReason, stop_sequence: null },
    usage: { output_tokens: 25 },
  });
  send('message_stop', {});
  response.end();
}

function envelope({ model }: ApiRequest): object {
  return {
    id: id('msg'),
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: 100,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 1,
    },
  };
}

function begun(block: Block): object {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: '' };
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'tool_use':
      return { type: 'tool_use', id: id('toolu'), name: block.name, input: {} };
  }
}

function finished(block: Block): object {
  switch (block.type) {
    case 'text':
      return block;
    case 'thinking':
      return { ...block, signature: signature() };
    case 'tool_use':
      return { ...block, id: id('toolu') };
  }
}

function* deltas(block: Block): Generator<object> {
  switch (block.type) {
    case 'text':
      for (const text of pieces(block.text)) yield { type: 'text_delta', text };
      return;
    case 'thinking':
      for (const thinking of pieces(block.thinking)) yield { type: 'thinking_delta', thinking };
      yield { type: 'signature_delta', signature: signature() };
      return;
    case 'tool_use':
      for (const partial_json of pieces(JSON.stringify(block.input))) {
        yield { type: 'input_json_delta', partial_json };
      }
  }
}

function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += pieceLength) yield text.slice(at, at + pieceLength);
}

function id(kind: 'msg' | 'toolu' | 'req'): string {
  return `${kind}_${randomBytes(11).toString('hex')}`;
}

/** Opaque to the CLI: it only hands it back. */
function signature(): string {
  return randomBytes(48).toString('base64');
}
