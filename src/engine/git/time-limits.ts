/** A big checkout, or one whose filters fetch (LFS), may take minutes; so may reading all of one. */
export const checkoutTimeoutMs = 15 * 60_000;
