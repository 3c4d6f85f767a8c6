/** What the demo agent does with an ordinary prompt: a small job, told openly as a demonstration. */
import { readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { listFiles } from './files.ts';
import type { ToolOutcome, Turn } from './turn.ts';

const notes = 'NOTES.md';

/** Reads the repository, writes NOTES.md about it, asks to run one harmless command, and sums up. */
export async function tellStory(turn: Turn, prompt: string, turnNumber: number): Promise<void> {
  await turn.think(
    'A prompt for the demo. I look at the repository first, write down what I find, and ask before I run a command.',
  );
  await turn.say(greeting(prompt, turnNumber));
  const files = await look(turn);
  await turn.pause(900);
  await turn.think(`I know what is here: enough to say something true about it in ${notes}.`);
  const edited = await takeNotes(turn, files, prompt, turnNumber);
  await turn.pause(600);
  await turn.say(
    'Let me see what git makes of that. Unless this session may do everything, you are asked first.',
  );
  const status = await turn.useTool('Bash', {
    command: 'git status --short',
    description: 'Show what has changed',
  });
  await turn.pause(700);
  await turn.say(summary(files, edited, status));
}

function greeting(prompt: string, turnNumber: number): string {
  const first = prompt.trim().split('\n')[0] ?? '';
  const asked = first.length > 120 ? `${first.slice(0, 119)}…` : first;
  const who =
    turnNumber === 1
      ? '**This is the Lulu demo agent.** I am a small script, not an AI: I cannot do what you ask, but I really edit files here, so that you can see how Lulu shows an agent at work.'
      : `**The Lulu demo agent again**, turn ${String(turnNumber)} of our conversation.`;
  return `${who}\n\nYou asked:\n\n> ${asked}\n\nI will look around, keep notes in \`${notes}\`, and ask you before I run a command.`;
}

async function look(turn: Turn): Promise<readonly string[]> {
  await turn.pause(600);
  await turn.useTool('Glob', { pattern: '**/*' });
  const files = await listFiles(process.cwd());
  const readme = files.find((file) => /^readme(\.\w+)?$/i.test(file));
  await turn.pause(900);
  if (readme !== undefined) await turn.useTool('Read', { file_path: resolve(readme) });
  return files;
}

async function takeNotes(
  turn: Turn,
  files: readonly string[],
  prompt: string,
  turnNumber: number,
): Promise<ToolOutcome> {
  const path = resolve(notes);
  const before = await readFile(path, 'utf8').catch(() => undefined);
  await turn.say(before === undefined ? `I write \`${notes}\`.` : `I add to \`${notes}\`.`);
  const asked = `- Turn ${String(turnNumber)}: ${prompt.trim().split('\n')[0] ?? ''}\n`;
  if (before === undefined) {
    return turn.useTool('Write', { file_path: path, content: await describe(files, asked) });
  }
  const last = /^- Turn \d+: .*\n?(?![\s\S]*^- Turn \d+: )/m.exec(before)?.[0];
  return last === undefined
    ? turn.useTool('Write', {
        file_path: path,
        content: `${before.trimEnd()}\n\n## Asked of the demo agent\n\n${asked}`,
      })
    : turn.useTool('Edit', {
        file_path: path,
        old_string: last,
        new_string: `${last.trimEnd()}\n${asked}`,
      });
}

async function describe(files: readonly string[], asked: string): Promise<string> {
  const readme = files.find((file) => /^readme(\.\w+)?$/i.test(file));
  const text = readme === undefined ? '' : await readFile(join(process.cwd(), readme), 'utf8');
  const title = /^#\s+(.+)$/m.exec(text)?.[1] ?? 'this repository';
  return [
    `# Notes on ${title}`,
    '',
    'Written by the Lulu demo agent.',
    '',
    `Files: ${String(files.length)}. The most common kinds:`,
    '',
    ...kinds(files).map(([kind, count]) => `- ${String(count)} × \`${kind}\``),
    '',
    '## Asked of the demo agent',
    '',
    asked,
  ].join('\n');
}

function kinds(files: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const file of files) {
    const kind = extname(file) === '' ? 'no extension' : extname(file);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5);
}

function summary(files: readonly string[], edited: ToolOutcome, status: ToolOutcome): string {
  const rows = kinds(files).map(([kind, count]) => `| \`${kind}\` | ${String(count)} |`);
  const git = status.ran
    ? `\`git status --short\` says:\n\n\`\`\`text\n${status.content}\n\`\`\``
    : `I did not run \`git status\`: ${status.content}`;
  return [
    '## Done',
    '',
    `- looked around (files: ${String(files.length)})`,
    edited.isError ? `- could not write \`${notes}\`: ${edited.content}` : `- wrote \`${notes}\``,
    status.ran ? '- ran one command' : '- ran no command',
    '',
    git,
    '',
    '| Kind | Files |',
    '| --- | ---: |',
    ...rows,
    '',
    'That was the demo. Start a session with a real agent to have work done.',
  ].join('\n');
}
