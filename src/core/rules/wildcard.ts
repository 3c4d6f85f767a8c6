/** Matching with stars, in time of at most the product of both lengths. */

/** Whether `text` is `pattern` where each `star` stands for any run of characters, also none. */
export function matchesStars(pattern: string, text: string, star = '*'): boolean {
  let p = 0;
  let t = 0;
  let lastStar = -1;
  let retry = 0;
  while (t < text.length) {
    if (pattern[p] === star) {
      lastStar = p;
      retry = t;
      p += 1;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p += 1;
      t += 1;
    } else if (lastStar !== -1) {
      p = lastStar + 1;
      retry += 1;
      t = retry;
    } else return false;
  }
  while (pattern[p] === star) p += 1;
  return p === pattern.length;
}
