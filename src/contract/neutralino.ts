/** What the window's page and the engine's extension process call each other. */

/** As named in neutralino.config.json. */
export const extensionId = 'lulu.engine';

/** The event that carries one envelope, in both directions. */
export const extensionChannel = 'lulu';

/** What the page tells the extension when it answers for a window that is to be closed. */
export const closingEvent = 'lulu.closing';
