import { exitCode, type Context } from '../context.ts';
import { demoProgram } from '../engine-access.ts';
import { connectControl } from '../../hosts/control/control-client.ts';
import { diagnoseWithoutEngine } from '../../engine/engine.ts';
import type { Finding } from '../../contract/requests.ts';

const marks = { ok: 'ok', warning: '!!', problem: 'XX' } as const;

/** Says what is there and what is missing; exit code 1 when something Lulu cannot do without is. */
export async function doctor(context: Context): Promise<number> {
  const findings = await examine(context);
  if (context.json) context.out(JSON.stringify({ findings }));
  else {
    for (const { level, topic, text, action } of findings) {
      context.out(`${marks[level]}  ${topic.padEnd(9)} ${text}`);
      if (level !== 'ok' && action !== null) context.out(`    ${''.padEnd(9)} -> ${action}`);
    }
  }
  return findings.some(({ level }) => level === 'problem') ? exitCode.failed : exitCode.done;
}

async function examine({ data }: Context): Promise<readonly Finding[]> {
  const engine = await connectControl(data.path);
  if (engine === null) {
    return await diagnoseWithoutEngine({ data, env: process.env, demoProgram: demoProgram() });
  }
  try {
    return (await engine.request('doctor', {})).findings;
  } finally {
    engine.close();
  }
}
