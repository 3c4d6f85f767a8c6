/** The few lines of shell that stand between the engine and an agent, and outlive the engine. */

/**
 * Arguments: the run's folder, then the agent's program and its arguments.
 *
 * The trap does nothing, and is there so that a signal to the group does not end the shim before it
 * has written the exit code; unlike an empty trap it is not inherited by the agent. The agent gets the
 * PATH it was given; ours is extended only for the shim's own tools. A pipe with a feeder, not the
 * file itself, so that ending the feeder is an end of file for the agent.
 */
const script = `trap : INT TERM HUP
dir=$1
shift
path=$PATH
PATH=/usr/bin:/bin:$PATH
mkfifo -m 600 "$dir/in" || exit 125
{ exec tail -n +1 -f "$dir/in.jsonl"; } > "$dir/in" 2> /dev/null &
feeder=$!
printf 'shim %s\\nfeeder %s\\n' "$$" "$feeder" > "$dir/pids"
PATH=$path /bin/sh -c 'printf "agent %s\\n" "$$" >> "$1/pids" && shift && exec "$@"' lulu "$dir" "$@" < "$dir/in"
code=$?
kill "$feeder" 2> /dev/null
printf '%s\\n' "$code" > "$dir/exit.new" && mv -f "$dir/exit.new" "$dir/exit"
`;

/** Arguments of `/bin/sh` that run `file` in the run folder `dir`. */
export function shimArguments(dir: string, file: string, args: readonly string[]): string[] {
  return ['-c', script, 'lulu', dir, file, ...args];
}

/** The three pids of a complete pid file, or null while it is being written. */
export function parsePids(
  text: string,
): { readonly shim: number; readonly feeder: number; readonly agent: number } | null {
  const [, shim, feeder, agent] = /^shim (\d+)\nfeeder (\d+)\nagent (\d+)\n$/.exec(text) ?? [];
  if (agent === undefined) return null;
  return { shim: Number(shim), feeder: Number(feeder), agent: Number(agent) };
}
