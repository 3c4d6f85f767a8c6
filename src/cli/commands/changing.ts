import { exitCode, namedSession, type Context } from '../context.ts';
import { withEngine } from '../engine-access.ts';
import { printable, printRow } from '../print.ts';
import { promptFrom } from '../prompt-input.ts';
import { waitForEnd } from '../waiting.ts';

export async function send(context: Context): Promise<number> {
  const prompt = promptFrom(context.values);
  const id = await namedSession(context);
  const { row } = await withEngine(context, (engine) =>
    engine.request('sessions.send', { id, prompt, now: context.values['now'] === true }),
  );
  printRow(context, row);
  return exitCode.done;
}

export async function rename(context: Context): Promise<number> {
  const id = await namedSession(context);
  const name = context.operands[1] ?? '';
  const { row } = await withEngine(context, (engine) =>
    engine.request('sessions.rename', { id, name }),
  );
  printRow(context, row, `Renamed to ${printable(row.name)}`);
  return exitCode.done;
}

export async function interrupt(context: Context): Promise<number> {
  const id = await namedSession(context);
  return await withEngine(context, async (engine) => {
    await engine.request('sessions.interrupt', { id });
    const row = await waitForEnd(engine, id, (view) => !view.interrupting);
    printRow(context, row);
    if (row.interruptError === null) return exitCode.done;
    context.err(row.interruptError);
    return exitCode.failed;
  });
}

export async function remove(context: Context): Promise<number> {
  const id = await namedSession(context);
  const { row } = await withEngine(context, (engine) => engine.request('sessions.delete', { id }));
  const line = `Moved "${printable(row.name)}" to the trash. \`lulu restore ${id}\` brings it back.`;
  printRow(context, row, line);
  return exitCode.done;
}

export async function restore(context: Context): Promise<number> {
  const id = await namedSession(context);
  const { row } = await withEngine(context, (engine) => engine.request('sessions.restore', { id }));
  printRow(context, row, `"${printable(row.name)}" is back.`);
  return exitCode.done;
}
