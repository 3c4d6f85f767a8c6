/** Text that people hand in: checked once, at the edge. */
import * as v from 'valibot';

/** 4 MiB of UTF-16 units. The agent takes prompts of any length on stdin; a line of its answer is cut at 16 MiB. */
const promptLimit = 4 * 1024 * 1024;
const nameLimit = 200;

/** What to tell an agent. */
export const Prompt = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '', 'is empty. Say what the agent is to do'),
  v.maxLength(
    promptLimit,
    'is longer than 4 MiB. Put the text into a file of the repository and name it',
  ),
  v.check(
    (text) => !text.includes('\0'),
    'holds a NUL character, which no agent can read. Remove it',
  ),
  v.check(
    (text) => text.isWellFormed(),
    'holds half a surrogate pair (broken Unicode). Type it again',
  ),
);

/** A session's name: one line. */
export const Name = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'is empty'),
  v.maxLength(nameLimit, `is longer than ${nameLimit} characters`),
  v.regex(
    /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/u,
    'holds control characters or line breaks',
  ),
  v.regex(
    /^[^\u202a-\u202e\u2066-\u2069]*$/u,
    'holds characters that turn the direction of what follows them',
  ),
  v.check((text) => text.isWellFormed(), 'holds half a surrogate pair (broken Unicode)'),
);

/** A path as typed by a person; the engine makes it absolute and checks what is there. */
export const Path = v.pipe(
  v.string(),
  v.minLength(1, 'is empty'),
  v.maxLength(4096, 'is longer than a path can be (4096 characters)'),
  v.check((text) => !text.includes('\0'), 'holds a NUL character, which no path can'),
);

/** A branch, tag or commit as typed. Git checks it; here only what no ref can hold. */
export const Ref = v.pipe(
  v.string(),
  v.minLength(1, 'is empty'),
  v.maxLength(1000, 'is longer than 1000 characters'),
  v.regex(/^[^\u0000-\u0020\u007f]+$/u, 'holds spaces or control characters, which no ref can'),
  v.check((text) => !text.startsWith('-'), 'begins with "-", which no ref can'),
);
