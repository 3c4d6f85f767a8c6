import { parseArgs } from 'node:util';
import { everywhere, usages, type CommandUsage, type Option } from './usage.ts';

/** The command line cannot be understood. The message says what is wrong; nothing was done. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type OptionValues = Readonly<
  Record<string, string | boolean | readonly string[] | undefined>
>;

export interface ParsedArguments {
  readonly usage: CommandUsage | undefined;
  readonly operands: readonly string[];
  readonly values: OptionValues;
}

/** @throws {UsageError} */
export function parseArguments(argv: readonly string[]): ParsedArguments {
  const nameAt = argv.findIndex((argument, index) => isName(argument, argv[index - 1]));
  const name = nameAt === -1 ? undefined : argv[nameAt];
  const usage = usages.find((command) => command.name === name);
  if (name !== undefined && usage === undefined) {
    throw new UsageError(`There is no command "${name}". \`lulu --help\` lists them.`);
  }
  const options = { ...everywhere, ...usage?.options };
  const rest = argv.filter((_, index) => index !== nameAt);
  const { values, positionals } = parse(joinValues(rest, options), options);
  checkOperands(usage, positionals, values['help'] === true);
  return { usage, operands: positionals, values };
}

/** The first argument that is neither an option nor the value of one that stands before the command. */
function isName(argument: string, before: string | undefined): boolean {
  if (argument.startsWith('-')) return false;
  const option = before?.startsWith('--') === true ? everywhere[before.slice(2)] : undefined;
  return option?.type !== 'string';
}

/** `--prompt -x` is a prompt that begins with a dash: a value is a value, whatever it looks like. */
function joinValues(argv: readonly string[], options: Readonly<Record<string, Option>>): string[] {
  const joined: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    if (argument === '--') return [...joined, ...argv.slice(index)];
    const takesValue = argument.startsWith('--') && options[argument.slice(2)]?.type === 'string';
    const value = takesValue ? argv[index + 1] : undefined;
    if (value === undefined) joined.push(argument);
    else {
      joined.push(`${argument}=${value}`);
      index += 1;
    }
  }
  return joined;
}

function parse(args: string[], options: Readonly<Record<string, Option>>) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(options).map(([name, { type, multiple }]) => [
          name,
          { type, multiple: multiple ?? false },
        ]),
      ),
    }) as { values: OptionValues; positionals: string[] };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${text.split('. ')[0] ?? text}. \`lulu --help\` lists what there is.`);
  }
}

function checkOperands(
  usage: CommandUsage | undefined,
  given: readonly string[],
  asksHelp: boolean,
): void {
  if (usage === undefined || asksHelp) return;
  const { name, operands } = usage;
  const needed = operands.filter((operand) => !operand.startsWith('['));
  if (given.length < needed.length) {
    throw new UsageError(`lulu ${name} needs ${needed.slice(given.length).join(' and ')}.`);
  }
  if (given.length > operands.length) {
    const extra = given.slice(operands.length).join(' ');
    throw new UsageError(`lulu ${name} does not take "${extra}". Put text with spaces in quotes.`);
  }
}

/** An option's text; undefined where it was not given. */
export function textOf(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/**
 * An option that is a whole number of at least `least`.
 *
 * @throws {UsageError}
 */
export function numberOf(values: OptionValues, name: string, least: number): number | undefined {
  const given = textOf(values, name);
  if (given === undefined) return undefined;
  const number = Number(given);
  if (/^\d{1,15}$/.test(given) && number >= least) return number;
  throw new UsageError(`--${name} is a whole number from ${String(least)} on, not "${given}".`);
}
